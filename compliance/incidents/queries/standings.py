"""How the clocks of an incident stand: what was recorded, put into the pure functions."""

from datetime import datetime
from typing import Any

from compliance.incidents import clocks
from compliance.incidents.models import Incident, IncidentPart
from compliance.incidents.states import Part
from portal.accounts.models import User
from portal.core.calendar import WorkingCalendar, institution_calendar
from portal.core.words import as_day

Standings = list[tuple[clocks.Standing, User | None]]


def all_standings(incident: Incident, *, at: datetime, calendar: WorkingCalendar | None = None) -> Standings:
    """Return how every clock of the incident stands, and those of each person whom it concerns."""
    calendar = calendar or institution_calendar()
    facts = list(incident.facts.order_by("at", "pk"))
    turns = list(incident.clock_changes.order_by("at", "pk"))
    known = clocks.in_force(as_day(at))
    found: Standings = [
        (_standing(clock, facts, turns, None, calendar, at), None)
        for clock in clocks.applicable(known, incident=incident, hearing=False)
    ]
    for subject in _subjects(incident, facts):
        for clock in clocks.applicable(known, incident=incident, hearing=True):
            found.append((_standing(clock, facts, turns, subject, calendar, at), subject))
    return found


def one_standing(
    incident: Incident, clock: clocks.Clock, *, at: datetime, subject: User | None = None
) -> clocks.Standing:
    """Return how one clock stands."""
    facts, turns = list(incident.facts.all()), list(incident.clock_changes.order_by("at", "pk"))
    return _standing(clock, facts, turns, subject, institution_calendar(), at)


def _standing(
    clock: clocks.Clock, facts: Any, turns: Any, subject: Any, calendar: WorkingCalendar, at: datetime
) -> clocks.Standing:
    key = subject.pk if subject else None
    return clocks.standing(
        clock,
        facts=[clocks.Moment(fact.kind, fact.at) for fact in facts if fact.subject_id == key],
        turns=[
            clocks.Turn(turn.kind, turn.at, turn.until, turn.reason)
            for turn in turns
            if turn.clock == clock.code and turn.subject_id == key
        ],
        calendar=calendar,
        at=at,
    )


def _subjects(incident: Incident, facts: Any) -> list[User]:
    keys = {fact.subject_id for fact in facts if fact.subject_id}
    return list(User.objects.filter(pk__in=keys).order_by("name")) if keys else []


def overseers_of(incident: Incident) -> list[User]:
    """Return the independent overseers, less those whom the incident concerns or who are kept away."""
    away = IncidentPart.objects.filter(incident=incident, part__in=(Part.SUBJECT, Part.KEPT_AWAY)).values("person")
    return list(User.objects.holding("Overseer").exclude(pk__in=away).order_by("name"))
