"""What waits for whom at the home page."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from compliance.screening.models import Hit, ListVersion
from compliance.screening.queries import queue
from compliance.screening.states import HitState
from portal.core import words
from portal.core.policy import holds
from portal.core.waiting import Count, WaitingItem, register, register_counts


@register("screening")
def waiting(user: Any, at: datetime):
    """Name hits to be decided, hits to be confirmed, and lists that were refused."""
    if holds(user, "compliance.adjudicate_hit"):
        wanted = queue(user, at).exclude(state=HitState.AWAITING_SECOND)
        yield from (_item(hit, "Decide whether this is a match") for hit in wanted[:25])
    if holds(user, "compliance.second_review_hit"):
        wanted = queue(user, at).filter(state=HitState.AWAITING_SECOND).exclude(decided_by=user)
        yield from (_item(hit, "Confirm that this is no match") for hit in wanted[:25])
    if holds(user, "compliance.accept_quarantined_list"):
        for version in ListVersion.objects.refused().select_related("source").order_by("received_at")[:10]:
            yield WaitingItem(
                title=f"{version.source.title}: an edition was refused",
                url=version.get_absolute_url(),
                kind="List",
                detail=version.problem[:200],
            )


def _item(hit: Hit, detail: str) -> WaitingItem:
    return WaitingItem(
        title=str(hit), url=hit.get_absolute_url(), kind="Hit", detail=f"{detail}; {hit.get_band_display().lower()}"
    )


@register_counts("screening")
def counts(user: Any, at: datetime):
    """Count the hits that nobody has finished with."""
    if holds(user, "compliance.view_screening"):
        undecided = Hit.objects.undecided(on=words.as_day(at)).count()
        yield Count(label="Hits undecided", figure=undecided, url=reverse("screening:index"))
