"""
What is going on, for those who work here: officers, heads of units, the chair of the council, overseers.

Everything is counted among what the person may see (``visible_to``). A head of unit gets numbers and no case.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from statistics import median
from typing import Any

from django.db.models import Count, Q

from compliance.council.models import Meeting, Referral, Seat
from compliance.council.states import MeetingState
from compliance.enduse.models import Verification
from compliance.licensing import targets
from compliance.licensing.clock import Hours, Mark, read
from compliance.licensing.models import Appeal, Case, ClockEntry, Hold
from compliance.licensing.states import OPEN, AppealState, CaseState
from portal.accounts.models import Membership, Unit, User
from portal.accounts.queries import members_of
from portal.core.charts import Chart, bars
from portal.core.words import as_day
from training.models import Completion

AGES = (
    (2, "Up to 2 days"),
    (5, "3 to 5 days"),
    (10, "6 to 10 days"),
    (20, "11 to 20 days"),
    (None, "More than 20 days"),
)


@dataclass(frozen=True)
class Step:
    """One step of the way and how long cases lie there."""

    label: str
    number: int
    median_days: float
    oldest_days: int
    late: int


@dataclass(frozen=True)
class Office:
    """The work of the office."""

    open: int
    late: int
    steps: list[Step]
    bottleneck: Step | None
    ages: Chart
    workload: list[tuple[str, int, int]]
    unassigned: int


@dataclass(frozen=True)
class UnitDesk:
    """One unit in numbers."""

    unit: Unit
    members: int
    trained: int
    open: int
    decided: int
    late: int

    @property
    def share(self) -> int | None:
        """How many in a hundred members are trained."""
        return round(100 * self.trained / self.members) if self.members else None


@dataclass(frozen=True)
class CouncilDesk:
    """What lies before the council."""

    states: list[tuple[str, int]]
    late: int
    oldest_days: int
    meetings: list[Meeting]
    terms: list[Seat]


@dataclass(frozen=True)
class Oversight:
    """What somebody who reads everything looks at first."""

    facts: list[tuple[str, int, str]]


def office(person: Any, *, at: datetime) -> Office:
    """Return the work of the office as the person may see it; six queries at most."""
    rows = list(
        Case.objects.visible_to(person)
        .filter(state__in=OPEN)
        .values_list("pk", "state", "state_since", "target_on", "officer__name", "tier")
    )
    hours = targets.hours_of(targets.values(on=as_day(at)))
    today = as_day(at)
    steps = defaultdict(list)
    workload: dict[str, list[bool]] = defaultdict(list)
    for _, state, since, target, officer, _ in rows:
        stands = state == CaseState.INFORMATION_REQUESTED  # the clock does, while the applicant is asked
        late = target is not None and target < today and not stands
        steps[state].append((hours.between(since, at), late))
        workload[officer or ""].append(late)
    found = [_step(CaseState(state).label, steps[state]) for state in CaseState if state in steps]
    unassigned = len(workload.pop("", []))
    return Office(
        open=len(rows),
        late=sum(each.late for each in found),
        steps=found,
        bottleneck=max(found, key=lambda step: (step.median_days, step.number), default=None),
        ages=_ages([pk for pk, *_ in rows], hours, at),
        workload=sorted(((name, len(all_), sum(all_)) for name, all_ in workload.items()), key=lambda row: -row[1]),
        unassigned=unassigned,
    )


def _step(label: str, found: list[tuple[int, bool]]) -> Step:
    days = [each for each, _ in found]
    return Step(str(label), len(days), median(days), max(days), sum(late for _, late in found))


def _ages(cases: list[int], hours: Hours, at: datetime) -> Chart:
    """Return how many working days open cases have been with the office."""
    marks: dict[int, list[Mark]] = defaultdict(list)
    log = ClockEntry.objects.filter(case__in=cases, at__lte=at).order_by("at", "pk")
    for case, moment, side in log.values_list("case", "at", "side"):
        marks[case].append(Mark(moment, side))
    counted: Counter[str] = Counter()
    for case in cases:
        days = read(marks[case], until=at, hours=hours).with_us
        counted[next(label for most, label in AGES if most is None or days <= most)] += 1
    rows = [(label, counted[label]) for _, label in AGES]
    return bars("Open cases by working days with us", rows, label_head="With us for", value_head="Cases")


def units(person: Any, *, on: date) -> list[UnitDesk]:
    """Return each unit that the person heads, in numbers; a constant number of queries for each unit."""
    return [_unit(unit, on=on) for unit in headed_by(person, on=on)]


def headed_by(person: Any, *, on: date) -> list[Unit]:
    """Return the units that the person heads on the day, at most twelve; one query."""
    headed = Membership.objects.on(on).filter(user=person, role=Membership.Position.HEAD)
    return list(Unit.objects.filter(pk__in=headed.values("unit")).order_by("path")[:12])


def open_cases_of(units: list[Unit]) -> int:
    """Return how many open cases the units have, with all that lies below them; one query."""
    below = reduce(or_, (Q(path__startswith=unit.path) for unit in units))
    return Case.objects.submitted().filter(state__in=OPEN, unit__in=Unit.objects.filter(below)).count()


def _unit(unit: Unit, *, on: date) -> UnitDesk:
    below = Unit.objects.filter(path__startswith=unit.path)
    people = members_of(below, on=on)
    mine = Q(unit__in=below)
    cases = Case.objects.submitted().filter(mine)
    open_ = Q(state__in=OPEN)
    counted = cases.aggregate(
        open=Count("pk", filter=open_),
        late=Count("pk", filter=Q(pk__in=cases.past_target(on).values("pk"))),
        decided=Count("pk", filter=Q(decided_at__date__gte=on - timedelta(days=365))),
    )
    trained = Completion.objects.counting(on).filter(person__in=people.values("pk")).values("person").distinct()
    return UnitDesk(unit, people.count(), trained.count(), counted["open"], counted["decided"], counted["late"])


def council(person: Any, *, at: datetime) -> CouncilDesk:
    """Return what lies before the councils on which the person sits; four queries at most."""
    today = as_day(at)
    rows = list(Referral.objects.visible_to(person, on=today).under_way())
    states = Counter(row.get_state_display() for row in rows)
    meetings = Meeting.objects.visible_to(person, on=today).filter(state=MeetingState.CONVENED, starts_at__gte=at)
    mine = Seat.objects.on(today).filter(member=person).values("council")
    terms = Seat.objects.on(today).filter(council__in=mine, to_on__lte=today + timedelta(days=90))
    return CouncilDesk(
        states=sorted(states.items()),
        late=sum(row.due_on is not None and row.due_on < today for row in rows),
        oldest_days=max(((today - as_day(row.referred_at)).days for row in rows), default=0),
        meetings=list(meetings.select_related("council").order_by("starts_at")[:5]),
        terms=list(terms.select_related("member").order_by("to_on")),
    )


def oversight(person: Any, *, at: datetime) -> Oversight:
    """Return the numbers that show where things lie; six queries."""
    today, year = as_day(at), as_day(at) - timedelta(days=365)
    cases = Case.objects.visible_to(person)
    recorded = cases.filter(tier=0, decided_at__date__gte=year)
    facts = [
        ("Open cases past their target", cases.past_target(today).count(), "licensing:queue"),
        ("Holds that stand", Hold.objects.open().filter(case__in=cases).count(), "licensing:cases"),
        ("Appeals waiting", Appeal.objects.filter(state=AppealState.LODGED, case__in=cases).count(), "licensing:cases"),
        (
            "End-use verifications overdue",
            Verification.objects.visible_to(person).overdue(on=today).count(),
            "enduse:index",
        ),
        ("Recorded at once in twelve months", recorded.count(), "licensing:cases"),
        ("People with an account", User.objects.active().count(), ""),
    ]
    return Oversight(facts)
