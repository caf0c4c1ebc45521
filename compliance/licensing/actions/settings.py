"""Change a threshold or a target of the review, from a day on."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.licensing import policies, targets
from compliance.licensing.models import ReviewSetting
from portal.core.events import record_event
from portal.core.words import as_day


@transaction.atomic
def change_setting(code: str, *, value: int, valid_from: date, reason: str, actor: Any, at: datetime) -> ReviewSetting:
    """
    Let a threshold or a target be something else from a day on. What it was before stays answerable.

    :raises Denied: if the actor does not change the review rules
    :raises Invalid: if there is no such setting, the value is out of range, the day has passed, or no reason is given
    """
    policies.may_change_rules(actor, None)
    targets.check(code, value=value, valid_from=valid_from, reason=reason, today=as_day(at))
    row = ReviewSetting.objects.create(
        code=code, value=value, valid_from=valid_from, reason=reason.strip(), set_by=actor, set_at=at
    )
    record_event(
        "licensing.setting.changed",
        row,
        actor=actor,
        at=at,
        code=code,
        value=value,
        valid_from=valid_from,
        reason=reason,
    )
    return row
