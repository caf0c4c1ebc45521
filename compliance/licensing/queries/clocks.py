"""What the clock of a case shows."""

from datetime import datetime

from compliance.licensing import clock, targets
from compliance.licensing.clock import Mark, Reading
from compliance.licensing.models import Case


def marks_of(case: Case) -> list[Mark]:
    """Return the case's log of intervals."""
    return [Mark(at, side) for at, side in case.clock_entries.order_by("at", "pk").values_list("at", "side")]


def clock_of(case: Case, *, at: datetime) -> Reading:
    """Return working days with us and with the applicant, and the day by which the office means to answer."""
    settings = targets.settings_for(case)
    return clock.read(
        marks_of(case), until=at, hours=targets.hours_of(settings), allowed=targets.allowed(case, settings)
    )
