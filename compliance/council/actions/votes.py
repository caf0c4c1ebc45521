"""Open a vote, cast one, close it; and the expedited review by one member."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from compliance.council import letters, policies, queries
from compliance.council.models import Referral, Vote
from compliance.council.states import Choice, ReferralState
from compliance.council.tally import tally
from compliance.council.workflow import REFERRAL
from portal.accounts.models import User
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day


@transaction.atomic
def open_vote(referral: Referral, *, actor: Any, at: datetime) -> None:
    """
    Open the vote and tell those who can take part.

    :raises Denied: if the actor does not lead the case
    :raises Conflict: if it is not open, or no quorum is within reach
    """
    referral.as_of = as_day(at)
    REFERRAL.advance(referral, "open_vote", actor=actor, at=at)
    for place in queries.board(referral).outstanding:
        letters.tell(referral, place.seat.member, "vote_opened", at=at)


@transaction.atomic
def vote(referral: Referral, *, choice: str, reasons: str, actor: Any, at: datetime, conditions: str = "") -> Vote:
    """
    Cast a vote that nobody else sees before the vote is closed. The last one outstanding closes it.

    The row of the referral is written first, so that of two last voters the second waits
    for the first and then sees both votes, on PostgreSQL as on SQLite.

    :raises Denied: if the actor has no vote, has not declared, or lacks the training
    :raises Conflict: if the vote is not open, the actor has voted or is absent, or refuses outside a meeting
    :raises Invalid: if reasons are missing, or conditions where the choice needs them
    """
    referral.as_of = as_day(at)
    if not Referral.objects.filter(pk=referral.pk, state=ReferralState.VOTING).update(votes_cast=F("votes_cast") + 1):
        raise Conflict("There is no vote open on this case.")
    with policies.read_once(referral):
        policies.may_take_part(actor, referral)
        seat = policies.seat_of(actor, referral.council, referral.day)
    item = queries.item_in_session(referral)
    _check(choice, reasons, conditions, convened=item is not None)
    if not queries.is_there(actor, item):
        raise Conflict("You are not recorded as present for this item.")
    try:
        with transaction.atomic():
            cast = Vote.objects.create(
                referral=referral,
                member=actor,
                discipline=seat.discipline,
                choice=choice,
                reasons=reasons.strip(),
                conditions=conditions.strip() if choice == Choice.APPROVE_WITH_CONDITIONS else "",
                cast_at=at,
            )
    except IntegrityError:
        raise Conflict("You have voted on this case already.") from None
    record_event(
        "council.vote.cast", referral, actor=actor, at=at
    )  # never what it says: the log is read before the end
    outbox.withdraw(letters.about_member(referral, actor.pk), at=at)
    referral.refresh_from_db(fields=["state", "votes_cast"])
    conclude_if_all_have_voted(referral, at=at)
    return cast


@transaction.atomic
def close_vote(referral: Referral, *, actor: Any, at: datetime) -> None:
    """
    Close the vote with the votes that were cast.

    :raises Denied: if the actor does not lead the case
    :raises Conflict: if no vote is open, or those cast make no quorum
    """
    referral.as_of = as_day(at)
    _conclude(referral, "close_vote", actor=actor, at=at)


@transaction.atomic
def name_reviewer(referral: Referral, *, reviewer: User, actor: Any, at: datetime) -> None:
    """
    Name one member to review the case alone; the others are told.

    The reviewer may approve, with or without conditions, or send it to the whole council, but never refuse.

    :raises Denied: if the actor does not lead the case
    :raises Conflict: if the case is not open, or the reviewer cannot take part
    """
    referral.as_of = as_day(at)
    refusal = policies.may_take_part.refusal(reviewer, referral)
    if refusal:
        raise Conflict(f"{reviewer} cannot review this case now. The reason they would be given: {refusal}")
    REFERRAL.advance(referral, "name_reviewer", actor=actor, at=at, reviewer=reviewer.pk)
    referral.expedited_reviewer = reviewer
    referral.save(update_fields=["expedited_reviewer"])
    for place in queries.board(referral).places:
        if place.counts:
            letters.tell(referral, place.seat.member, "expedited", at=at, reviewer=reviewer)


@transaction.atomic
def approve_alone(referral: Referral, *, reasons: str, actor: Any, at: datetime, conditions: str = "") -> None:
    """
    Approve in expedited review, with conditions where any are given.

    :raises Denied: if the actor is not the reviewer the chair named
    :raises Conflict: if the case is no longer with the reviewer
    :raises Invalid: if reasons are missing
    """
    referral.as_of = as_day(at)
    choice = Choice.APPROVE_WITH_CONDITIONS if conditions.strip() else Choice.APPROVE
    _check(choice, reasons, conditions, convened=False)
    REFERRAL.check(referral, "approve_alone", actor=actor)
    seat = policies.seat_of(actor, referral.council, referral.day)
    Vote.objects.create(
        referral=referral,
        member=actor,
        discipline=seat.discipline,
        choice=choice,
        reasons=reasons.strip(),
        conditions=conditions.strip(),
        cast_at=at,
    )
    Referral.objects.filter(pk=referral.pk).update(votes_cast=1)
    _conclude(referral, "approve_alone", actor=actor, at=at)


@transaction.atomic
def send_to_council(referral: Referral, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Send a case from expedited review to the whole council.

    :raises Denied: if the actor is neither the reviewer nor leads the case
    :raises Conflict: if it is no longer with the reviewer
    """
    referral.as_of = as_day(at)
    REFERRAL.advance(referral, "send_to_council", actor=actor, at=at, reason=reason)


@transaction.atomic
def resume(referral: Referral, *, actor: Any, at: datetime) -> None:
    """
    Take a suspended case up again. This will ask for new votes; those cast before stay set aside.

    :raises Denied: if the actor does not lead the case
    :raises Conflict: if it is not suspended, or no quorum is within reach
    """
    referral.as_of = as_day(at)
    REFERRAL.advance(referral, "resume", actor=actor, at=at)


def conclude_if_all_have_voted(referral: Referral, *, at: datetime) -> None:
    """Close the vote once nobody who can take part is outstanding."""
    if referral.state == ReferralState.VOTING and queries.board(referral).all_have_voted:
        _conclude(referral, "conclude", actor=None, at=at)


def _conclude(referral: Referral, move: str, *, actor: Any, at: datetime) -> None:
    REFERRAL.check(referral, move, actor=actor)
    votes = list(referral.votes.counting().order_by("discipline", "pk"))
    result = tally(each.choice for each in votes)
    agreed = [each for each in votes if each.choice == result.recommendation]
    conditioned = dict.fromkeys(each.conditions for each in votes if each.conditions)
    referral.recommendation = result.recommendation
    referral.unanimous = result.unanimous and move != "approve_alone"
    referral.reasons = "\n\n".join(each.reasons for each in agreed)
    referral.conditions = "\n\n".join(conditioned) if result.recommendation == Choice.APPROVE_WITH_CONDITIONS else ""
    referral.concluded_at = at
    referral.save(update_fields=["recommendation", "unanimous", "reasons", "conditions", "concluded_at"])
    REFERRAL.advance(referral, move, actor=actor, at=at, recommendation=result.recommendation, tally=result.sentence)
    outbox.withdraw(letters.about(referral), at=at)
    if referral.referred_by:
        letters.tell(referral, referral.referred_by, "concluded", at=at)


def _check(choice: str, reasons: str, conditions: str, *, convened: bool) -> None:
    if choice not in Choice.values:
        raise Invalid("Choose how you vote.", field="choice")
    if not reasons.strip():
        raise Invalid("Give the reasons for your vote.", field="reasons")
    if choice == Choice.APPROVE_WITH_CONDITIONS and not conditions.strip():
        raise Invalid("Name the conditions.", field="conditions")
    if choice == Choice.REFUSE and not convened:
        raise Conflict(
            "Refusal is decided in a convened meeting only. Say that you need more, or ask the chair to convene."
        )
