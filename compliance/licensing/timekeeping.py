"""Move the clock of a case. Rows are appended; the clock itself is computed from them."""

from datetime import date, datetime

from compliance.licensing.models import Case, ClockEntry
from compliance.licensing.queries import clock_of
from compliance.licensing.states import ClockSide, RequestState
from compliance.licensing.workflow import REQUEST
from portal.core import outbox


def mark(case: Case, *, side: str, reason: str, at: datetime) -> None:
    """Write down on whose side the case is from now on, and keep the day by which the office means to answer."""
    ClockEntry.objects.create(case=case, side=side, at=at, reason=reason)
    # For sorting. The clock computes it anew whenever it is shown.
    case.target_on = target_of(case, at=at)
    Case.objects.filter(pk=case.pk).update(target_on=case.target_on)


def target_of(case: Case, *, at: datetime) -> date | None:
    """Return the day by which the office means to answer; without a tier that asks for an answer there is none."""
    return clock_of(case, at=at).target_on if case.tier else None


def stop(case: Case, *, reason: str, at: datetime) -> None:
    """Stop the clock for good, close what was asked and take back what waits to be sent about it."""
    mark(case, side=ClockSide.STOPPED, reason=reason, at=at)
    asked = list(case.requests.all())
    for request in asked:
        if request.state == RequestState.OPEN:
            REQUEST.advance(request, "close", actor=None, at=at, values={"closed_reason": reason})
    if asked:
        outbox.withdraw(f"licensing.request.{case.pk}.", at=at)
