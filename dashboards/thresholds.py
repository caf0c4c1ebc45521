"""The thresholds below which this institution publishes nothing."""

from django.conf import settings

from dashboards.disclosure.rules import Rules


def rules() -> Rules:
    """Return the thresholds of this institution."""
    return Rules(smallest=settings.SMALLEST_CELL)
