"""Put somebody on a course beyond what is required of them, and take them off it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day
from training import policies
from training.models import Course, Enrolment


@transaction.atomic
def enrol(
    person: User, *, course: Course, actor: Any, at: datetime, wanted_by: date | None = None, note: str = ""
) -> Enrolment:
    """
    Enrol a person in a course, by a day where one is wanted. Doing the course settles it.

    :raises Denied: if it is neither oneself nor somebody in one's unit, and the actor does not manage training
    :raises Conflict: if the course is not offered, or the person is enrolled already
    :raises Invalid: if the day has passed; field ``wanted_by``
    """
    policies.may_enrol(actor, person)
    if not Course.objects.offered().filter(pk=course.pk).exists():
        raise Conflict(f"{course} is not offered at present.")
    today = as_day(at)
    if wanted_by is not None and wanted_by < today:
        raise Invalid("This day has passed.", field="wanted_by")
    if Enrolment.objects.open().filter(person=person, course=course).exists():
        raise Conflict(f"{person} is enrolled in “{course}” already.")
    made = Enrolment.objects.create(
        person=person, course=course, enrolled_by=actor, enrolled_on=today, wanted_by=wanted_by, note=note.strip()
    )
    record_event(
        "training.enrolment.made", made, actor=actor, at=at, person=person.pk, course=course.code, wanted_by=wanted_by
    )
    return made


@transaction.atomic
def withdraw(enrolment: Enrolment, *, actor: Any, at: datetime) -> None:
    """
    Take a person off a course.

    :raises Denied: if the actor may not enrol the person either
    :raises Conflict: if they are off it already
    """
    policies.may_enrol(actor, enrolment.person)
    if not Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at=None).update(withdrawn_at=at):
        raise Conflict("This enrolment is withdrawn already.")
    enrolment.withdrawn_at = at
    record_event("training.enrolment.withdrawn", enrolment, actor=actor, at=at, course=enrolment.course.code)
