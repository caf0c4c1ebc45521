"""Compute, release and discard sets of figures."""

import hashlib
from datetime import datetime
from functools import partial
from typing import Any

import rfc8785
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from dashboards import metrics
from dashboards.models import Snapshot
from dashboards.noise import actions as privacy
from dashboards.periods import Quarter
from dashboards.revisions import changes
from dashboards.states import SnapshotState
from dashboards.workflow import SNAPSHOT
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event


@transaction.atomic
def compute(quarter: Quarter, *, actor: Any = None, at: datetime, note: str = "") -> Snapshot:
    """
    Compute the figures of a quarter that has ended. This will leave them waiting for release.

    :raises Invalid: if the quarter has not ended yet
    :raises Conflict: if figures of the quarter wait for release already, or nothing has changed since the last
    """
    from dashboards.publishing import finer, publishable  # the optimiser is slow to import

    if quarter.end > at:
        raise Invalid(f"{quarter} has not ended yet. Choose an earlier quarter.", field="period")
    same = Snapshot.objects.filter(period=str(quarter))
    if same.filter(state=SnapshotState.COMPUTED).exists():
        raise Conflict(f"Figures for {quarter} wait for release already.")
    figures = publishable(quarter, earlier=_said_before(quarter))
    if settings.PRIVACY_BUDGET:
        figures += finer(quarter, partial(privacy.draw, at=at))
    digest = hashlib.sha256(rfc8785.dumps(figures)).hexdigest()
    last = same.published().order_by("-number").first()
    if last and last.digest == digest:
        raise Conflict(f"Nothing has changed since figures no. {last.number} for {quarter} were published.")
    try:
        with transaction.atomic():
            snapshot = Snapshot.objects.create(
                number=(Snapshot.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
                period=str(quarter),
                figures=figures,
                digest=digest,
                method=metrics.METHOD,
                note=note,
                corrects=last,
                changes=changes(last.readable_figures, figures) if last else [],
                computed_at=at,
                state_since=at,
            )
    except IntegrityError:
        raise Conflict("Somebody has just computed figures. Reload to see them.") from None
    record_event("dashboards.snapshot.computed", snapshot, actor=actor, at=at, period=str(quarter), digest=digest)
    return snapshot


def _said_before(quarter: Quarter) -> list[dict[str, Any]]:
    """Return every published figure that may speak of the same units, newest first."""
    periods: list[str] = []
    each = quarter
    for _ in range(4):
        periods, each = [*periods, str(each)], each.previous
    later = Snapshot.objects.published().filter(Q(period__in=periods) | Q(period__gt=str(quarter)))
    return [figure for snapshot in later.order_by("-number") for figure in snapshot.readable_figures]


@transaction.atomic
def release(snapshot: Snapshot, *, actor: Any, at: datetime, note: str = "") -> None:
    """
    Publish a set of figures. This will make it public at once, and for good.

    :raises Denied: if the actor may not publish
    :raises Conflict: if it was published or discarded already, or newer figures stand
    :raises Invalid: if it corrects published figures without saying what changes; field ``note``
    """
    SNAPSHOT.check(snapshot, "release", actor=actor)
    earlier = Snapshot.objects.published().filter(period=snapshot.period).exclude(pk=snapshot.pk).exists()
    note = note.strip() or snapshot.note
    if earlier and not note:
        raise Invalid("Say what this correction changes; the public reads it.", field="note")
    values = {"released_by": actor, "released_at": at, "note": note}
    SNAPSHOT.advance(snapshot, "release", actor=actor, at=at, values=values, digest=snapshot.digest)


@transaction.atomic
def discard(snapshot: Snapshot, *, actor: Any, at: datetime, reason: str) -> None:
    """
    Discard a set that should not be published.

    :raises Denied: if the actor may not publish
    :raises Conflict: if it was published or discarded already
    :raises Invalid: if no reason is given; field ``reason``
    """
    SNAPSHOT.check(snapshot, "discard", actor=actor)
    if not reason.strip():
        raise Invalid("Say why these figures are not published.", field="reason")
    SNAPSHOT.advance(snapshot, "discard", actor=actor, at=at, reason=reason)
