"""How units stand: for champions and for the offices."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet

from portal.accounts.models import Membership, Unit, User
from training.audiences import within
from training.models import Course, Requirement
from training.queries.gaps import lacking


@dataclass(frozen=True)
class Cell:
    """Of those in a unit who need a course, how many are current."""

    required: int = 0
    lacking: int = 0

    @property
    def current(self) -> int:
        """How many are current, or still have time."""
        return self.required - self.lacking


@dataclass(frozen=True)
class Matrix:
    """Units by courses on a day."""

    on: date
    courses: list[Course]
    units: list[Unit]
    cells: dict[tuple[int, int], Cell]

    def cell(self, unit: Unit, course: Course) -> Cell:
        """Return one cell; empty where nobody in the unit needs the course."""
        return self.cells.get((unit.pk, course.pk), Cell())


def matrix(on: date, units: QuerySet[Unit] | None = None) -> Matrix:
    """
    Return how the units' own members stand with every required course on the day; all units, if none are named.

    Two statements and one a course, however many people there are.
    """
    by_course = _rules_by_course(on)
    asked = Unit.objects.all() if units is None else units
    open_ones = list(asked.filter(Q(closed_on=None) | Q(closed_on__gt=on)).order_by("path"))
    cells: dict[tuple[int, int], Cell] = {}
    for course, rules in by_course.items():
        for row in _counts(rules, on):
            cells[row["unit"], course.pk] = Cell(row["required"], row["lacking"])
    named = {unit for unit, _ in cells}
    courses = sorted(by_course, key=lambda course: course.title)
    return Matrix(on, courses, [unit for unit in open_ones if unit.pk in named], cells)


def bound_in_unit(unit: Unit, course: Course, on: date) -> QuerySet[User]:
    """Return the unit's own members who need the course on the day."""
    rules = _rules_by_course(on).get(course, [])
    members = Membership.objects.on(on).filter(unit=unit).values("user")
    return User.objects.active().filter(pk__in=members).filter(_any(within(rule, on) for rule in rules))


def _counts(rules: list[Requirement], on: date) -> Any:
    bound = Membership.objects.on(on).filter(user__in=User.objects.active().filter(_any(within(r, on) for r in rules)))
    without = User.objects.active().filter(_any(lacking(rule, on) for rule in rules)).values("pk")
    return bound.values("unit").annotate(
        required=Count("user", distinct=True), lacking=Count("user", distinct=True, filter=Q(user__in=without))
    )


def _rules_by_course(on: date) -> dict[Course, list[Requirement]]:
    rules: dict[Course, list[Requirement]] = defaultdict(list)
    for rule in Requirement.objects.on(on).select_related("course"):
        rules[rule.course].append(rule)
    return dict(rules)


def _any(conditions: Any) -> Q:
    """Return the filter that any of the conditions meets. The empty condition is met by everybody."""
    listed = list(conditions)
    if not listed:
        return Q(pk__in=[])
    return Q() if any(not condition for condition in listed) else reduce(or_, listed)
