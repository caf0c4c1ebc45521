"""The life of an authorisation: in force, suspended, reinstated, revoked, given back, expired, used up."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.licensing import deciding, hooks, letters
from compliance.licensing.models import Authorisation
from compliance.licensing.overtaking import withdraw_applications
from compliance.licensing.states import AuthorisationState, LetterKind
from compliance.licensing.workflow import AUTHORISATION
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.words import as_day


@transaction.atomic
def put_in_force(
    authorisation: Authorisation,
    *,
    licence: str,
    valid_from: date,
    valid_to: date | None,
    actor: Any,
    at: datetime,
) -> None:
    """
    Put an authorisation in force that waited for the government's licence, and write its letter anew.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if the licence has no number, or the days are upside down
    :raises Conflict: if it is in force already
    """
    if not licence.strip():
        raise Invalid("Give the number of the licence.", field="licence")
    if valid_to is not None and valid_to < valid_from:
        raise Invalid("The last day lies before the first.", field="valid_to")
    authorisation.basis, authorisation.valid_from, authorisation.valid_to = licence.strip(), valid_from, valid_to
    AUTHORISATION.check(authorisation, "begin", actor=actor)
    authorisation.save(update_fields=["basis", "valid_from", "valid_to"])
    deciding.begin(authorisation, actor=actor, at=at)
    letters.issue(
        authorisation.decision, kind=LetterKind.AUTHORISATION, authorisation=authorisation, actor=actor, at=at
    )
    _tell(authorisation, "put in force", at=at)


@transaction.atomic
def suspend(authorisation: Authorisation, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Suspend an authorisation: nothing may be transferred under it until it is reinstated.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if no reason is given
    :raises Conflict: if it is not in force
    """
    _end(authorisation, "suspend", "suspended", reason=reason, actor=actor, at=at)


@transaction.atomic
def reinstate(authorisation: Authorisation, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Put a suspended authorisation in force again.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if no reason is given
    :raises Conflict: if it is not suspended, or a party does not stand clear
    """
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    authorisation.case.looked_at(at)
    values = {"ended_at": None, "end_reason": ""}
    AUTHORISATION.advance(authorisation, "reinstate", actor=actor, at=at, values=values, reason=reason.strip())
    hooks.issued(authorisation, at=at)
    _tell(authorisation, "reinstated", at=at)


@transaction.atomic
def revoke(authorisation: Authorisation, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Revoke an authorisation for good.

    :raises Denied: if the actor manages no authorisations, or the case is their own
    :raises Invalid: if no reason is given
    :raises Conflict: if it has ended already
    """
    _end(authorisation, "revoke", "revoked", reason=reason, actor=actor, at=at)


@transaction.atomic
def surrender(authorisation: Authorisation, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Give an authorisation back that is not needed any more.

    :raises Denied: if the actor is not the researcher
    :raises Invalid: if no reason is given
    :raises Conflict: if it has ended already
    """
    _end(authorisation, "surrender", "given back", reason=reason, actor=actor, at=at)


@transaction.atomic
def expire(authorisation: Authorisation, *, at: datetime) -> None:
    """
    End an authorisation whose last day has passed.

    :raises Conflict: if it has not, or it has ended already
    """
    if authorisation.valid_to is None or authorisation.valid_to >= as_day(at):
        raise Conflict(f"{authorisation} is still valid.")
    values: dict[str, Any] = {"ended_at": at, "end_reason": "Its last day has passed."}
    AUTHORISATION.advance(authorisation, "expire", actor=None, at=at, values=values)
    withdraw_applications(authorisation, reason=values["end_reason"], at=at)
    hooks.ended(authorisation, at=at)
    _tell(authorisation, "expired", at=at)


def _end(authorisation: Authorisation, move: str, words: str, *, reason: str, actor: Any, at: datetime) -> None:
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    was_in_force = authorisation.state in (AuthorisationState.IN_FORCE, AuthorisationState.SUSPENDED)
    values = {"ended_at": at, "end_reason": reason.strip()}
    AUTHORISATION.advance(authorisation, move, actor=actor, at=at, values=values, reason=reason.strip())
    outbox.withdraw(f"licensing.authorisation.{authorisation.pk}.expiry.", at=at)
    if authorisation.state != AuthorisationState.SUSPENDED:
        withdraw_applications(authorisation, reason=reason.strip(), at=at)
    if was_in_force:
        hooks.ended(authorisation, at=at)
    _tell(authorisation, words, at=at)


def _tell(authorisation: Authorisation, words: str, *, at: datetime) -> None:
    outbox.owe(
        f"licensing.authorisation.{authorisation.pk}.{words.replace(' ', '_')}.{at.isoformat()}",
        to=authorisation.case.applicant,
        template="licensing/authorisation_changed",
        due_at=at,
        reference=authorisation.reference,
        what=words,
        path=authorisation.get_absolute_url(),
    )
