"""Record what people have done, here or elsewhere."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day
from training import policies
from training.models import Completion, Course

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # nothing that is mistaken for something else when read aloud


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
    return completion


def new_code() -> str:
    """Return a code that nobody can guess, in two groups that can be read aloud."""
    letters = [secrets.choice(ALPHABET) for _ in range(10)]
    return f"{''.join(letters[:5])}-{''.join(letters[5:])}"
