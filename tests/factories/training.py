"""Make courses and completions."""

import itertools
from datetime import date, datetime

from portal.accounts.models import User
from tests.factories.people import NOW
from training import actions
from training.models import Completion, Course

_numbers = itertools.count(1)


def make_course(code: str = "", *, title: str = "") -> Course:
    """Open a course without a version."""
    code = code or f"course-{next(_numbers)}"
    found = Course.objects.filter(code=code).first()
    return found or actions.open_course(code, title=title or code.replace("-", " ").capitalize(), actor=None, at=NOW)


def complete(
    person: User, course: Course | str, *, at: datetime = NOW, expires_on: date | None = date(2028, 7, 1)
) -> Completion:
    """Record that the person did the course elsewhere."""
    course = make_course(course) if isinstance(course, str) else course
    return actions.record_outside_completion(
        person, course=course, completed_at=at, expires_on=expires_on, key=f"test-{next(_numbers)}", actor=None, at=at
    )
