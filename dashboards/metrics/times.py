"""Figures about time: with the office, with applicants, with the government, and against the targets."""

from collections import defaultdict
from datetime import date
from typing import Any

from compliance.licensing import targets
from compliance.licensing.clock import Hours, Mark, Reading, read
from compliance.licensing.models import ClockEntry, GovernmentApplication
from dashboards.disclosure.cubes import Axis, Cube
from dashboards.disclosure.sheets import Measure
from dashboards.figures import Share, Spread, metric
from dashboards.metrics.base import REVIEWED, TIER, decided, tally
from dashboards.periods import Quarter
from portal.core.calendar import institution_calendar
from portal.core.words import as_day

THEME = "Time"
AMONG = "cases decided in the quarter after a review by people (tier 1 and higher)"
CLOCK = "licensing.ClockEntry: the log of when each case changed sides, read with the calendar of working days"
IN_TIME = Axis("in_time", "Within target", (("yes", "Within target"), ("no", "Later"), ("none", "No target")))


def _readings(quarter: Quarter) -> list[tuple[int, date, Reading]]:
    """Return tier, day of submission and what the clock showed at the decision, of each reviewed case."""
    cases = decided(quarter).filter(tier__gt=0).order_by("pk")
    marks: dict[int, list[Mark]] = defaultdict(list)
    log = ClockEntry.objects.filter(case__in=cases.order_by()).order_by("at", "pk")
    for case, at, where in log.values_list("case", "at", "side"):
        marks[case].append(Mark(at, where))
    hours = Hours(institution_calendar())
    rows: Any = cases.values_list("pk", "tier", "submitted_at", "decided_at")  # a reviewed case has all four
    return [(tier, as_day(begun), read(marks[pk], until=at, hours=hours)) for pk, tier, begun, at in rows]


def _days(quarter: Quarter, side: str) -> Spread:
    """Return the working days that each reviewed case of the quarter spent on one side, by tier."""
    values: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for tier, _, reading in _readings(quarter):
        values[(str(tier),)].append(float(getattr(reading, side)))
    counts = {cell: len(found) for cell, found in values.items()}
    counts[("0",)] = decided(quarter).filter(tier=0).count()
    return Spread(Cube(f"decided:{quarter}", (TIER,), counts), dict(values), by=("tier",), base=REVIEWED)


@metric(
    "days-with-us",
    name="Time to a decision",
    theme=THEME,
    unit="working days",
    population=AMONG,
    source=CLOCK,
    gaps="Days on which a question to the applicant was open are left out; they stand in the next figure.",
    lower_is_better=True,
)
def days_with_us(quarter: Quarter) -> Spread:
    """Working days that a case spent with the office and the council, from a complete submission to the decision."""
    return _days(quarter, "with_us")


@metric(
    "days-with-applicants",
    name="Time with applicants",
    theme=THEME,
    unit="working days",
    population=AMONG,
    source=CLOCK,
    lower_is_better=True,
)
def days_with_applicants(quarter: Quarter) -> Spread:
    """Working days that a case spent with its applicant, while a question of the office was open."""
    return _days(quarter, "with_you")


@metric(
    "within-target",
    name="Decided within target",
    theme=THEME,
    unit="of reviewed cases were decided within their target",
    population=AMONG,
    source="licensing.ClockEntry, and the target of the tier on the day of submission (licensing.ReviewSetting)",
    gaps="Days on which a question to the applicant was open do not count against the target.",
    target=90,
)
def within_target(quarter: Quarter) -> Share:
    """Share of reviewed cases that spent no more working days with us than their target: by default 3, 5 or 15."""
    known: dict[date, dict[str, int]] = {}
    cells = [("0", "none")] * decided(quarter).filter(tier=0).count()
    for tier, day, reading in _readings(quarter):
        allowed = (known.get(day) or known.setdefault(day, targets.values(on=day)))[f"target_tier_{tier}"]
        cells.append((str(tier), "yes" if reading.with_us <= allowed else "no"))
    cube = Cube(f"decided:{quarter}", (TIER, IN_TIME), tally(cells))
    return Share(cube, Measure("in_time", ("yes",), ("no",)), by=("tier",), base=REVIEWED)


@metric(
    "agency-days",
    name="Time with the government",
    theme=THEME,
    unit="calendar days",
    population="applications for a government licence that an agency answered in the quarter",
    source="licensing.GovernmentApplication: from filed_on to decided_on",
    gaps="Days on which the agency waited for our answer are not taken off.",
    delay=1,
    lower_is_better=True,
)
def agency_days(quarter: Quarter) -> Spread:
    """Calendar days from the day on which a licence was applied for to the day of the agency's answer."""
    found = GovernmentApplication.objects.filter(decided_on__gte=quarter.first, decided_on__lte=quarter.last)
    rows: Any = found.filter(filed_on__isnull=False).order_by("pk").values_list("filed_on", "decided_on")
    values: dict[tuple[str, ...], list[float]] = {(): [float((decided - filed).days) for filed, decided in rows]}
    return Spread(Cube(f"applications:{quarter}", (), {(): len(values[()])}), values)
