"""Report, answer, take up, set aside; and the letterbox in which anonymous reports lie until nobody can tell when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from compliance.incidents import cleaning, letters, policies, queries, receipts
from compliance.incidents.models import IncidentPart, Report, ReportMessage
from compliance.incidents.states import Known, Nature, Part, ReportState
from compliance.incidents.workflow import REPORT
from portal.accounts.models import User
from portal.core import attachments
from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.core.references import next_reference

LONGEST, MOST_FILES = 20_000, 5


@dataclass(frozen=True)
class Receipt:
    """What a reporter gets: the report, and the code that nobody else has."""

    report: Report
    code: str


@transaction.atomic
def report(
    *,
    what: str,
    actor: User | None,
    at: datetime,
    when: str = "",
    affected: str = "",
    going_on: str = Known.UNSURE,
    nature: str = Nature.OTHER,
    anonymous: bool = False,
    keep_away: Iterable[User] = (),
    files: Sequence[Any] = (),
    source: str = "",
    source_reference: str = "",
    source_path: str = "",
) -> Receipt:
    """
    Report that something went wrong. This will give a receipt code by which the reporter comes back.

    Without an account, or with ``anonymous``, nothing is kept that could lead to the reporter: the hour stands for the
    moment, files lose their names and what pictures say about their camera, and the log speaks of the report only
    when the letterbox is emptied. ``source`` names what brought it up, such as the finding of an audit.

    :raises Invalid: if nothing is said, a file cannot be accepted, or everybody would be kept away
    """
    policies.may_report(actor, None)
    anonymous = anonymous or (actor is None and not source)
    if not what.strip():
        raise Invalid("Say what happened, in your own words.", field="what")
    away = list(keep_away)
    _somebody_remains(away)
    if len(files) > MOST_FILES:
        raise Invalid(f"At most {MOST_FILES} files fit in one report. More can follow later.", field="files")
    moment = receipts.hour_of(at) if anonymous else at
    code = receipts.new()
    found = Report.objects.create(
        state=ReportState.RECEIVED,
        state_since=moment,
        reference=next_reference("RP", moment.year),
        nature=nature,
        what=what.strip()[:LONGEST],
        when=when.strip(),
        affected=affected.strip(),
        going_on=going_on,
        anonymous=anonymous,
        reporter=None if anonymous else actor,
        receipt=receipts.digest_of(code),
        received_at=moment,
        source=source,
        source_reference=source_reference,
        source_path=source_path,
    )
    for person in away:
        IncidentPart.objects.create(report=found, person=person, part=Part.KEPT_AWAY, since=moment, given_by=None)
    for number, upload in enumerate(files, start=1):
        _keep_file(found, upload, number=number, at=moment)
    if not anonymous:
        open_letter(found, at=at)
    return Receipt(found, code)


def _keep_file(report: Report, upload: Any, *, number: int, at: datetime) -> None:
    """Keep one file of a report. This will take name and picture data off the file of an anonymous reporter."""
    name = upload.name
    if report.anonymous:
        name = f"file-{number}{Path(upload.name).suffix.lower()}"
        upload = cleaning.without_traces(upload, name=name)
    attachments.store(upload, subject=report, kind="report", name=name, actor=None, at=at, silently=True)


def _somebody_remains(away: list[User]) -> None:
    readers = set(queries.who_reads_reports().values_list("pk", flat=True))
    if away and readers and readers <= {person.pk for person in away}:
        raise Invalid(
            "Somebody has to read it. Leave one name, or take it to the independent overseer.", field="keep_away"
        )


@transaction.atomic
def open_letter(report: Report, *, at: datetime) -> bool:
    """
    Take a report out of the letterbox: write its event and tell those who take up reports. This will happen once.

    The event names no actor, whoever reported.
    """
    if not Report.objects.filter(pk=report.pk, opened_at=None).update(opened_at=at):
        return False
    report.opened_at = at
    files = [each.digest for each in attachments.of(report)]
    record_event(
        "incidents.report.received", report, actor=None, at=at, files=files or None, source=report.source or None
    )
    away = set(report.parts.values_list("person", flat=True))
    for person in queries.who_reads_reports():
        if person.pk not in away and person.pk != report.reporter_id:
            letters.tell(report, person, "received", at=at, once="1", going_on=report.going_on == Known.YES)
    return True


@transaction.atomic
def open_message(message: ReportMessage, *, at: datetime) -> bool:
    """Take a reporter's message out of the letterbox: write its event and tell whoever reads it, once."""
    if not ReportMessage.objects.filter(pk=message.pk, opened_at=None).update(opened_at=at):
        return False
    report = message.report
    record_event("incidents.report.answered", report, actor=None, at=at, retaliation=message.retaliation or None)
    for person in queries.readers_of(report):
        letters.tell(report, person, "message", at=at, once=str(message.pk), retaliation=message.retaliation)
    return True


def empty_letterbox(*, at: datetime) -> int:
    """Open every letter that lies in the letterbox; return how many there were."""
    opened = sum(open_letter(each, at=at) for each in Report.objects.unopened().order_by("pk"))
    fresh = ReportMessage.objects.filter(opened_at=None, author=None).select_related("report").order_by("pk")
    return opened + sum(open_message(each, at=at) for each in fresh)


@transaction.atomic
def write_as_reporter(
    report: Report, *, text: str, at: datetime, retaliation: bool = False, files: Sequence[Any] = ()
) -> ReportMessage:
    """
    Write to the team as the reporter, who has shown the receipt code or is signed in.

    :raises Invalid: if nothing is said, or a file cannot be accepted
    """
    if not text.strip() and not files:
        raise Invalid("Write something, or add a file.", field="text")
    moment = receipts.hour_of(at) if report.anonymous else at
    message = ReportMessage.objects.create(
        report=report, text=text.strip() or "A file was added.", retaliation=retaliation, at=moment
    )
    already = attachments.of(report).count()
    for number, upload in enumerate(files, start=already + 1):
        _keep_file(report, upload, number=number, at=moment)
    if not report.anonymous:
        open_message(message, at=at)
    return message


@transaction.atomic
def write_to_reporter(report: Report, *, text: str, actor: User, at: datetime) -> ReportMessage:
    """
    Write to the reporter, who reads it by the receipt code or under their reports.

    :raises Denied: if the actor may not read the report
    :raises Invalid: if nothing is said
    """
    policies.may_answer_reporter(actor, report)
    if not text.strip():
        raise Invalid("Write the message.", field="text")
    message = ReportMessage.objects.create(report=report, author=actor, text=text.strip(), at=at, opened_at=at)
    record_event("incidents.report.written_to", report, actor=actor, at=at)
    if report.reporter is not None:
        letters.tell(report, report.reporter, "reply", at=at, once=str(message.pk), path="/speak-up/mine/")
    return message


@transaction.atomic
def acknowledge(report: Report, *, actor: User, at: datetime) -> bool:
    """
    Note that somebody of the team has read the report. This will be noted once.

    :raises Denied: if the actor may not take it up
    """
    policies.may_take_up(actor, report)
    mine = Report.objects.filter(pk=report.pk, acknowledged_at=None)
    if not mine.update(acknowledged_at=at, acknowledged_by=actor):
        return False
    report.acknowledged_at, report.acknowledged_by = at, actor
    record_event("incidents.report.acknowledged", report, actor=actor, at=at)
    return True


@transaction.atomic
def set_aside(report: Report, *, reason: str, actor: User, at: datetime) -> None:
    """
    Answer a report that is no incident. The reporter reads the reason; nothing else follows.

    :raises Denied: if the actor may not take it up
    :raises Invalid: if there is no reason
    :raises Conflict: if it was taken up or answered already
    """
    if not reason.strip():
        raise Invalid("Say why nothing follows. The reporter reads it.", field="reason")
    REPORT.check(report, "set_aside", actor=actor)
    acknowledge(report, actor=actor, at=at)
    REPORT.advance(report, "set_aside", actor=actor, at=at, values={"set_aside_because": reason.strip()})
    write_to_reporter(report, text=reason, actor=actor, at=at)
