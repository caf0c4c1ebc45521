"""What the clock hands do: keep quorums, remind members. Running it twice changes nothing."""

from datetime import datetime, timedelta

import structlog

from compliance.council import letters, queries
from compliance.council.actions.referrals import hold_quorum
from compliance.council.actions.votes import resume
from compliance.council.models import Referral
from compliance.council.states import ReferralState
from portal.core.errors import Refusal
from portal.core.words import as_day

EARLY, ON_THE_DAY = 3, 0  # days before the answer is due
log = structlog.get_logger(__name__)


def hold_quorums(*, at: datetime) -> int:
    """
    Suspend what has lost its quorum since, and take up again what has one; return how many moved.

    Terms end by the calendar, so a quorum can go without anybody acting.
    """
    moved = 0
    for referral in Referral.objects.under_way().select_related("council").order_by("pk"):
        before = referral.state
        try:
            if before == ReferralState.SUSPENDED:
                _resume_if_possible(referral, at)
            else:
                hold_quorum(referral, at=at)
        except Refusal as no:
            log.info("quorum not held", referral=str(referral), reason=str(no))
        moved += referral.state != before
    return moved


def remind_members(*, at: datetime) -> int:
    """Owe a mail three days before the answer is due, and on the day, to whoever it waits for; return how many."""
    today = as_day(at)
    soon = Referral.objects.filter(due_on__lte=today + timedelta(days=EARLY), state__in=_ANSWERABLE)
    referrals = list(soon.select_related("council").order_by("pk"))
    for referral in referrals:
        referral.as_of = today
    boards = queries.boards(referrals)
    return sum(_remind(referral, boards[referral.pk], at=at) for referral in referrals)


_ANSWERABLE = (ReferralState.OPEN, ReferralState.VOTING)


def _remind(referral: Referral, board: queries.Board, *, at: datetime) -> int:
    rung = EARLY if referral.due_on and referral.due_on > as_day(at) else ON_THE_DAY
    return sum(
        letters.tell(
            referral,
            place.seat.member,
            "reminder",
            at=at,
            once=f"{referral.due_on}.{rung}",
            rung=rung,
            waits_for="you have not declared yet" if not place.declared else "your vote is outstanding",
        )
        for place in board.outstanding
        if not place.declared or referral.state == ReferralState.VOTING
    )


def _resume_if_possible(referral: Referral, at: datetime) -> None:
    referral.as_of = as_day(at)
    if queries.board(referral).reachable.met:
        resume(referral, actor=None, at=at)
