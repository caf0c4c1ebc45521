"""When a case changes, what was reviewed before counts no more; when an authorisation ends, nothing is asked for it."""

from datetime import datetime

from compliance.licensing import neighbours
from compliance.licensing.models import Authorisation, Case
from compliance.licensing.states import CaseState
from compliance.licensing.workflow import APPLICATION, CASE

REVIEWED_FURTHER = (CaseState.SECOND_REVIEW, CaseState.COUNCIL_REVIEW, CaseState.AWAITING_DECISION)


def overtake(case: Case, *, because: str, at: datetime) -> None:
    """
    Invalidate the standing reviews. Advice of the council from before the change counts no more, and a case that
    waited for a second reviewer, the council or the decision goes back to the officer, to be recommended anew.
    """
    case.reviews.standing().update(invalidated_at=at, invalidated_because=because)
    if case.referral_id:
        neighbours.withdraw_referral(case, reason=because, actor=None, at=at)
        case.referral = None
        case.save(update_fields=["referral"])
    if case.state in REVIEWED_FURTHER:
        CASE.advance(case, "bring_back", actor=None, at=at, reason=because)


def withdraw_applications(authorisation: Authorisation, *, reason: str, at: datetime) -> None:
    """Take back what the government is still asked for an authorisation that has ended."""
    for application in authorisation.applications.under_way():
        APPLICATION.advance(application, "withdraw", actor=None, at=at, values={"outcome": reason}, reason=reason)
