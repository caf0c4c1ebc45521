"""Write a lesson so that nobody is recognised, approve and publish it, withdraw it."""

from datetime import datetime

from django.db import transaction

from compliance.incidents import policies
from compliance.incidents.models import Incident, Lesson
from compliance.incidents.states import IncidentState, LessonState
from compliance.incidents.workflow import LESSON
from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

OVER = (IncidentState.REMEDYING, IncidentState.CLOSED)


@transaction.atomic
def write_lesson(incident: Incident, *, title: str, story: str, changed: str, actor: User, at: datetime) -> Lesson:
    """
    Write what others can learn from an incident that is decided.

    :raises Denied: if the actor does not work on the incident
    :raises Invalid: if a text is missing
    :raises Conflict: if the incident is not decided yet
    """
    policies.may_work(actor, incident)
    if incident.state not in OVER:
        raise Conflict("A lesson is written when everything is decided.")
    for field, text in (("title", title), ("story", story), ("changed", changed)):
        if not text.strip():
            raise Invalid("Fill this in.", field=field)
    lesson = Lesson.objects.create(
        state=LessonState.DRAFT,
        state_since=at,
        incident=incident,
        title=title.strip(),
        story=story.strip(),
        changed=changed.strip(),
        drafted_by=actor,
        drafted_at=at,
    )
    record_event("incidents.lesson.written", incident, actor=actor, at=at, lesson=lesson.pk)
    return lesson


@transaction.atomic
def publish_lesson(lesson: Lesson, *, actor: User, at: datetime) -> None:
    """
    Approve and publish a lesson. The public page shows its month, and nothing of where it comes from.

    :raises Denied: if the actor is not the official of the incident, or wrote the lesson
    :raises Conflict: if it still names somebody, or a reference
    """
    values = {"approved_by": actor, "published_on": as_day(at).replace(day=1)}
    LESSON.advance(lesson, "publish", actor=actor, at=at, values=values)


@transaction.atomic
def withdraw_lesson(lesson: Lesson, *, reason: str, actor: User, at: datetime) -> None:
    """
    Withdraw a lesson from the public page.

    :raises Denied: if the actor is neither the official nor of the team
    :raises Invalid: if no reason is given
    """
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    LESSON.advance(lesson, "withdraw", actor=actor, at=at, reason=reason.strip())
