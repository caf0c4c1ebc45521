"""What waits for whom at the home page."""

from datetime import datetime
from typing import Any

from compliance.remedies import queries
from compliance.remedies.models import Remedy
from compliance.remedies.states import RemedyState
from portal.core.policy import holds
from portal.core.waiting import Count, WaitingItem, register, register_counts
from portal.core.words import as_day


@register("remedies")
def waiting(user: Any, at: datetime):
    """Name what the person has to do, and what they have to check."""
    for each in Remedy.objects.filter(owner=user, state=RemedyState.OPEN).order_by("due_on")[:50]:
        yield _item(each, "Do it, and say what was done")
    for each in Remedy.objects.filter(checker=user, state=RemedyState.DONE).order_by("check_on")[:50]:
        yield _item(each, "Check whether it helped")


def _item(remedy: Remedy, detail: str) -> WaitingItem:
    return WaitingItem(
        title=remedy.what[:90],
        url=remedy.get_absolute_url(),
        kind="Remedy",
        due_at=remedy.waits_until,
        reference=remedy.reference,
        detail=detail,
    )


@register_counts("remedies")
def counts(user: Any, at: datetime):
    """Count overdue remedies for those who keep them, and what exercises showed and nobody has taken up."""
    if holds(user, "compliance.manage_remedy"):
        overdue = Remedy.objects.visible_to(user).overdue(on=as_day(at)).count()
        yield Count(label="Remedies overdue", figure=overdue, url="/remedies/?overdue=true")
        untaken = queries.untaken().count()
        yield Count(label="Improvements to take up", figure=untaken, url="/remedies/improvements/")
