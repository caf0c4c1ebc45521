"""Change a threshold or a target of the review, from a day on."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.licensing import policies, targets
from compliance.licensing.models import ReviewSetting
from portal.core.errors import Invalid
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
    setting = targets.SETTINGS.get(code)
    if setting is None:
        raise Invalid("There is no such setting.", field="code")
    if not setting.least <= value <= setting.most:
        raise Invalid(f"Give a number from {setting.least:,} to {setting.most:,}.", field="value")
    if valid_from < as_day(at):
        raise Invalid("Rules change from today on, not for the past.", field="valid_from")
    if not reason.strip():
        raise Invalid("Say why it changes.", field="reason")
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
