"""
Thresholds and targets of the institution, each valid from a day on.

The values here are the defaults of a new site. The empowered official changes them from a day onwards; what a value
was on an earlier day stays answerable.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from compliance.licensing.clock import Hours
from compliance.licensing.models import ReviewSetting
from portal.core.calendar import institution_calendar
from portal.core.errors import Invalid
from portal.core.words import as_day


@dataclass(frozen=True)
class Setting:
    """One value that the institution may change."""

    code: str
    default: int
    title: str
    unit: str
    least: int = 0
    most: int = 10_000_000


SETTINGS = {
    setting.code: setting
    for setting in (
        Setting("target_tier_1", 3, "Answer to a case that one officer decides", "working days", 1, 60),
        Setting("target_tier_2", 5, "Answer to a case with a second reviewer", "working days", 1, 90),
        Setting("target_tier_3", 15, "Answer to a case that the council sees", "working days", 1, 180),
        Setting("first_contact", 2, "First contact of the office", "working days", 1, 30),
        Setting("answer_days", 10, "Time to answer a question of the office", "working days", 1, 90),
        Setting("appeal_days", 28, "Time to appeal", "calendar days", 7, 90),
        Setting("cutoff_hour", 17, "Hour from which a thing belongs to the next working day", "o'clock", 1, 23),
        Setting("value_threshold", 2500, "Value from which an officer looks at a shipment", "US dollars"),
        Setting("long_stay_days", 365, "Length of a stay from which an officer looks at it", "days", 1),
    )
}


def values(*, on: date) -> dict[str, int]:
    """Return every value as it is on the day; one query."""
    found = {code: setting.default for code, setting in SETTINGS.items()}
    rows = ReviewSetting.objects.filter(valid_from__lte=on).order_by("valid_from", "pk")
    found.update({code: value for code, value in rows.values_list("code", "value") if code in found})
    return found


def hours_of(settings: dict[str, int]) -> Hours:
    """Return the office's calendar and cut-off time; one query."""
    return Hours(institution_calendar(), time(settings["cutoff_hour"]))


def allowed(case: Any, settings: dict[str, int]) -> int | None:
    """Return the working days the office allows itself for a case."""
    return settings.get(f"target_tier_{case.tier}") if case.tier else None


def settings_for(case: Any) -> dict[str, int]:
    """Return the values that count for a case: those of the day on which it was submitted."""
    return values(on=day_of(case.submitted_at or case.opened_at))


def day_of(moment: datetime) -> date:
    """Return the institution's calendar day of a moment."""
    return as_day(moment)


def check(code: str, *, value: int, valid_from: date, reason: str, today: date) -> None:
    """
    Say what speaks against a change before anybody looks at what it would move.

    :raises Invalid: if there is no such setting, the value is out of range, the day has passed, or no reason is given
    """
    setting = SETTINGS.get(code)
    if setting is None:
        raise Invalid("There is no such setting.", field="code")
    if not setting.least <= value <= setting.most:
        raise Invalid(f"Give a number from {setting.least:,} to {setting.most:,}.", field="value")
    if valid_from < today:
        raise Invalid("Rules change from today on, not for the past.", field="valid_from")
    if not reason.strip():
        raise Invalid("Say why it changes.", field="reason")
