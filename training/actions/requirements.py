"""Say who must do what, and what counts as what."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day
from training import policies
from training.models import Course, Equivalent, Requirement
from training.states import Audience

TERMS = ("course", "audience", "audience_key", "every_months", "grace_days", "ground")


@transaction.atomic
def require(
    code: str,
    *,
    course: Course,
    audience: str,
    from_on: date,
    ground: str,
    actor: Any,
    at: datetime,
    audience_key: str = "",
    every_months: int | None = None,
    grace_days: int = 30,
    to_on: date | None = None,
) -> Requirement:
    """
    Require a course of a circle of people from a day on.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if the audience is not named, or the days are upside down
    :raises Conflict: if a requirement with this code is in force
    """
    policies.may_manage(actor, None)
    if (audience == Audience.EVERYONE) == bool(audience_key):
        raise Invalid("Name the role, unit, circle, funder or person, unless everyone is meant.", field="audience_key")
    if to_on is not None and to_on < from_on:
        raise Invalid("The last day lies before the first.", field="to_on")
    asked: dict[str, Any] = {
        "audience": audience,
        "audience_key": audience_key,
        "every_months": every_months,
        "grace_days": grace_days,
    }
    try:
        with transaction.atomic():
            requirement = Requirement.objects.create(
                code=code, course=course, from_on=from_on, to_on=to_on, ground=ground, **asked
            )
    except IntegrityError:
        raise Conflict(f"A requirement “{code}” is in force already. End it first.") from None
    record_event(
        "training.requirement.made", requirement, actor=actor, at=at, course=course.code, from_on=from_on, **asked
    )
    return requirement


@transaction.atomic
def assign(person: User, *, course: Course, ground: str, actor: Any, at: datetime, days: int = 30) -> Requirement:
    """
    Ask one person for a course, within so many days. This will do nothing where it is asked of them already.

    :raises Denied: if the actor does not manage training
    """
    policies.may_manage(actor, None)
    asked: dict[str, Any] = {"course": course, "audience": Audience.PERSON, "audience_key": person.username}
    standing = Requirement.objects.filter(to_on=None, **asked).first()
    code = f"assigned-{course.pk}-{person.pk}"
    return standing or require(code, from_on=as_day(at), ground=ground, grace_days=days, actor=actor, at=at, **asked)


@transaction.atomic
def end_requirement(requirement: Requirement, *, to_on: date, reason: str, actor: Any, at: datetime) -> None:
    """
    Let a requirement end after a day. What it asked for until then stays answerable.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if the last day lies before the first
    :raises Conflict: if it ends already
    """
    policies.may_manage(actor, requirement)
    if to_on < requirement.from_on:
        raise Invalid("The last day lies before the first.", field="to_on")
    if not Requirement.objects.filter(pk=requirement.pk, to_on=None).update(to_on=to_on):
        raise Conflict(f"{requirement} ends already.")
    requirement.to_on = to_on
    record_event("training.requirement.ended", requirement, actor=actor, at=at, to_on=to_on, reason=reason)


@transaction.atomic
def change_requirement(
    requirement: Requirement, *, from_on: date, reason: str, actor: Any, at: datetime, **terms: Any
) -> Requirement:
    """
    Let other terms hold from a day on. The old ones end the day before, so what was asked on a day stays answerable.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if the day is not after the first day of the old terms, or the new ones are not well-formed
    :raises Conflict: if the requirement ends already
    """
    policies.may_manage(actor, requirement)
    if from_on <= requirement.from_on:
        raise Invalid("The change takes effect after the first day of what it changes.", field="from_on")
    kept = {name: getattr(requirement, name) for name in TERMS}
    end_requirement(requirement, to_on=from_on - timedelta(days=1), reason=reason, actor=actor, at=at)
    changed = {name: value for name, value in terms.items() if kept[name] != value}
    made = require(requirement.code, from_on=from_on, actor=actor, at=at, **{**kept, **terms})
    record_event("training.requirement.changed", made, actor=actor, at=at, changed=sorted(changed), reason=reason)
    return made


@transaction.atomic
def accept(course: Course, *, instead: Course, actor: Any, at: datetime, note: str = "") -> Equivalent:
    """
    Let another course count where ``course`` is asked for, whenever it was done. It does not count the other way round.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if both are the same course
    :raises Conflict: if it counts already
    """
    policies.may_manage(actor, course)
    if course == instead:
        raise Invalid("A course is no equivalent of itself.", field="instead")
    equivalent, new = Equivalent.objects.get_or_create(course=course, accepts=instead, defaults={"note": note})
    if not new:
        raise Conflict(f"{instead} counts as {course} already.")
    record_event("training.equivalent.accepted", course, actor=actor, at=at, accepts=instead.code)
    return equivalent


@transaction.atomic
def load_requirements(rows: list[dict[str, Any]], *, actor: Any, at: datetime) -> list[Requirement]:
    """
    Make the requirements that ship with the portal and were never made here; return those made.

    What an institution has ended or changed is its own decision and is not made again.

    :raises Denied: if the actor does not manage training
    """
    known = set(Requirement.objects.values_list("code", flat=True))
    courses = {course.code: course for course in Course.objects.all()}
    return [
        require(row["code"], course=courses[row["course"]], actor=actor, at=at, **_given(row))
        for row in rows
        if row["code"] not in known and row["course"] in courses
    ]


def _given(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"code", "course"}}
