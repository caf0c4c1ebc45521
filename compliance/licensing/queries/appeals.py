"""Until when a decision can be appealed."""

from datetime import date, timedelta

from compliance.licensing import targets
from compliance.licensing.models import Decision
from portal.core.words import as_day


def deadline(decision: Decision) -> date:
    """Return the last day on which the decision can be appealed."""
    decided_on = as_day(decision.decided_at)
    return decided_on + timedelta(days=targets.values(on=decided_on)["appeal_days"])
