"""Record what people did elsewhere, strike out what was recorded in error, exempt, and merge records."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day
from training import policies
from training.actions.reminders import stop_reminding
from training.codes import new_code
from training.models import (
    Attempt,
    Completion,
    Course,
    Enrolment,
    Exemption,
    ExerciseRun,
    OutsideRow,
    ProposalPerson,
    SessionSeat,
)


@transaction.atomic
def record_outside_completion(
    person: User,
    *,
    course: Course,
    completed_at: datetime,
    expires_on: date | None,
    key: str,
    actor: Any,
    at: datetime,
    score: int | None = None,
) -> Completion:
    """
    Record a completion that was earned elsewhere. ``key`` makes the same completion the same when it comes again.

    :raises Denied: if the actor does not manage training
    :raises Conflict: if it is on record already
    :raises Invalid: if it lies in the future, or lapses before it was earned
    """
    policies.may_manage(actor, None)
    completed_on = as_day(completed_at)
    if completed_on > as_day(at):
        raise Invalid("It cannot have been completed in the future.", field="completed_on")
    if expires_on is not None and expires_on < completed_on:
        raise Invalid("It cannot lapse before it was completed.", field="expires_on")
    try:
        with transaction.atomic():
            completion = Completion.objects.create(
                person=person,
                course=course,
                origin=Completion.Origin.OUTSIDE,
                origin_key=key,
                score=score,
                completed_at=completed_at,
                completed_on=completed_on,
                expires_on=expires_on,
                code=new_code(),
                recorded_by=actor,
            )
    except IntegrityError:
        raise Conflict("This completion is on record already.") from None
    record_event(
        "training.completion.recorded", completion, actor=actor, at=at, course=course.code, completed_on=completed_on
    )
    stop_reminding(person, course, at=at)
    return completion


@transaction.atomic
def strike(completion: Completion, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Strike out a completion that was recorded in error. It stays on record and no longer counts.

    :raises Denied: if the actor does not manage training, or it is their own
    :raises Conflict: if it is struck out already
    """
    policies.may_judge(actor, completion)
    if not Completion.objects.filter(pk=completion.pk, struck_at=None).update(struck_at=at, struck_reason=reason):
        raise Conflict("This completion is struck out already.")
    completion.struck_at, completion.struck_reason = at, reason
    record_event("training.completion.struck", completion, actor=actor, at=at, reason=reason)


@transaction.atomic
def exempt(
    person: User, *, course: Course, reason: str, from_on: date, to_on: date, actor: Any, at: datetime
) -> Exemption:
    """
    Let somebody do without a course for a time, for a reason.

    :raises Denied: if the actor does not manage training, or means themselves
    :raises Invalid: if the reason is empty, or the days are upside down
    """
    exemption = Exemption(
        person=person, course=course, reason=reason.strip(), approved_by=actor, from_on=from_on, to_on=to_on
    )
    policies.may_judge(actor, exemption)
    if not exemption.reason:
        raise Invalid("Give the reason.", field="reason")
    if to_on < from_on:
        raise Invalid("The last day lies before the first.", field="to_on")
    exemption.save()
    record_event(
        "training.exemption.granted", exemption, actor=actor, at=at, course=course.code, from_on=from_on, to_on=to_on
    )
    stop_reminding(person, course, at=at)
    return exemption


@transaction.atomic
def merge_records(source: User, *, into: User, actor: Any, at: datetime) -> int:
    """
    Give the records of one account to another account of the same person; return how many completions moved.

    What can be there only once, such as an attempt that is open in both, stays with the account that goes.

    :raises Denied: if the actor does not manage training
    :raises Conflict: if both are the same account
    """
    policies.may_manage(actor, None)
    if source == into:
        raise Conflict("This is one account already.")
    moved = Completion.objects.filter(person=source).update(person=into)
    open_here = Attempt.objects.filter(person=into, finished_at=None).values("course")
    Attempt.objects.filter(person=source).exclude(finished_at=None, course__in=open_here).update(person=into)
    Exemption.objects.filter(person=source).exclude(approved_by=into).update(person=into)
    Enrolment.objects.filter(person=source).update(person=into)
    OutsideRow.objects.filter(person=source).update(person=into)
    begun = ExerciseRun.objects.filter(person=into, finished_at=None).values("exercise")
    ExerciseRun.objects.filter(person=source).exclude(finished_at=None, exercise__in=begun).update(person=into)
    named = ProposalPerson.objects.filter(person=into, removed_on=None).values("proposal")
    ProposalPerson.objects.filter(person=source).exclude(removed_on=None, proposal__in=named).update(person=into)
    seated = SessionSeat.objects.filter(person=into).values("session")
    SessionSeat.objects.filter(person=source).exclude(session__in=seated).update(person=into)
    record_event("training.records.merged", into, actor=actor, at=at, source=source.pk, completions=moved)
    return moved
