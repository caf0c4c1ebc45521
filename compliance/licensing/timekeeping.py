"""Move the clock of a case. Rows are appended; the clock itself is computed from them."""

from datetime import datetime

from compliance.licensing.models import Case, ClockEntry
from compliance.licensing.queries import clock_of
from compliance.licensing.states import ClockSide, RequestState
from compliance.licensing.workflow import REQUEST
from portal.core import outbox


def mark(case: Case, *, side: str, reason: str, at: datetime) -> None:
    """Write down on whose side the case is from now on, and keep the day by which the office means to answer."""
    ClockEntry.objects.create(case=case, side=side, at=at, reason=reason)
    keep_target(case, at=at)


def keep_target(case: Case, *, at: datetime) -> None:
    """Keep the target for sorting. The clock computes it anew whenever it is shown."""
    case.target_on = clock_of(case, at=at).target_on
    Case.objects.filter(pk=case.pk).update(target_on=case.target_on)


def stop(case: Case, *, reason: str, at: datetime) -> None:
    """Stop the clock for good, close what was asked and take back what waits to be sent about it."""
    mark(case, side=ClockSide.STOPPED, reason=reason, at=at)
    for request in case.requests.filter(state=RequestState.OPEN):
        REQUEST.advance(request, "close", actor=None, at=at, values={"closed_reason": reason})
    outbox.withdraw(f"licensing.request.{case.pk}.", at=at)
