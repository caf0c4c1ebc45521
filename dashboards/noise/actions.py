"""Draw a finer table once, within the budget of its year."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum

from dashboards.noise import drawing
from dashboards.noise.models import PrivacySpend
from portal.core.errors import Conflict
from portal.core.events import record_event

Draw = Callable[..., list[int]]


@transaction.atomic
def draw(
    figure: str,
    *,
    period: str,
    counts: Sequence[int],
    hundredths: int,
    at: datetime,
    sampler: Draw | None = None,
) -> list[int]:
    """
    Return the table with noise. What was drawn before is handed out again, and nothing is spent for it.

    :raises Conflict: if the year's budget does not reach, or OpenDP is not installed
    """
    before = PrivacySpend.objects.filter(figure=figure, period=period).first()
    if before is not None:
        return list(before.cells)
    year = int(period[:4])
    if hundredths > _left(year):
        raise Conflict(
            f"The privacy budget of {year} is {settings.PRIVACY_BUDGET / 100:g}, and {_left(year) / 100:g} is left. "
            f"{figure} of {period} would cost {hundredths / 100:g}, so it is not drawn."
        )
    cells = (sampler or drawing.noisy)(counts, epsilon=hundredths / 100)
    try:
        with transaction.atomic():
            spend = PrivacySpend.objects.create(
                year=year, figure=figure, period=period, hundredths=hundredths, cells=cells, drawn_at=at
            )
    except IntegrityError:
        raise Conflict("Somebody has just drawn this table. Reload to see it.") from None
    record_event("dashboards.privacy.spent", spend, actor=None, at=at, figure=figure, period=period, spent=hundredths)
    return cells


def _left(year: int) -> int:
    """Return what is left of a year's budget, in hundredths of epsilon."""
    spent = PrivacySpend.objects.filter(year=year).aggregate(sum=Sum("hundredths"))["sum"] or 0
    return max(0, settings.PRIVACY_BUDGET - spent)
