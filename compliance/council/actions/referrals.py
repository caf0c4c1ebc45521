"""Put a case before the council, change its papers, take it back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from compliance.council import letters, policies, queries
from compliance.council.models import Council, Referral
from compliance.council.states import ReferralState
from compliance.council.workflow import REFERRAL
from portal.accounts.models import User
from portal.core import attachments, outbox
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

PAPER = "paper"
Papers = Iterable[tuple[str, bytes]]


@transaction.atomic
def refer(
    council: Council,
    *,
    reference: str,
    title: str,
    summary: str,
    concerned: Iterable[User],
    papers: Papers = (),
    due_on: date | None = None,
    actor: Any,
    at: datetime,
) -> Referral:
    """
    Put a case before the council and tell its members.

    ``concerned`` are the people whose case it is; they never see a paper or vote.
    Where they and nobody else would make the quorum, the referral starts suspended.

    :raises Denied: if the actor may not refer, or is concerned
    :raises Conflict: if the case is before the council already
    :raises Invalid: if nobody is concerned, or a paper is not acceptable
    """
    policies.may_refer(actor, council)
    concerned = list(concerned)
    if not concerned:
        raise Invalid("Say whose case it is.", field="concerned")
    if actor in concerned:
        raise Denied("You cannot refer your own case.")
    referral = _create(council, reference=reference, title=title, summary=summary, due_on=due_on, actor=actor, at=at)
    referral.concerned.set(concerned)
    record_event("council.referral.made", referral, actor=actor, at=at, round=referral.round, due_on=due_on)
    _keep(referral, papers, actor=actor, at=at)
    for place in queries.board(referral).places:
        if not place.concerned:
            letters.tell(referral, place.seat.member, "referred", at=at)
    hold_quorum(referral, at=at)
    return referral


@transaction.atomic
def renew(referral: Referral, *, summary: str, papers: Papers = (), reason: str, actor: Any, at: datetime) -> None:
    """
    Put changed papers before the council. This will set aside votes already cast; declarations stand.

    :raises Denied: if the actor may not refer
    :raises Conflict: if the council has answered already
    :raises Invalid: if a paper is not acceptable
    """
    referral.as_of = as_day(at)
    set_votes_aside(referral, reason="The case changed.", at=at)
    REFERRAL.advance(referral, "renew", actor=actor, at=at, reason=reason)
    referral.summary, referral.expedited_reviewer = summary, None
    referral.save(update_fields=["summary", "expedited_reviewer"])
    _keep(referral, papers, actor=actor, at=at)
    for place in queries.board(referral).places:
        if place.declared and not place.recused:
            letters.tell(referral, place.seat.member, "renewed", at=at)
    hold_quorum(referral, at=at)


@transaction.atomic
def withdraw(referral: Referral, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Take a case back from the council. This will withdraw every message about it that has not left.

    :raises Denied: if the actor may not refer
    :raises Conflict: if the council has answered already
    """
    referral.as_of = as_day(at)
    set_votes_aside(referral, reason="The case was withdrawn.", at=at)
    REFERRAL.advance(referral, "withdraw", actor=actor, at=at, reason=reason)
    outbox.withdraw(letters.about(referral), at=at)


def hold(referral: Referral, *, at: datetime) -> None:
    """
    Let whoever acts on this referral at the same moment wait, and see it as it stands now.

    Two recusals that lose the quorum together, or the last two votes, each need to see the
    other. Writing the row makes the second wait for the first, on PostgreSQL as on SQLite.
    """
    Referral.objects.filter(pk=referral.pk).update(votes_cast=F("votes_cast"))
    referral.refresh_from_db(fields=["state", "votes_cast", "expedited_reviewer"])
    referral.as_of = as_day(at)


@transaction.atomic
def hold_quorum(referral: Referral, *, at: datetime) -> None:
    """Suspend the referral where those who can take part no longer make a quorum, and tell who leads it."""
    referral.as_of = as_day(at)
    if referral.state not in (ReferralState.OPEN, ReferralState.VOTING):
        return
    board = queries.board(referral)
    if board.reachable.met:
        return
    set_votes_aside(referral, reason="The quorum was lost.", at=at)
    REFERRAL.advance(referral, "suspend", actor=None, at=at, reason=board.reachable.sentence)
    for place in board.places:
        if place.leads:
            letters.tell(referral, place.seat.member, "suspended", at=at, reason=board.reachable.sentence)


def set_votes_aside(referral: Referral, *, reason: str, at: datetime, member: User | None = None) -> None:
    """Leave votes on record without counting them: every one, or one member's."""
    votes = referral.votes.counting() if member is None else referral.votes.counting().filter(member=member)
    votes.update(set_aside_at=at, set_aside_reason=reason)
    left = referral.votes.counting().count()
    Referral.objects.filter(pk=referral.pk).update(votes_cast=left)
    referral.votes_cast = left


def _create(council: Council, *, reference: str, actor: Any, at: datetime, **given: Any) -> Referral:
    rounds = Referral.objects.filter(council=council, reference=reference)
    try:
        with transaction.atomic():
            referral = Referral.objects.create(
                council=council,
                reference=reference,
                round=rounds.count() + 1,
                state=ReferralState.OPEN,
                state_since=at,
                referred_by=actor,
                referred_at=at,
                **given,
            )
    except IntegrityError:
        raise Conflict(f"{reference} is before the council already.") from None
    referral.as_of = as_day(at)
    return referral


def _keep(referral: Referral, papers: Papers, *, actor: Any, at: datetime) -> None:
    for name, content in papers:
        attachments.store_bytes(content, name=name, subject=referral, kind=PAPER, actor=actor, at=at)
