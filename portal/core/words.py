"""How the portal writes numbers, moments and distances in time."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format

NOTHING = "Not given"


def number(value: object) -> str:
    """Write a number with thin grouping: 12345.50 becomes 12,345.5. Nothing becomes "Not given"."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return str(value)
    text = f"{value:,.2f}" if isinstance(value, (float, Decimal)) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(value: date | datetime) -> str:
    """Write a day out: 1 July 2026."""
    return date_format(local(value), "j F Y")


def moment(value: datetime) -> str:
    """Write a moment out, in the institution's time: 1 July 2026 at 09:00."""
    return f"{day(value)} at {clock(value)}"


def clock(value: datetime) -> str:
    """Write the hour of a moment, in the institution's time: 09:00."""
    return date_format(local(value), "H:i")


def local(value: date | datetime) -> date | datetime:
    """Return the moment in the institution's time; a day stays as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def as_day(value: date | datetime) -> date:
    """Return the institution's calendar day of a day or a moment."""
    value = local(value)
    return value.date() if isinstance(value, datetime) else value


def due(value: date | datetime, now: date | datetime) -> str:
    """Say how far off a deadline is: due today, due in 3 days, 2 days overdue."""
    days = (as_day(value) - as_day(now)).days
    if days < 0:
        return f"{-days} {'day' if days == -1 else 'days'} overdue"
    return {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")


def shortened(text: str, limit: int) -> str:
    """Return the text if it fits, else as many of its first sentences as do; of a longer sentence its beginning."""
    if len(text) <= limit:
        return text
    end = text.rfind(". ", 0, limit)
    return text[: end + 1] if end > 0 else f"{text[: limit - 1]}…"


def size(value: int) -> str:
    """Write a file's size: 512 bytes, 50 KB, 3.2 MB."""
    if value < 1024:
        return f"{value} bytes"
    for unit in ("KB", "MB", "GB"):
        value_in_unit = value / 1024
        if value_in_unit < 1024 or unit == "GB":
            return f"{value_in_unit:.1f}".removesuffix(".0") + f" {unit}"
        value = value_in_unit  # type: ignore[assignment]
    return ""


def sentence(name: str) -> str:
    """Turn a name of the code into words: second_review becomes Second review."""
    words = str(name or "").replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
