"""The recipient says, by link, how something is used: part of a verification, never its outcome."""

from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.enduse import policies
from compliance.enduse.actions import links
from compliance.enduse.models import RecipientLink, Verification
from compliance.enduse.states import AWAITED
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event


@transaction.atomic
def ask_recipient(verification: Verification, *, name: str, email: str, actor: Any, at: datetime) -> RecipientLink:
    """
    Send the recipient the link by which they say how it is used.

    :raises Denied: if the actor is not of the office, or answers for the use
    :raises Invalid: if there is no name or no address
    :raises Conflict: if the verification is not awaited any more
    """
    policies.may_invite_recipient(actor, verification)
    if verification.state not in AWAITED:
        raise Conflict(f"{verification} is {verification.get_state_display().lower()}.")
    return links.make_link(verification, name=name, email=email, template="enduse/asked_recipient", actor=actor, at=at)


@transaction.atomic
def say_by_link(
    link: RecipientLink, *, said: str, name: str, keeps: bool, code: str, actor: Any = None, at: datetime
) -> None:
    """
    Keep what the recipient says. The office reads it and records the outcome; the link opens nothing any more.

    Tries are counted by :func:`links.use_code`, which stands outside this transaction and comes first.

    :raises Invalid: if nothing is said, nobody signs, or the code is not the newest one
    :raises Conflict: if the verification is not awaited any more
    """
    verification = link.verification
    if verification is None or verification.state not in AWAITED or link.ended_at is not None:
        raise Conflict("This is not asked for any more.")
    for field, value in (("said", said), ("name", name)):
        if not value.strip():
            raise Invalid("Fill this in.", field=field)
    links.prove(link, code=code, at=at)
    kept = {
        "recipient_said": said.strip(),
        "recipient_name": name.strip(),
        "recipient_keeps": keeps,
        "recipient_said_at": at,
    }
    if not Verification.objects.filter(pk=verification.pk, state__in=AWAITED).update(**kept):
        raise Conflict("This is not asked for any more.")
    verification.refresh_from_db()
    links.end_links(verification, at=at)
    record_event("enduse.verification.recipient_said", verification, actor=actor, at=at, keeps=keeps)
