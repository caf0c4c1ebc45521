"""What a hit of the watch does to what is permitted already: it holds it until a person has decided."""

from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.licensing.models import Case, Hold
from compliance.licensing.states import STILL_LIVE
from portal.accounts.models import User
from portal.core import outbox
from portal.core.events import record_event

LIFTER = "Officer"
STANDS = "A party of this case may be on a list. Nothing more is transferred until the possible match is decided."


@transaction.atomic
def hold_for_hit(hit: Any, *, at: datetime) -> list[Hold]:
    """
    Hold every case that has a live authorisation and this party in it, and tell the officers.

    A case that is held for the same reason already is left as it is.
    """
    parties = [hit.party_id, *hit.party.duplicates.values_list("pk", flat=True)]
    live = Case.objects.filter(authorisations__state__in=STILL_LIVE, parties__party__in=parties)
    free = live.exclude(holds__in=Hold.objects.open().filter(placed_by=None, reason=STANDS))
    return [_hold(case, hit, at=at) for case in free.distinct().order_by("pk")]


def _hold(case: Case, hit: Any, *, at: datetime) -> Hold:
    hold = Hold.objects.create(case=case, reason=STANDS, lifter=LIFTER, placed_by=None, placed_at=at)
    record_event("licensing.hold.placed", case, actor=None, at=at, lifter=LIFTER, reason=STANDS, hit=hit.pk)
    for officer in User.objects.holding("Officer", "EmpoweredOfficial"):
        outbox.owe(
            f"licensing.hold.{hold.pk}.{officer.pk}",
            to=officer,
            template="licensing/held",
            due_at=at,
            reference=case.reference,
            party=str(hit.party),
            listed=str(hit.entry),
            hit_path=hit.get_absolute_url(),
            path=case.get_absolute_url(),
        )
    return hold
