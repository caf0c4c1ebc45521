"""Record the facts from which clocks start; ask for time, grant or refuse it; say what does not apply; warn."""

from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.incidents import clocks, letters, policies, queries
from compliance.incidents.models import ClockChange, Incident, IncidentFact, Report
from compliance.incidents.states import Change, Fact, Part
from portal.accounts.models import User
from portal.core.calendar import WorkingCalendar, institution_calendar
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day, moment


@transaction.atomic
def record_fact(
    incident: Incident,
    *,
    kind: str,
    happened_at: datetime,
    actor: User,
    at: datetime,
    note: str = "",
    subject: User | None = None,
) -> IncidentFact:
    """
    Record that something happened. Clocks that it starts or meets follow by themselves.

    :raises Denied: if the actor does not work on the incident
    :raises Invalid: if it lies ahead, or it was recorded already
    """
    policies.may_record_fact(actor, incident)
    if happened_at > at:
        raise Invalid("A fact lies in the past.", field="happened_at")
    if IncidentFact.objects.filter(incident=incident, kind=kind, subject=subject).exists():
        raise Invalid("This was recorded already, and facts are written once.", field="kind")
    return note_fact(incident, kind=kind, happened_at=happened_at, note=note, subject=subject, actor=actor, at=at)


@transaction.atomic
def note_fact(
    incident: Incident,
    *,
    kind: str,
    actor: User | None,
    at: datetime,
    happened_at: datetime | None = None,
    note: str = "",
    subject: User | None = None,
) -> IncidentFact:
    """Note a fact that another action brings about. This will write its event."""
    fact = IncidentFact.objects.create(
        incident=incident,
        subject=subject,
        kind=kind,
        at=happened_at or at,
        note=note,
        recorded_by=actor,
        recorded_at=at,
    )
    record_event("incidents.fact.recorded", incident, actor=actor, at=at, kind=kind, happened_at=fact.at)
    return fact


@transaction.atomic
def change_clock(
    incident: Incident,
    *,
    clock: str,
    kind: str,
    reason: str,
    actor: User,
    at: datetime,
    until: datetime | None = None,
    subject: User | None = None,
) -> ClockChange:
    """
    Ask for more time, note that it was granted or refused, or say why a clock does not apply.

    :raises Denied: if this is not the actor's clock
    :raises Invalid: if no reason is given, or granted time has no end or an earlier one
    :raises Conflict: if no time can be had, it was not asked for before the end, or the clock does not run
    """
    policies.may_change_clock(actor, incident)
    return keep_change(
        incident, clock=clock, kind=kind, reason=reason, until=until, subject=subject, actor=actor, at=at
    )


@transaction.atomic
def keep_change(
    incident: Incident,
    *,
    clock: str,
    kind: str,
    reason: str,
    actor: User,
    at: datetime,
    until: datetime | None = None,
    subject: User | None = None,
) -> ClockChange:
    """
    Keep a change of a clock whose keeper was asked already.

    :raises Invalid: if no reason is given, or granted time has no end or an earlier one
    :raises Conflict: if no time can be had, it was not asked for before the end, or the clock does not run
    """
    found = clocks.named(clock, as_day(at))
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    stands = queries.one_standing(incident, found, at=at, subject=subject)
    _fits(stands, kind, until)
    made = ClockChange.objects.create(
        incident=incident,
        subject=subject,
        clock=clock,
        kind=kind,
        at=at,
        until=until if kind == Change.GRANTED else None,
        reason=reason.strip(),
        by=actor,
    )
    record_event("incidents.clock.changed", incident, actor=actor, at=at, clock=clock, kind=kind, until=made.until)
    return made


def _fits(stands: clocks.Standing, kind: str, until: datetime | None) -> None:
    clock = stands.clock
    if kind in (Change.NOT_APPLICABLE, Change.APPLICABLE):
        return
    if not clock.extendable:
        raise Conflict(f"No time can be added to “{clock.title}”: {clock.extension}.")
    if kind == Change.ASKED and stands.state != clocks.RUNNING:
        raise Conflict("More time is asked for while the clock runs, before its end.")
    if kind in (Change.GRANTED, Change.REFUSED) and not stands.asked:
        raise Conflict("No time was asked for before the end.")
    if kind == Change.GRANTED and (until is None or stands.ends_at is None or until <= stands.ends_at):
        raise Invalid("Give the new end; it lies after the present one.", field="until")


def warn_of_clocks(*, at: datetime) -> int:
    """Owe every warning whose moment has come, before its clock lapses; return how many were owed."""
    calendar = institution_calendar()
    owed = sum(_warn(incident, calendar, at=at) for incident in Incident.objects.open().order_by("pk"))
    return owed + sum(_warn_unread(report, calendar, at=at) for report in Report.objects.waiting().order_by("pk"))


def _warn(incident: Incident, calendar: WorkingCalendar, *, at: datetime) -> int:
    owed = 0
    for stands, subject in queries.all_standings(incident, calendar=calendar, at=at):
        if stands.state != clocks.RUNNING or stands.rung is None:
            continue
        people = _owners(incident, stands.clock, subject)
        if stands.rung <= stands.clock.escalate:
            people += queries.overseers_of(incident)
        for person in {person.pk: person for person in people}.values():
            mine = subject is not None and person == subject
            owed += letters.tell(
                incident,
                person,
                "clock",
                at=at,
                once=f"{stands.clock.code}.{subject.pk if subject else 0}.{stands.ends_at:%Y%m%d%H%M}.{stands.rung}",
                path="/incidents/mine/" if mine else f"{incident.get_absolute_url()}clocks/",
                title=stands.clock.title,
                ends=moment(stands.ends_at) if stands.ends_at else "",
            )
    return owed


def _owners(incident: Incident, clock: clocks.Clock, subject: Any) -> list[Any]:
    if clock.owner == "subject":
        return [subject] if subject else []
    parts = {
        "team": (Part.LEAD,),
        "lead": (Part.LEAD,),
        "official": (Part.OFFICIAL,),
        "panel": (Part.PANEL,),
        "appeal_panel": (Part.APPEAL_PANEL,),
    }[clock.owner]
    return letters.people_with(incident, *parts) or letters.people_with(incident, Part.LEAD)


def _warn_unread(report: Report, calendar: WorkingCalendar, *, at: datetime) -> int:
    facts = [clocks.Moment(Fact.RECEIVED, report.received_at)]
    if report.acknowledged_at:
        facts.append(clocks.Moment(Fact.ACKNOWLEDGED, report.acknowledged_at))
    clock = clocks.named("HOUSE-READ", as_day(at))
    stands = clocks.standing(clock, facts=facts, turns=[], calendar=calendar, at=at)
    if stands.state != clocks.RUNNING or stands.rung is None:
        return 0
    return sum(
        letters.tell(report, person, "received", at=at, once=f"unread.{stands.rung}", going_on=False)
        for person in queries.readers_of(report)
    )
