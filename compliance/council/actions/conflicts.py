"""Declare conflicts of interest, and take no part."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from compliance.council import letters, policies
from compliance.council.actions.referrals import hold, hold_quorum, set_votes_aside
from compliance.council.actions.votes import conclude_if_all_have_voted
from compliance.council.models import Declaration, Referral
from compliance.council.states import ReferralState
from compliance.council.workflow import REFERRAL
from portal.core import outbox
from portal.core.errors import Conflict
from portal.core.events import record_event
from portal.core.words import as_day


@transaction.atomic
def declare(
    referral: Referral,
    *,
    actor: Any,
    at: datetime,
    co_author: bool = False,
    same_grant: bool = False,
    supervision: bool = False,
    financial_interest: bool = False,
    other: str = "",
) -> Declaration:
    """
    Declare whether there is a conflict. Without one the papers open; with any the member is recused at once.

    :raises Denied: if the actor has no seat, is concerned, or has declared already
    :raises Conflict: if they declared a moment ago in another window
    """
    hold(referral, at=at)
    with policies.read_once(referral):
        policies.may_declare(actor, referral)
    grounds = {
        "co_author": co_author,
        "same_grant": same_grant,
        "supervision": supervision,
        "financial_interest": financial_interest,
    }
    conflict = any(grounds.values()) or bool(other.strip())
    try:
        with transaction.atomic():
            declaration = Declaration.objects.create(
                referral=referral,
                member=actor,
                other=other.strip(),
                declared_at=at,
                recused_at=at if conflict else None,
                recused_by=actor if conflict else None,
                recusal_reason="Declared a conflict of interest." if conflict else "",
                **grounds,
            )
    except IntegrityError:
        raise Conflict("You have declared on this case already.") from None
    record_event("council.declaration.made", referral, actor=actor, at=at, conflict=conflict)
    if conflict:
        _step_back(declaration, actor=actor, at=at)
    return declaration


@transaction.atomic
def recuse(referral: Referral, *, member: Any, reason: str, actor: Any, at: datetime) -> None:
    """
    Let a member take no part from now on: one's own decision, or the chair's ruling.

    The papers close at once. A vote already cast is set aside. Where the quorum is lost, the case is suspended.

    :raises Denied: if the actor is neither the member nor leads the case
    :raises Conflict: if the member has no seat, or is recused already
    """
    hold(referral, at=at)
    if actor == member:
        policies.may_see(actor, referral)
    else:
        policies.may_lead(actor, referral)
    if policies.seat_of(member, referral.council, referral.day) is None:
        raise Conflict(f"{member} has no seat on this council.")
    fresh = {"recused_at": at, "recused_by": actor, "recusal_reason": reason}
    declaration, new = Declaration.objects.get_or_create(
        referral=referral, member=member, defaults={"declared_at": at, **fresh}
    )
    if not new and not Declaration.objects.filter(pk=declaration.pk, recused_at=None).update(**fresh):
        raise Conflict(f"{member} is recused already.")
    declaration.referral = referral
    _step_back(declaration, actor=actor, at=at)


def _step_back(declaration: Declaration, *, actor: Any, at: datetime) -> None:
    referral, member = declaration.referral, declaration.member
    referral.as_of = as_day(at)
    record_event("council.recusal.recorded", referral, actor=actor, at=at, member=member.pk)
    outbox.withdraw(letters.about_member(referral, member.pk), at=at)
    if referral.state == ReferralState.EXPEDITED and referral.expedited_reviewer_id == member.pk:
        REFERRAL.advance(referral, "send_to_council", actor=None, at=at, reason="The reviewer takes no part.")
    if referral.state == ReferralState.VOTING and referral.votes.counting().filter(member=member).exists():
        set_votes_aside(referral, reason="The member was recused.", at=at, member=member)
    hold_quorum(referral, at=at)
    conclude_if_all_have_voted(referral, at=at)
