"""When a case changes, what was reviewed before counts no more. It is invalidated, never deleted."""

from datetime import datetime

from compliance.licensing import neighbours
from compliance.licensing.models import Case


def overtake(case: Case, *, because: str, at: datetime) -> None:
    """Invalidate the standing reviews; advice that the council concluded before the change counts no more."""
    case.reviews.standing().update(invalidated_at=at, invalidated_because=because)
    if case.referral_id and neighbours.advice_on(case) is not None:
        case.referral = None
        case.save(update_fields=["referral"])
