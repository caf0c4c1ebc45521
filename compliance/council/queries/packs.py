"""The papers of a meeting as one document for one reader."""

from collections.abc import Iterator
from typing import Any

from compliance.council import policies
from compliance.council.binding import Paper
from compliance.council.models import Meeting
from portal.core import attachments
from portal.core.words import moment


def papers_pack(meeting: Meeting, reader: Any) -> dict[str, Any]:
    """
    Return the agenda with the summary and the list of papers of each case that is open to the reader.

    A case on which the reader has not declared, or takes no part in, is named by its item number only.
    """
    items = meeting.items.select_related("referral__council").order_by("position")
    return {
        "council": meeting.council.name,
        "number": meeting.number,
        "starts": moment(meeting.starts_at),
        "place": meeting.place,
        "reader": str(reader),
        "items": [_item(item, reader) for item in items],
    }


def papers_of(meeting: Meeting, reader: Any) -> Iterator[Paper]:
    """Yield every paper of the cases on the agenda that are open to the reader, in the order of the agenda."""
    for item in meeting.items.select_related("referral__council").exclude(referral=None).order_by("position"):
        if item.referral is not None and policies.may_read_papers.allows(reader, item.referral):
            for paper in attachments.of(item.referral):
                content = b"".join(attachments.read(paper))
                yield Paper(f"{item.position}. {item.referral}", paper.name, paper.content_type, content)


def _item(item: Any, reader: Any) -> dict[str, Any]:
    blank = {"position": item.position, "heading": f"Item {item.position}", "summary": "", "papers": [], "closed": ""}
    if item.referral is None:
        return {**blank, "heading": item.title, "summary": item.note}
    refusal = policies.may_read_papers.refusal(reader, item.referral)
    if refusal:
        return {**blank, "closed": refusal}
    papers = [f"{paper.name} (SHA-256 {paper.digest[:16]}…)" for paper in attachments.of(item.referral)]
    heading = f"{item.referral}: {item.referral.title}"
    return {**blank, "heading": heading, "summary": item.referral.summary, "papers": papers}
