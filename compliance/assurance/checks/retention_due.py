"""Records that have been kept long enough."""

from collections.abc import Iterator
from datetime import datetime

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.screening.models import ScreeningRun
from portal.core.words import as_day, day


@check(
    "retention-due",
    title="Kept longer than the rules ask",
    why="What is kept without need can still leak. 15 CFR 762.6 asks for five years, 31 CFR 501.601 for ten.",
    severity=Severity.LOW,
)
def find(at: datetime) -> Iterator[Trouble]:
    """State once a month that screenings are past the day until which they are kept."""
    today = as_day(at)
    past = ScreeningRun.objects.filter(keep_until__lt=today)
    oldest = past.order_by("keep_until").values_list("keep_until", flat=True).first()
    if oldest is not None:
        yield Trouble(
            key=("screenings", oldest.year, oldest.month),
            title="Screenings are past the day until which they are kept",
            detail=f"{past.count()} screenings were to be kept until {day(oldest)} or a day since then. "
            "Decide whether a legal hold asks for more; else dispose of them by the runbook.",
        )
