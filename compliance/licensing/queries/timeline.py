"""What happened to a case, in words, for whoever looks."""

from dataclasses import dataclass
from typing import Any

from compliance.licensing import policies
from compliance.licensing.models import Case
from portal.core.events import events_about
from portal.core.interface import Entry
from portal.core.models import Event


@dataclass(frozen=True)
class Told:
    """How an event is told, and whether the applicant is told."""

    title: str
    tone: str = "quiet"
    to_applicant: bool = True
    words: str = ""


TOLD = {
    "licensing.case.opened": Told("Opened"),
    "licensing.case.amended": Told("Opened as a new version", words="reason"),
    "licensing.case.handed_over": Told("Handed to the researcher to sign"),
    "licensing.case.taken_back": Told("Taken back to be changed"),
    "licensing.case.submitted": Told("Signed and submitted", "moving"),
    "licensing.case.recorded": Told("Recorded at once", "done"),
    "licensing.case.routed": Told("Checked, and with the office", "moving"),
    "licensing.case.checked_again": Told("Checked again", "moving", to_applicant=False),
    "licensing.case.assigned": Told("Taken in hand", "moving"),
    "licensing.case.tier_raised": Told("More review was asked for", "moving", to_applicant=False, words="reason"),
    "licensing.case.information_requested": Told("The office asked a question", "waiting"),
    "licensing.case.information_given": Told("Answered", "moving"),
    "licensing.case.resumed": Told("The office goes on without an answer", "moving"),
    "licensing.case.recommended": Told("Recommended to the second reviewer", "moving", to_applicant=False),
    "licensing.case.second_review_agreed": Told("The second reviewer agreed", "moving", to_applicant=False),
    "licensing.case.second_review_disagreed": Told("The second reviewer did not agree", "moving", to_applicant=False),
    "licensing.case.referred": Told("Before the advisory council", "moving"),
    "licensing.case.advice_taken_up": Told("The advisory council gave its advice", "moving"),
    "licensing.case.brought_back": Told("The review begins anew", "moving", to_applicant=False, words="reason"),
    "licensing.case.approved": Told("Approved", "done"),
    "licensing.case.approved_with_conditions": Told("Approved with conditions", "done"),
    "licensing.case.approved_in_part": Told("Approved in part", "done"),
    "licensing.case.refused": Told("Refused", "stopped"),
    "licensing.case.returned": Told("Returned without a decision", "waiting", words="reason"),
    "licensing.case.withdrawn": Told("Withdrawn", words="reason"),
    "licensing.case.superseded": Told("Replaced by a newer version", words="by"),
    "licensing.case.remitted": Told("Sent back by an appeal", "moving"),
    "licensing.case.varied": Told("The decision was changed on appeal", "done"),
    "licensing.transfer.determined": Told("A transfer was determined by an officer", "moving", to_applicant=False),
    "licensing.hold.placed": Told("Held", "stopped", to_applicant=False, words="reason"),
    "licensing.hold.lifted": Told("Hold lifted", to_applicant=False, words="reason"),
    "licensing.flag.raised": Told("Red flag raised", "waiting", to_applicant=False),
    "licensing.flag.settled": Told("Red flag settled", to_applicant=False),
    "licensing.note.added": Told("Note added", to_applicant=False),
    "core.attachment.stored": Told("File added"),
    "core.attachment.removed": Told("File removed"),
}


def timeline(case: Case, *, actor: Any, limit: int | None = None) -> list[Entry]:
    """Return what happened, newest first. The applicant is told what concerns them; the office sees everything."""
    inside = policies.may_see_inside.allows(actor, case)
    verbs = [verb for verb, told in TOLD.items() if inside or told.to_applicant]
    events = events_about(case).filter(verb__in=verbs).order_by("-at", "-pk")
    return [_entry(event) for event in (events[:limit] if limit else events)]


def _entry(event: Event) -> Entry:
    told = TOLD[event.verb]
    text = str(event.data.get(told.words, "")) if told.words else ""
    return Entry(at=event.at, title=told.title, who=str(event.actor or "The portal"), text=text, tone=told.tone)
