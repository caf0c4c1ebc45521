"""
Charts as finished figures: lengths are worked out here, templates only draw.

Every chart carries its numbers as a table. A value of None is one that disclosure
control keeps back; it is drawn as a gap and said in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.core.words import number

KEPT_BACK = "Fewer than 10"
LABELS_ON_AN_AXIS = 8


@dataclass(frozen=True)
class Bar:
    """One bar: its name, what it says, and its length from 0 to 100."""

    label: str
    text: str
    length: float
    kept_back: bool = False
    show_label: bool = True

    @property
    def rest(self) -> float:
        """What lies above a standing bar."""
        return round(100 - self.length, 2)


@dataclass(frozen=True)
class Chart:
    """A row of bars with its caption."""

    title: str
    bars: list[Bar]
    label_head: str
    value_head: str
    note: str = ""


def bars(
    title: str,
    rows: Iterable[tuple[str, float | None]],
    *,
    unit: str = "",
    label_head: str = "Group",
    value_head: str = "Number",
    note: str = "",
    kept_back: str = KEPT_BACK,
    most: float | None = None,
) -> Chart:
    """Return lying bars. ``most`` fixes the full length, for example 100 for percentages."""
    pairs = list(rows)
    full = most or max((value for _, value in pairs if value), default=0) or 1
    drawn = [_bar(label, value, full, unit, kept_back) for label, value in pairs]
    return Chart(title, drawn, label_head, value_head, note)


def columns(
    title: str,
    rows: Iterable[tuple[str, float | None]],
    *,
    unit: str = "",
    label_head: str = "Period",
    value_head: str = "Number",
    note: str = "",
    kept_back: str = KEPT_BACK,
    most: float | None = None,
) -> Chart:
    """Return standing columns, for a course of time. Where there are many, only some names stand below."""
    pairs = list(rows)
    full = most or max((value for _, value in pairs if value), default=0) or 1
    step = -(-len(pairs) // LABELS_ON_AN_AXIS) or 1
    drawn = [
        _bar(label, value, full, unit, kept_back, show_label=(len(pairs) - 1 - place) % step == 0)
        for place, (label, value) in enumerate(pairs)
    ]
    return Chart(title, drawn, label_head, value_head, note)


def _bar(label: str, value: float | None, full: float, unit: str, kept_back: str, *, show_label: bool = True) -> Bar:
    if value is None:
        return Bar(label, kept_back, 0, kept_back=True, show_label=show_label)
    joined = f"{number(value)}{unit}" if unit.startswith("%") else f"{number(value)} {unit}".strip()
    return Bar(label, joined, round(min(100, max(0, 100 * value / full)), 2), show_label=show_label)
