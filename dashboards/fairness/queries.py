"""
How groups fare: approved, not escalated, not asked for more, and how long it took.

Cases in which the law drives the answer (a licence required or a prohibition under some regime) are kept apart, as
their differences are not the office's doing; they are shown and not flagged. Groups are parts of the institution, kinds
of activity and where the partner is. Nobody's nationality, name or origin is a group here.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from compliance.classification.queries import book as open_book
from compliance.licensing.clock import Hours, Mark, read
from compliance.licensing.models import Case, CaseParty, ClockEntry, InformationRequest, TransferDetermination
from compliance.licensing.states import DECIDED, Activity, CaseState, Outcome, Tier
from dashboards.fairness import statistics
from dashboards.fairness.statistics import Line
from dashboards.metrics.base import NONE, broad_units
from portal.core.calendar import institution_calendar
from portal.core.words import as_day

FEWEST = 20
WINDOW = timedelta(days=730)
DRIVEN = (Outcome.LICENCE, Outcome.PROHIBITED)


@dataclass(frozen=True)
class Grouping:
    """A way to put cases into groups."""

    label: str
    of: Callable[[list[Case], datetime], dict[int, str]]


@dataclass(frozen=True)
class Measure:
    """One measure and its lines."""

    name: str
    sentence: str
    unit: str
    lines: list[Line]


@dataclass(frozen=True)
class Comparison:
    """Everything about one grouping: what the office decides freely, and what the law drives."""

    cases: int
    driven_cases: int
    free: list[Measure]
    driven: list[Measure]

    @property
    def flags(self) -> list[tuple[str, Line]]:
        """The lines at which somebody should look."""
        return [(measure.name, line) for measure in self.free for line in measure.lines if line.flagged]


def _by_unit(cases: list[Case], _at: datetime) -> dict[int, str]:
    axis, units = broad_units()
    names = dict(axis.categories)
    return {case.pk: names[units.get(case.unit_id or 0, NONE)] for case in cases}


def _by_activity(cases: list[Case], _at: datetime) -> dict[int, str]:
    return {case.pk: str(Activity(case.activity).label) for case in cases}


def _by_place(cases: list[Case], at: datetime) -> dict[int, str]:
    """Return whether the partners are in countries with matching controls, under an arms embargo, or elsewhere."""
    places = open_book(as_day(at))
    countries: dict[int, set[str]] = defaultdict(set)
    rows = CaseParty.objects.filter(case__in=[case.pk for case in cases]).values_list("case", "party__country")
    for case, country in rows:
        countries[case].add(country)
    return {case.pk: _place_of(countries[case.pk], places) for case in cases}


def _place_of(countries: set[str], places: Any) -> str:
    found = [place for code in countries if (place := places.place(code)) is not None]
    if any(place.is_in(["D:5"]) for place in found):
        return "A partner in a country under an arms embargo"
    if found and all(place.is_in(["A:1", "A:5"]) for place in found):
        return "Partners in countries with matching controls"
    return "Partners elsewhere"


GROUPINGS = {
    "unit": Grouping("Part of the institution", _by_unit),
    "activity": Grouping("Activity", _by_activity),
    "place": Grouping("Where the partner is", _by_place),
}


def compare(person: Any, *, by: str, at: datetime) -> Comparison:
    """Return how the groups fared in the last two years among what the person may see; eight queries at most."""
    cases = list(
        Case.objects.visible_to(person).filter(state__in=DECIDED, decided_at__gte=at - WINDOW, tier__isnull=False)
    )
    groups = GROUPINGS[by].of(cases, at)
    keys = [case.pk for case in cases]
    standing = TransferDetermination.objects.standing().filter(transfer__case__in=keys, outcome__in=DRIVEN)
    driven = set(standing.values_list("transfer__case", flat=True))
    asked = set(InformationRequest.objects.filter(case__in=keys).values_list("case", flat=True))
    days = _days(cases)
    apart = [case for case in cases if case.pk in driven]
    return Comparison(
        cases=len(cases),
        driven_cases=len(apart),
        free=_measures([case for case in cases if case.pk not in driven], groups, asked, days),
        driven=_measures(apart, groups, asked, days),
    )


def _measures(cases: list[Case], groups: dict[int, str], asked: set[int], days: dict[int, int]) -> list[Measure]:
    def share(name: str, sentence: str, good: Callable[[Case], bool]) -> Measure:
        counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for case in cases:
            counted[groups[case.pk]][0] += good(case)
            counted[groups[case.pk]][1] += 1
        pairs = {group: (yes, size) for group, (yes, size) in counted.items()}
        return Measure(name, sentence, "%", statistics.rates(pairs, fewest=FEWEST))

    took: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        if case.pk in days:
            took[groups[case.pk]].append(days[case.pk])
    return [
        share("Approved", "Share of cases that were not refused.", lambda case: case.state != CaseState.REFUSED),
        share("Not escalated", "Share that the council did not see.", lambda case: (case.tier or 0) < Tier.COUNCIL),
        share("Not asked for more", "Share without a question of the office.", lambda case: case.pk not in asked),
        Measure(
            "Time", "Median working days with us, among reviewed cases.", "days", statistics.times(took, fewest=FEWEST)
        ),
    ]


def _days(cases: list[Case]) -> dict[int, int]:
    """Return the working days with the office of each reviewed case."""
    reviewed = {case.pk: case.decided_at for case in cases if case.tier and case.decided_at}
    marks: dict[int, list[Mark]] = defaultdict(list)
    log = ClockEntry.objects.filter(case__in=list(reviewed)).order_by("at", "pk")
    for case, at, side in log.values_list("case", "at", "side"):
        marks[case].append(Mark(at, side))
    hours = Hours(institution_calendar())
    return {pk: read(marks[pk], until=at, hours=hours).with_us for pk, at in reviewed.items()}
