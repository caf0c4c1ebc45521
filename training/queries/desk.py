"""What lies on a learner's desk: required and wanted courses as finished cards, the most urgent first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from portal.accounts.models import User
from training.models import Attempt, Course, CourseVersion, Enrolment
from training.queries.obligations import Obligation, obligations
from training.states import Standing

SETTLED = {Standing.CURRENT, Standing.EXEMPT}
SOON = 60


@dataclass(frozen=True)
class Card:
    """One course on the desk: why it lies there, by when it is wanted, how far one has come."""

    course: Course
    standing: str
    due_on: date | None
    reasons: tuple[str, ...]
    minutes: int | None = None
    attempt: Attempt | None = None
    done: int = 0
    total: int = 0

    @property
    def settled(self) -> bool:
        """Tell whether nothing is asked of one now."""
        return self.standing in SETTLED

    @property
    def percent(self) -> int:
        """How far one has come, in per cent."""
        return self.done * 100 // self.total if self.total else 0


@dataclass(frozen=True)
class Desk:
    """Everything that is asked of one person, in the order in which to do it."""

    first: Card | None
    open: list[Card]
    settled: list[Card]
    wanted: list[Card]

    @property
    def asked(self) -> int:
        """How many courses are required."""
        return len(self.open) + len(self.settled) + (1 if self.first and self.first.reasons else 0)


def desk(person: User, on: date) -> Desk:
    """
    Return the person's desk on the day.

    What is open comes by its day, then what lapses within sixty days, then what was asked for beyond what is required.
    """
    required = obligations(person, on)
    enrolments = Enrolment.objects.open().filter(person=person).select_related("course", "enrolled_by")
    named = {each.course.pk for each in required}
    wanted = [each for each in enrolments.order_by("wanted_by", "pk") if each.course_id not in named]
    facts = _Facts(person, named | {each.course_id for each in wanted})
    cards = [facts.card(each) for each in required]
    once = {each.course_id: each for each in wanted}.values()
    extra = [facts.beside(each.course, Standing.DUE, each.wanted_by, ()) for each in once]
    pressing = sorted((card for card in cards if _presses(card, on)), key=lambda card: card.due_on or date.max)
    rest = [card for card in cards if card not in pressing]
    first = pressing[0] if pressing else next(iter(extra), None)
    return Desk(first, pressing[1:], rest, [card for card in extra if card is not first])


def _presses(card: Card, on: date) -> bool:
    if card.standing == Standing.CURRENT:
        return card.due_on is not None and (card.due_on - on).days <= SOON
    return card.standing != Standing.EXEMPT


class _Facts:
    """Minutes and progress of several courses, in three statements."""

    def __init__(self, person: User, courses: set[int]):
        versions = CourseVersion.objects.published().filter(course__in=courses).order_by("-language")
        self.minutes = dict(versions.values_list("course", "minutes"))
        begun = Attempt.objects.filter(person=person, finished_at=None).select_related("version")
        self.attempts = {
            each.course_id: each
            for each in begun.annotate(read=Count("reads", distinct=True), answered=Count("answers", distinct=True))
        }
        sizes = CourseVersion.objects.filter(pk__in=[each.version_id for each in self.attempts.values()]).annotate(
            pages=Count("lessons", distinct=True), asked=Count("questions", distinct=True)
        )
        self.sizes = {each.pk: each.pages + each.asked for each in sizes}

    def card(self, each: Obligation) -> Card:
        return self.beside(each.course, each.standing, each.due_on, each.grounds)

    def beside(self, course: Course, standing: str, due_on: date | None, reasons: tuple[str, ...]) -> Card:
        attempt: Any = self.attempts.get(course.pk)
        done, total = (attempt.read + attempt.answered, self.sizes[attempt.version_id]) if attempt else (0, 0)
        return Card(course, standing, due_on, reasons, self.minutes.get(course.pk), attempt, done, total)
