"""
What is required of people on a day, and how they stand: computed from rows, never counted.

One person or fifty thousand, it is five statements: the requirements, what counts as
what, the people with the circles they are in, their completions, their exemptions; and
a sixth for deadlines, where a funder asks.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, DateField, ExpressionWrapper, Min, OuterRef, Q, QuerySet, Subquery, Value

from portal.accounts.models import Membership, User
from portal.core.words import as_day
from training.audiences import units_of, within
from training.models import Completion, Course, Equivalent, Exemption, ProposalPerson, Requirement
from training.states import Audience, Standing
from training.validity import last_day

Done = tuple[date, date | None]
GAPS = {Standing.LAPSED, Standing.MISSING}


@dataclass(frozen=True)
class Obligation:
    """One course that is required of one person, and how they stand with it on the day."""

    person_id: int
    course: Course
    grounds: tuple[str, ...]
    standing: str
    due_on: date | None
    completed_on: date | None = None

    @property
    def is_gap(self) -> bool:
        """Tell whether something is missing today."""
        return self.standing in GAPS

    @property
    def words(self) -> str:
        """Say how the person stands."""
        return Standing(self.standing).label


@dataclass(frozen=True)
class Rule:
    """A requirement as it bears on one person: since when, and the course that settles it."""

    requirement: Requirement
    began: date


def obligations(person: User, on: date) -> list[Obligation]:
    """Return what is required of the person on the day, by title."""
    return obligations_among(User.objects.filter(pk=person.pk), on).get(person.pk, [])


def gaps(person: User, on: date) -> list[Obligation]:
    """Return what is missing on the day: lapsed, or never done and past its grace."""
    return [each for each in obligations(person, on) if each.is_gap]


def obligations_among(
    people: QuerySet[User], on: date, requirements: Iterable[Requirement] | None = None
) -> dict[int, list[Obligation]]:
    """Return what is required of each of the people on the day; those of whom nothing is required are left out."""
    rules = list(Requirement.objects.on(on).select_related("course") if requirements is None else requirements)
    bound = _bound(people, rules, on)
    if not bound:
        return {}
    ledger = _Ledger(people, rules, on)
    return {
        person: sorted(
            (ledger.obligation(person, mine) for mine in by_course.values()), key=lambda each: each.course.title
        )
        for person, by_course in bound.items()
    }


def _bound(people: QuerySet[User], rules: list[Requirement], on: date) -> dict[int, dict[int, list[Rule]]]:
    """Return each person's rules by course; one statement."""
    if not rules:
        return {}
    flags = {f"bound_{rule.pk}": _flag(within(rule, on)) for rule in rules}
    starts = {f"began_{rule.pk}": _joined_unit(rule, on) for rule in rules if rule.audience == Audience.UNIT}
    rows = people.annotate(**flags, **starts).values("pk", "date_joined", *flags, *starts)
    found: dict[int, dict[int, list[Rule]]] = {}
    for row in rows.iterator(chunk_size=2000):
        for rule in rules:
            if row[f"bound_{rule.pk}"]:
                began = max(rule.from_on, as_day(row["date_joined"]), row.get(f"began_{rule.pk}") or rule.from_on)
                found.setdefault(row["pk"], {}).setdefault(rule.course_id, []).append(Rule(rule, began))
    return found


def _flag(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField()) if condition else Value(True)


def _joined_unit(rule: Requirement, on: date) -> Subquery:
    there = Membership.objects.on(on).filter(user=OuterRef("pk"), unit__in=units_of(rule.audience_key))
    first = there.order_by()
    return Subquery(first.values("user").annotate(first=Min("from_on")).values("first")[:1], output_field=DateField())


class _Ledger:
    """What people have done, read at once."""

    def __init__(self, people: QuerySet[User], rules: list[Requirement], on: date):
        self.on = on
        courses = {rule.course_id for rule in rules}
        self.accepted: dict[int, set[int]] = {course: {course} for course in courses}
        for course, accepts in Equivalent.objects.filter(course__in=courses).values_list("course", "accepts"):
            self.accepted[course].add(accepts)
        counted = set().union(*self.accepted.values())
        ids = people.order_by().values("pk")
        self.done: dict[tuple[int, int], list[Done]] = defaultdict(list)
        done = Completion.objects.filter(
            person__in=ids, course__in=counted, completed_on__lte=on, struck_at=None
        ).values_list("person", "course", "completed_on", "expires_on")
        for person, course, completed_on, expires_on in done.iterator(chunk_size=5000):
            self.done[person, course].append((completed_on, expires_on))
        exempt = Exemption.objects.filter(person__in=ids, course__in=courses, from_on__lte=on, to_on__gte=on)
        self.exempt = {
            (person, course): to_on for person, course, to_on in exempt.values_list("person", "course", "to_on")
        }

        self.deadlines: dict[tuple[int, str], list[date]] = defaultdict(list)
        funders = {rule.audience_key for rule in rules if rule.audience == Audience.FUNDER}
        if funders:
            asked = ProposalPerson.objects.asked(on).filter(person__in=ids, proposal__funder__in=funders)
            for person, funder, ready_on in asked.values_list("person", "proposal__funder", "ready_on"):
                self.deadlines[person, funder].append(ready_on)

    def obligation(self, person: int, rules: list[Rule]) -> Obligation:
        """Return how the person stands with one course; of several requirements the strictest decides."""
        course = rules[0].requirement.course
        grounds = tuple(dict.fromkeys(rule.requirement.ground for rule in rules))
        if (person, course.pk) in self.exempt:
            return Obligation(person, course, grounds, Standing.EXEMPT, self.exempt[person, course.pk])
        done = [each for accepts in self.accepted[course.pk] for each in self.done.get((person, accepts), [])]
        standings = [self._standing(person, rule.requirement, rule.began, done) for rule in rules]
        standing, due_on = min(standings, key=lambda pair: (pair[1] or date.max, pair[0] not in GAPS))
        return Obligation(person, course, grounds, standing, due_on, max((each for each, _ in done), default=None))

    def _standing(self, person: int, asked: Requirement, began: date, done: list[Done]) -> tuple[str, date | None]:
        if asked.audience == Audience.FUNDER:
            return self._before_deadlines(asked, self.deadlines[person, asked.audience_key], done)
        if not done:
            due_on = began + timedelta(days=asked.grace_days)
            return (Standing.DUE if self.on <= due_on else Standing.MISSING), due_on
        until = max(_counts_until(each, asked) for each in done)
        return (Standing.CURRENT if self.on <= until else Standing.LAPSED), None if until == date.max else until

    def _before_deadlines(self, asked: Requirement, deadlines: list[date], done: list[Done]) -> tuple[str, date | None]:
        """Every deadline to come asks for training that still counts on its day; the first that lacks it is named."""
        for deadline in sorted(deadlines):
            if not any(_counts_until(each, asked) >= deadline for each in done):
                return (Standing.DUE if self.on < deadline else Standing.MISSING), deadline
        return Standing.CURRENT, None


def _counts_until(done: Done, asked: Requirement) -> date:
    completed_on, expires_on = done
    return min(expires_on or date.max, last_day(completed_on, asked.every_months) or date.max)
