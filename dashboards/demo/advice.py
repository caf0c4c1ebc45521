"""What the advisory council does with a case: declarations, a vote, an answer."""

from collections.abc import Generator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from compliance.council.actions import conflicts, votes
from compliance.council.states import Choice, ReferralState
from compliance.licensing.models import Case
from dashboards.demo.numbers import number_of

if TYPE_CHECKING:
    from dashboards.demo.history import World

OPINIONS = (
    "The science is open and the partner keeps what it is given.",
    "The conditions answer my concern about third parties.",
    "A collaboration of the kind we exist for, with safeguards that can be checked.",
)


def advise(world: "World", case: Case, *, refuse: bool, at: datetime) -> Generator[datetime, None, Any]:
    """Let the members declare, one step back now and then, and vote; return when the answer stands."""
    referral: Any = case.referral
    members = [*world.people.council, world.people.chair]
    stepping_back = world.random.choice(world.people.council) if number_of(case) % 5 == 0 else None
    at = world.later(at, 1 + world.days(1.5))
    yield at
    for member in members:
        conflicts.declare(referral, actor=member, at=at, co_author=member == stepping_back)
    if referral.state == ReferralState.SUSPENDED:
        return None
    at = world.later(at, 1 + world.days(2))
    yield at
    referral.refresh_from_db()
    votes.open_vote(referral, actor=world.people.chair, at=at)
    at = world.later(at, 1 + world.days(1.5))
    yield at
    able = [member for member in members if member != stepping_back]
    for member in able:
        if referral.state != ReferralState.VOTING:
            break
        choice = Choice.NEED_MORE if refuse and member == able[0] else Choice.APPROVE_WITH_CONDITIONS
        words = {"conditions": "No transfer to third parties."} if choice == Choice.APPROVE_WITH_CONDITIONS else {}
        votes.vote(referral, choice=choice, reasons=world.random.choice(OPINIONS), actor=member, at=at, **words)
    return at if referral.state == ReferralState.CONCLUDED else None
