"""Open courses, draft their versions, publish them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.core.errors import Invalid
from portal.core.events import record_event
from training import policies
from training.models import Course


@transaction.atomic
def open_course(code: str, *, title: str, actor: Any, at: datetime, audience: str = "") -> Course:
    """
    Open a course. This will leave it without a version, so nobody can begin it yet.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if the code is taken
    """
    policies.may_manage(actor, None)
    if Course.objects.filter(code=code).exists():
        raise Invalid(f"The code “{code}” is taken.", field="code")
    course = Course.objects.create(code=code, title=title, audience=audience)
    record_event("training.course.opened", course, actor=actor, at=at)
    return course
