"""What heads of units find on the first page."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from dashboards.desks import queries
from portal.core.waiting import Count, register_counts
from portal.core.words import as_day


@register_counts("desks")
def counts(user: Any, at: datetime):
    """Count the open cases of the units that the person heads, and lead to their numbers; one query for others."""
    headed = queries.headed_by(user, on=as_day(at))
    if headed:
        yield Count(
            label="Open cases of your unit", figure=queries.open_cases_of(headed), url=reverse("desks:overview")
        )
