"""
The clock of a case: a pure function of its log of intervals and a calendar of working days.

A moment belongs to a working day: the local day on which it falls, or the next one that counts, where that
day does not count or the office's cut-off time has passed. An interval is worth the working days between the
days of its two ends. So intervals add up exactly, nothing is counted twice over midnight, a weekend or a change
to daylight saving, and a run that was missed changes nothing, because nothing is counted by runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from compliance.licensing.states import ClockSide
from portal.core.calendar import WorkingCalendar


@dataclass(frozen=True)
class Mark:
    """From this moment on the case is on this side."""

    at: datetime
    side: str


@dataclass(frozen=True)
class Hours:
    """Which days count, and until what local time a thing still belongs to its day."""

    calendar: WorkingCalendar
    cutoff: time = time(17)

    def day_of(self, moment: datetime) -> date:
        """Return the working day to which a moment belongs."""
        local = moment.astimezone(self.calendar.zone)
        day = local.date() + timedelta(days=1) if local.time() >= self.cutoff else local.date()
        return self.calendar.next_working(day)

    def between(self, start: datetime, end: datetime) -> int:
        """Return the working days from one moment to a later one."""
        return self.calendar.working_days_between(self.day_of(start), self.day_of(end))


@dataclass(frozen=True)
class Reading:
    """What the clock shows at a moment."""

    with_us: int
    with_you: int
    running: str
    since: datetime | None
    allowed: int | None = None
    target_on: date | None = None

    @property
    def paused(self) -> bool:
        """Tell whether the office's time stands still because the applicant holds the case."""
        return self.running == ClockSide.WITH_YOU

    @property
    def left(self) -> int | None:
        """Working days the office has left; negative when it is late."""
        return None if self.allowed is None else self.allowed - self.with_us


def read(marks: Iterable[Mark], *, until: datetime, hours: Hours, allowed: int | None = None) -> Reading:
    """
    Return both figures at a moment, and the day by which the office means to answer.

    While the applicant holds the case, the day is the one that would follow from an answer now. What is marked
    after ``until`` has not happened yet and is left out.
    """
    known = sorted((mark for mark in marks if mark.at <= until), key=lambda mark: mark.at)
    spent = {ClockSide.WITH_US: 0, ClockSide.WITH_YOU: 0}
    target: date | None = None
    for number, mark in enumerate(known):
        end = known[number + 1].at if number + 1 < len(known) else until
        days = hours.between(mark.at, end)
        if mark.side == ClockSide.WITH_US and allowed is not None and target is None:
            target = _reached(mark.at, days, allowed - spent[ClockSide.WITH_US], hours, running=mark is known[-1])
        if mark.side in spent:
            spent[ClockSide(mark.side)] += days
    running = known[-1].side if known else ""
    if target is None and allowed is not None and running == ClockSide.WITH_YOU:
        target = hours.calendar.add_working_days(hours.day_of(until), allowed - spent[ClockSide.WITH_US])
    return Reading(
        with_us=spent[ClockSide.WITH_US],
        with_you=spent[ClockSide.WITH_YOU],
        running=running,
        since=known[-1].at if known else None,
        allowed=allowed,
        target_on=target,
    )


def _reached(start: datetime, days: int, left: int, hours: Hours, *, running: bool) -> date | None:
    """Return the day on which the time left runs out within this stretch, if it does."""
    if days < left and not running:
        return None
    return hours.calendar.add_working_days(hours.day_of(start), max(left, 0))
