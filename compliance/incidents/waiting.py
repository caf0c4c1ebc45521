"""What waits for whom at the home page. Each source asks a constant number of queries."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from compliance.incidents.models import Report
from portal.core.policy import holds
from portal.core.waiting import WaitingItem, register

MANY = 50


@register("incidents")
def waiting(user: Any, at: datetime) -> Iterator[WaitingItem]:
    """Name the reports that wait to be taken up."""
    if holds(user, "compliance.take_up_report"):
        for report in Report.objects.visible_to(user).waiting().exclude(opened_at=None).order_by("received_at")[:MANY]:
            yield WaitingItem(
                title="A report waits to be read"
                if report.acknowledged_at is None
                else "A report waits to be taken up",
                url=report.get_absolute_url(),
                kind="Report",
                reference=report.reference,
            )
