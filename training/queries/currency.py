"""Is somebody current in a course on a day?"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.accounts.models import User
from training.models import Completion, Course, Equivalent, Exemption


def is_current(person: User, course: str | Course, on: date) -> bool:
    """
    Tell whether the person has done the course, or what counts as it, and it has not lapsed on the day.

    A course that does not exist is nobody's: a gate that asks for it stays shut.
    """
    return current_among(User.objects.filter(pk=person.pk), course, on).exists()


def current_among(people: QuerySet[User], course: str | Course, on: date) -> QuerySet[User]:
    """Return those of the people who are current in the course on the day; one statement."""
    code = course.code if isinstance(course, Course) else course
    done = Completion.objects.counting(on).filter(_counts_as(code), person=OuterRef("pk"))
    exempt = Exemption.objects.filter(course__code=code, person=OuterRef("pk"), from_on__lte=on, to_on__gte=on)
    return people.filter(Exists(done) | Exists(exempt))


def last_completion(person: User, course: str | Course, on: date) -> Completion | None:
    """Return the completion that counts longest for the course by the day, lapsed or not."""
    code = course.code if isinstance(course, Course) else course
    known = Completion.objects.filter(_counts_as(code), person=person, completed_on__lte=on, struck_at=None)
    return max(known, key=lambda each: (each.expires_on or date.max, each.completed_on), default=None)


def _counts_as(code: str) -> Q:
    accepted = Equivalent.objects.filter(course__code=code).values("accepts")
    return Q(course__code=code) | Q(course__in=accepted)
