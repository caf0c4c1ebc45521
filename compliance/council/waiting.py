"""What waits for whom at the home page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from compliance.council.models import Declaration, Referral, Seat, Vote
from compliance.council.states import ReferralState, Standing
from portal.core.policy import holds
from portal.core.waiting import WaitingItem, register
from portal.core.words import as_day


@register("council")
def waiting(user: Any, at: datetime) -> Iterator[WaitingItem]:
    """Name the cases on which the person has to declare, vote or act; two statements."""
    if not holds(user, "compliance.sit_on_council"):
        return
    seats = {seat.council_id: seat for seat in Seat.objects.on(as_day(at)).filter(member=user)}
    if not seats:
        return
    mine = Referral.objects.visible_to(user, on=as_day(at)).under_way().filter(council__in=seats)
    declared = Declaration.objects.filter(referral=OuterRef("pk"), member=user)
    voted = Vote.objects.counting().filter(referral=OuterRef("pk"), member=user)
    for referral in mine.annotate(has_declared=Exists(declared), has_voted=Exists(voted)).order_by("due_on", "pk")[:50]:
        what = _what(referral, seats[referral.council_id], user)
        if what:
            yield WaitingItem(
                title=referral.title,
                url=referral.get_absolute_url(),
                kind="Council",
                due_at=referral.due_on,
                reference=str(referral),
                detail=what,
            )


def _what(referral: Any, seat: Seat, user: Any) -> str:
    if not referral.has_declared:
        return "Declare whether you have a conflict of interest"
    if referral.state == ReferralState.VOTING and seat.voting and not referral.has_voted:
        return "Vote"
    if referral.state == ReferralState.EXPEDITED and referral.expedited_reviewer_id == user.pk:
        return "Review it alone"
    if referral.state == ReferralState.SUSPENDED and seat.standing == Standing.CHAIR:
        return "Take it up again when there is a quorum"
    return ""
