"""What waits for whom at the home page."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from portal.core.waiting import WaitingItem, register
from portal.core.words import as_day
from training import queries
from training.states import Standing

SOON = timedelta(days=60)


@register("training")
def waiting(user: Any, at: datetime) -> Iterator[WaitingItem]:
    """Name the courses that are missing, or will be within 60 days; five statements."""
    today = as_day(at)
    for each in queries.obligations(user, today):
        if each.standing == Standing.EXEMPT or each.due_on is None or each.due_on > today + SOON:
            continue
        yield WaitingItem(
            title=each.course.title,
            url=each.course.get_absolute_url(),
            kind="Training",
            due_at=each.due_on,
            detail={
                Standing.LAPSED: "Take it again",
                Standing.CURRENT: "Renew it before it lapses",
            }.get(Standing(each.standing), "Take the course"),
        )
