"""
Bands of two figures as a drawing: which pairs of qubit count and C-NOT error an entry lists.

Everything is worked out here on two logarithmic axes; the template only draws. Points can be put on the chart, for
example an item and its next version.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log10

from compliance.controls import wording
from compliance.controls.alternatives import Bound, alternatives
from compliance.controls.book import Book
from compliance.controls.criteria import plain
from compliance.controls.rows import Entry

WIDTH, HEIGHT = 440, 320
LEFT, RIGHT, TOP, BOTTOM = 62, 12, 12, 46
NEAREST_LABELS = 30


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis; without text where there is no room for one."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Area:
    """The listed part of one band."""

    x: float
    y: float
    width: float
    height: float
    across: str
    limit: str


@dataclass(frozen=True, slots=True)
class Point:
    """One item on the chart."""

    x: float
    y: float
    label: str
    listed: bool


@dataclass(frozen=True, slots=True)
class BandChart:
    """A finished drawing with its table."""

    title: str
    across: str
    upwards: str
    areas: tuple[Area, ...]
    ticks_across: tuple[Tick, ...]
    ticks_upwards: tuple[Tick, ...]
    points: tuple[Point, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM

    @property
    def middle(self) -> tuple[int, int]:
        return (self.left + self.right) // 2, (self.top + self.bottom) // 2


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis from a figure to a place on the drawing."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, figure: Decimal | float) -> float:
        shown = min(self.high, max(self.low, float(figure)))  # 1e-400 is possible, and no float
        share = (log10(shown) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return round(self.begin + share * (self.end - self.begin), 1)


def chart(book: Book, code: str, items: Iterable[tuple[str, Decimal, Decimal, bool]] = ()) -> BandChart | None:
    """
    Draw the bands of this entry, or nothing if it has none on this day.

    `items` are labels with the figure across, the figure upwards, and whether the item is listed.
    """
    entry = book.find(Entry, code)
    names, bands = _bands(book, entry) if entry is not None else ((), [])
    if entry is None or len(bands) < 2:
        return None
    across, upwards = _axes(bands)
    points = tuple(Point(across.at(x), upwards.at(y), label, listed) for label, x, y, listed in items)
    return BandChart(
        title=f"{entry.number}: which machines are listed",
        across=wording.title(names[0], book),
        upwards=wording.title(names[1], book),
        areas=tuple(_area(x, y, across, upwards) for x, y in bands),
        ticks_across=_spaced([Tick(across.at(x.low.limit), plain(x.low.limit)) for x, _ in bands if x.low]),
        ticks_upwards=tuple(Tick(upwards.at(each), plain(each)) for each in _decades(upwards)),
        points=points,
    )


def _bands(book: Book, entry: Entry) -> tuple[tuple[str, ...], list[tuple[Bound, Bound | None]]]:
    found = [a for p in entry.paragraphs if p.criterion is not None for a in alternatives(p.criterion, book)]
    pairs = [alternative for alternative in found if all(bound.low or bound.high for bound in alternative.values())]
    names = next((tuple(each) for each in pairs if len(each) == 2), ())
    if not names:
        return (), []
    related = [each for each in pairs if not set(names).isdisjoint(each)]
    bands = [(each.get(names[0]), each.get(names[1])) for each in related if set(each) <= set(names)]
    drawn = [(across, upwards) for across, upwards in bands if across is not None and across.low is not None]
    if len(drawn) < len(related) or not any(upwards for _, upwards in drawn):
        return (), []  # some of it is told by other figures; a drawing would hide that
    if any(upwards is not None and (upwards.low or not upwards.high) for _, upwards in drawn):
        return (), []  # drawn is what is listed below a line
    return names, sorted(drawn, key=lambda band: band[0].position())


def _axes(bands: Sequence[tuple[Bound, Bound | None]]) -> tuple[Axis, Axis]:
    lows = [float(x.low.limit) for x, _ in bands if x.low]
    limits = [float(y.high.limit) for _, y in bands if y and y.high]
    across = Axis(min(lows) / 1.7, max(lows) * 2.5, LEFT, WIDTH - RIGHT)
    upwards = Axis(10 ** round(log10(min(limits)) - 0.7), 10 ** round(log10(max(limits)) + 0.7), HEIGHT - BOTTOM, TOP)
    return across, upwards


def _area(x: Bound, y: Bound | None, across: Axis, upwards: Axis) -> Area:
    left = across.at(x.low.limit) if x.low else across.begin
    right = across.at(x.high.limit) if x.high else across.end
    top = upwards.at(y.high.limit) if y and y.high else upwards.end
    height = round(upwards.begin - top, 1)
    return Area(left, top, round(right - left, 1), height, x.text, y.text if y else "any")


def _decades(axis: Axis) -> list[Decimal]:
    first, last = round(log10(axis.low)), round(log10(axis.high))
    return [Decimal(10) ** power for power in range(first, last + 1)]


def _spaced(ticks: list[Tick]) -> tuple[Tick, ...]:
    shown: list[Tick] = []
    last = float("-inf")
    for tick in ticks:
        room = tick.at - last >= NEAREST_LABELS
        shown.append(tick if room else Tick(tick.at, ""))
        last = tick.at if room else last
    return tuple(shown)
