"""
The agencies that grant licences, and the clock of an application with one of them.

How long an agency takes comes from the reference data, with its citation. The clock is a pure function of the days on
which the application was filed and queries were asked and answered: it stands while the agency waits for us
(15 CFR 750.4(b)), and the days by which it means to act move with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core.calendar import WorkingCalendar

Stop = tuple[date, date | None]


@dataclass(frozen=True)
class Agency:
    """Who grants licences under one regime, on which form, and which time limits of the reference data are its own."""

    regime: str
    name: str
    form: str
    citation: str
    limits: tuple[str, ...] = ()
    query_days: int = 14
    intent_days: int = 20


AGENCIES = {
    agency.regime: agency
    for agency in (
        Agency(
            "US-EAR",
            "Bureau of Industry and Security",
            "Application through SNAP-R",
            "15 CFR part 748, supplement no. 1",
            ("US-BIS-LIC-INITIAL", "US-BIS-LIC-TOTAL"),
        ),
        Agency(
            "US-ITAR",
            "Directorate of Defense Trade Controls",
            "Application through DECCS",
            "22 CFR part 123",
            ("US-DDTC-LIC",),
        ),
        Agency(
            "UK",
            "Export Control Joint Unit",
            "Standard individual licence",
            "Export Control Order 2008",
            ("UK-SIEL-20", "UK-SIEL-60"),
        ),
        Agency(
            "EU", "National licensing authority", "Individual authorisation", "Regulation (EU) 2021/821, article 12"
        ),
        Agency("CA", "Global Affairs Canada", "Export permit", "Export and Import Permits Act", ("CA-PERMIT",)),
        Agency("AU", "Defence Export Controls", "Export permit", "Defence Trade Controls Act 2012", ("AU-PERMIT",)),
    )
}


def agency_of(regime: str) -> Agency:
    """Return the agency of a regime; one that nobody has described is named by its regime."""
    return AGENCIES.get(regime) or Agency(regime, f"Licensing authority under {regime}", "Licence application", regime)


@dataclass(frozen=True)
class Limit:
    """A time within which an agency means to act."""

    title: str
    days: int
    working: bool
    citation: str


@dataclass(frozen=True)
class Milestone:
    """The day by which the agency means to act, as its clock stands now."""

    title: str
    on: date
    citation: str


@dataclass(frozen=True)
class AgencyReading:
    """What the clock of an application shows: days with the agency, days it waited for us, and what comes when."""

    with_agency: int
    with_us: int
    waits_for_us: bool
    milestones: tuple[Milestone, ...]


def read(
    filed_on: date, stops: Iterable[Stop], *, until: date, limits: Sequence[Limit], calendar: WorkingCalendar
) -> AgencyReading:
    """Return the calendar days on each side up to a day, and each limit with the days on which the clock stood."""
    known = [(start, end) for start, end in sorted(stops, key=lambda stop: stop[0]) if start <= until]
    closed = _merged([(start, min(end or until, until)) for start, end in known])
    stood = sum((end - start).days for start, end in closed)
    return AgencyReading(
        with_agency=(until - filed_on).days - stood,
        with_us=stood,
        waits_for_us=any(end is None or end > until for _, end in known),
        milestones=tuple(
            Milestone(each.title, _day(filed_on, each, closed, calendar), each.citation) for each in limits
        ),
    )


def _merged(stops: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Join stretches that overlap, so that no day counts twice."""
    found: list[tuple[date, date]] = []
    for start, end in stops:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _day(filed_on: date, limit: Limit, stops: list[tuple[date, date]], calendar: WorkingCalendar) -> date:
    add = calendar.add_working_days if limit.working else lambda day, count: day + timedelta(days=count)
    day = add(filed_on, limit.days)
    for start, end in stops:
        if start < day:
            day = add(day, calendar.working_days_between(start, end) if limit.working else (end - start).days)
    return day
