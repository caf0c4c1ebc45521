"""Access lists of rooms, as the access system tells them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from compliance.plans import policies
from compliance.plans.models import PlanRoom, RoomAccess
from portal.accounts.models import User
from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.core.words import as_day


@transaction.atomic
def bring_access_list(*, building: str, room: str, people: Iterable[User], actor: Any, at: datetime) -> tuple[int, int]:
    """
    Take in who can open a room today: the whole list, so that whoever is not on it any more has no access since
    yesterday. Return how many came and how many went.

    :raises Denied: if the actor is not of the office
    :raises Invalid: if the room has no name
    """
    policies.may_keep_access(actor, None)
    building, room = building.strip(), room.strip()
    if not building or not room:
        raise Invalid("Name the building and the room.", field="building")
    today = as_day(at)
    now = {person.pk for person in people}
    standing = RoomAccess.objects.filter(building=building, room=room, to_on=None)
    before = set(standing.values_list("person", flat=True))
    standing.filter(person__in=now).update(seen_at=at)
    gone = standing.exclude(person__in=now)
    went = gone.filter(from_on__lt=today).update(to_on=today - timedelta(days=1))
    went += gone.filter(from_on__gte=today).delete()[0]
    RoomAccess.objects.bulk_create(
        RoomAccess(building=building, room=room, person_id=pk, from_on=today, seen_at=at) for pk in sorted(now - before)
    )
    kept_in = PlanRoom.objects.filter(building=building, room=room, removed_at=None).select_related("plan")
    for each in kept_in:
        record_event(
            "plans.access.brought", each.plan, actor=actor, at=at, room=str(each), came=len(now - before), went=went
        )
    return len(now - before), went
