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
    mark: float | None = None

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
    target: float | None = None,
) -> Chart:
    """
    Return lying bars.

    ``most`` fixes the full length, for example 100 for percentages; ``target`` draws a line to compare with.
    """
    pairs = list(rows)
    full = most or max((value for _, value in pairs if value), default=0) or 1
    drawn = [_bar(label, value, full, unit, kept_back, target=target) for label, value in pairs]
    return Chart(title, drawn, label_head, value_head, note)


@dataclass(frozen=True)
class Range:
    """One lying range: where half, three quarters and nine in ten end, on a scale from 0 to 100."""

    label: str
    cells: tuple[str, str, str]
    half: float = 0
    most: float = 0
    nearly_all: float = 0
    mark: float | None = None
    kept_back: bool = False

    @property
    def wide(self) -> float:
        """The length from the median to the 75th percentile."""
        return round(self.most - self.half, 2)

    @property
    def tail(self) -> float:
        """The length from the 75th to the 90th percentile."""
        return round(self.nearly_all - self.most, 2)


@dataclass(frozen=True)
class Ranges:
    """Several ranges on one scale, with their caption."""

    title: str
    ranges: list[Range]
    heads: tuple[str, str, str, str]
    full: str
    note: str = ""


def ranges(
    title: str,
    rows: Iterable[tuple[str, tuple[float, float, float] | None, float | None]],
    *,
    label_head: str = "Group",
    unit: str = "",
    note: str = "",
    kept_back: str = KEPT_BACK,
) -> Ranges:
    """Return ranges of (label, (median, 75th, 90th percentile), target); the scale reaches the largest of them all."""
    found = list(rows)
    full = max((each for _, values, mark in found for each in (*(values or ()), mark or 0)), default=0) or 1
    drawn = [_range(label, values, mark, full, kept_back) for label, values, mark in found]
    heads = (label_head, "Half within", "Three quarters within", "Nine in ten within")
    return Ranges(title, drawn, heads, f"{number(full)} {unit}".strip(), note)


def _range(
    label: str, values: tuple[float, float, float] | None, mark: float | None, full: float, kept_back: str
) -> Range:
    at = round(100 * mark / full, 2) if mark is not None else None
    if values is None:
        return Range(label, (kept_back, "", ""), mark=at, kept_back=True)
    words = (number(values[0]), number(values[1]), number(values[2]))
    half, most, nearly_all = (round(100 * value / full, 2) for value in values)
    return Range(label, words, half, most, nearly_all, at)


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


def _bar(
    label: str,
    value: float | None,
    full: float,
    unit: str,
    kept_back: str,
    *,
    show_label: bool = True,
    target: float | None = None,
) -> Bar:
    mark = round(min(100, 100 * target / full), 2) if target is not None else None
    if value is None:
        return Bar(label, kept_back, 0, kept_back=True, show_label=show_label, mark=mark)
    joined = f"{number(value)}{unit}" if unit.startswith("%") else f"{number(value)} {unit}".strip()
    return Bar(label, joined, round(min(100, max(0, 100 * value / full)), 2), show_label=show_label, mark=mark)
