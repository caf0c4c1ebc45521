"""
Clocks as pure functions: what starts each, how it counts, when it ends, and who hears before that.

A clock is computed from recorded facts, a log of changes and a calendar, and nothing is counted up anywhere.
Computing it every day or once gives the same. Hours are exact hours, also over a change to summer time. A span of days
ends with its last day, in the institution's time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from compliance.incidents.states import Change
from portal.core.calendar import WorkingCalendar

FILE = Path(__file__).parent / "reference" / "clocks.yaml"
HOURS, CALENDAR_DAYS, WORKING_DAYS = "hours", "calendar_days", "working_days"
WAITING, RUNNING, MET, MET_LATE, LAPSED, NOT_APPLICABLE = (
    "not_started", "running", "met", "met_late", "lapsed", "not_applicable",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One clock as the reference file states it."""

    code: str
    title: str
    starts: str
    met_by: tuple[str, ...]
    amount: int
    unit: str
    owner: str
    extension: str
    warn: tuple[int, ...]
    escalate: int
    source: str
    confidence: str
    valid_from: date
    valid_to: date | None = None
    severities: tuple[int, ...] = ()
    hearing: bool = False

    @property
    def extendable(self) -> bool:
        """Tell whether more time can be had."""
        return not self.extension.startswith("none")

    @property
    def span(self) -> str:
        """The time it gives, in words."""
        unit = {HOURS: "hours", CALENDAR_DAYS: "days", WORKING_DAYS: "working days"}[self.unit]
        return f"{self.amount} {unit.removesuffix('s') if self.amount == 1 else unit}"


class Moment(NamedTuple):
    """A recorded fact: what happened, when."""

    kind: str
    at: datetime


class Turn(NamedTuple):
    """One line of a clock's log of changes."""

    kind: str
    at: datetime
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Standing:
    """How a clock stands at a moment."""

    clock: Clock
    state: str
    started_at: datetime | None = None
    ends_at: datetime | None = None
    met_at: datetime | None = None
    reason: str = ""
    rung: int | None = None
    asked: bool = False

    @property
    def runs(self) -> bool:
        """Tell whether it is still to be met."""
        return self.state in (RUNNING, LAPSED)


def standing(
    clock: Clock, *, facts: Iterable[Moment], turns: Iterable[Turn], calendar: WorkingCalendar, at: datetime
) -> Standing:
    """Return how the clock stands at a moment, from what was recorded up to then."""
    known = sorted((fact for fact in facts if fact.at <= at), key=lambda fact: fact.at)
    log = sorted((turn for turn in turns if turn.at <= at), key=lambda turn: turn.at)
    applies = [turn for turn in log if turn.kind in (Change.NOT_APPLICABLE, Change.APPLICABLE)]
    if applies and applies[-1].kind == Change.NOT_APPLICABLE:
        return Standing(clock, NOT_APPLICABLE, reason=applies[-1].reason)
    begun = next((fact.at for fact in known if fact.kind == clock.starts), None)
    if begun is None:
        return Standing(clock, WAITING)
    ends = _end_with(clock, begun, log, calendar)
    met = next((fact.at for fact in known if fact.kind in clock.met_by and fact.at >= begun), None)
    asked = bool(log) and log[-1].kind == Change.ASKED
    if met is not None:
        return Standing(clock, MET if met <= ends else MET_LATE, begun, ends, met)
    if at > ends:
        return Standing(clock, LAPSED, begun, ends, asked=asked)
    return Standing(clock, RUNNING, begun, ends, rung=_rung(clock, ends, at, calendar), asked=asked)


def end(clock: Clock, begun: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when a clock that began then ends, if no time is added: the last moment that is still in time."""
    if clock.unit == HOURS:
        return (begun.astimezone(UTC) + timedelta(hours=clock.amount)).astimezone(begun.tzinfo)
    first = begun.astimezone(calendar.zone).date()
    if clock.unit == WORKING_DAYS:
        return end_of(calendar.add_working_days(first, clock.amount), calendar)
    return end_of(first + timedelta(days=clock.amount), calendar)


def end_of(day: date, calendar: WorkingCalendar) -> datetime:
    """Return the last second of a day, in the institution's time."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=calendar.zone)


def _end_with(clock: Clock, begun: datetime, log: Sequence[Turn], calendar: WorkingCalendar) -> datetime:
    """Time counts as granted only where it was asked for before the end; a refusal leaves the end where it was."""
    ends, asked = end(clock, begun, calendar), False
    for turn in log:
        if turn.kind == Change.ASKED:
            asked = turn.at <= ends
        elif turn.kind == Change.REFUSED:
            asked = False
        elif turn.kind == Change.GRANTED and asked and turn.until is not None:
            ends, asked = max(ends, turn.until), False
    return ends


def warnings(clock: Clock, ends: datetime, calendar: WorkingCalendar) -> list[tuple[int, datetime]]:
    """Return each rung with the moment at which it is reached, the farthest first. All lie before the end."""
    return [(rung, _before(clock, ends, rung, calendar)) for rung in sorted(clock.warn, reverse=True)]


def _before(clock: Clock, ends: datetime, rung: int, calendar: WorkingCalendar) -> datetime:
    if clock.unit == HOURS:
        return (ends.astimezone(UTC) - timedelta(hours=rung)).astimezone(ends.tzinfo)
    day = ends.astimezone(calendar.zone).date()
    if clock.unit == CALENDAR_DAYS:
        day -= timedelta(days=rung)
    for _ in range(rung if clock.unit == WORKING_DAYS else 0):
        day -= timedelta(days=1)
        while not calendar.is_working(day):
            day -= timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=calendar.zone)


def _rung(clock: Clock, ends: datetime, at: datetime, calendar: WorkingCalendar) -> int | None:
    """Return the most urgent rung that is reached."""
    return min((rung for rung, when in warnings(clock, ends, calendar) if when <= at), default=None)


def applicable(clocks: Iterable[Clock], *, incident: Any, hearing: bool) -> list[Clock]:
    """Return the clocks that an incident of this severity has, or that a hearing has."""
    return [
        clock
        for clock in clocks
        if clock.hearing == hearing and (not clock.severities or incident.severity in clock.severities)
    ]


@cache
def _read(file: Path) -> tuple[Clock, ...]:
    rows = yaml.safe_load(file.read_text())["clocks"]
    lists = ("met_by", "warn", "severities")
    stated: list[dict[str, Any]] = [
        {key: tuple(value) if key in lists else value for key, value in row.items()} for row in rows
    ]
    return tuple(Clock(**each) for each in stated)


def in_force(on: date) -> tuple[Clock, ...]:
    """Return the clocks as they stood on a day."""
    return tuple(
        clock for clock in _read(FILE) if clock.valid_from <= on and (clock.valid_to is None or on <= clock.valid_to)
    )


def named(code: str, on: date) -> Clock:
    """
    Return one clock by its code, as it stood on a day.

    :raises KeyError: if there is none
    """
    for clock in in_force(on):
        if clock.code == code:
            return clock
    raise KeyError(code)
