"""
What an outsider can work out from published figures.

Reads the figures in the form in which they are published and nothing else, and turns every printed number into what it
says: a count is a sum, a share lies within half a per cent, a bound limits the small side, a percentile says that there
were enough to measure. Linear programming then gives the narrowest interval of each number that was kept back.

Figures about different data, such as two releases of one quarter between which a case was added, are told apart by
their ``release``; ``grown=True`` is the outsider who supposes that units were only ever added.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboards.disclosure.cubes import Axis, Cube
from dashboards.disclosure.rules import USUAL, Rules
from dashboards.disclosure.solving import Contradiction, Knowledge, ranges
from dashboards.disclosure.unknowns import Unknowns

MANY = 100_000.0
WITHIN = 2


@dataclass(frozen=True)
class Interval:
    """What an outsider knows about one number that is not printed."""

    figure: str
    at: tuple[tuple[str, str], ...]
    part: str
    low: float
    high: float
    large: float = float("inf")  # of a share nothing is printed but the percentage; numbers from here on are no secret

    @property
    def gives_away(self) -> bool:
        """Tell whether the middle of the interval is within two of every number in it, and so of the truth."""
        return self.high - self.low <= 2 * WITHIN and self.low < self.large


def attack(figures: Sequence[dict[str, Any]], rules: Rules = USUAL, *, grown: bool = False) -> list[Interval]:
    """
    Return the interval of every number that figures keep back.

    :raises Contradiction: if the figures cannot all be true of the same units
    """
    figures = [figure for figure in figures if figure.get("universe")]
    known, hidden = _read(figures, rules, grown=grown)
    if not hidden:
        return []
    low, high = np.zeros(known.size), np.full(known.size, MANY)
    found = ranges(known, [row for _, _, _, row in hidden], low=low, high=high)
    shares = {figure["code"] for figure in figures if figure["kind"] == "share"}
    return [
        Interval(code, at, part, round(least, 6), round(most, 6), rules.smallest if code in shares else float("inf"))
        for (code, at, part, _), (least, most) in zip(hidden, found, strict=True)
    ]


def differences(
    older: dict[str, Any], newer: dict[str, Any], rules: Rules = USUAL, *, grown: bool = True
) -> dict[tuple[tuple[str, str], ...], tuple[float, float]]:
    """Return, for each cell of a table that was published twice, the narrowest interval of what was added to it."""
    pair = [{**older, "release": 1}, {**newer, "release": 2}]
    unknowns = Unknowns([cube_of(each) for each in pair])
    known, _ = _read(pair, rules, grown=grown)
    rows, keys = [], []
    for cell in newer["cells"]:
        where = where_of(newer, cell)
        rows.append(unknowns.row(1, where) - unknowns.row(0, where))
        keys.append(tuple(sorted(cell["at"].items())))
    found = ranges(known, rows, low=np.zeros(known.size), high=np.full(known.size, MANY))
    return dict(zip(keys, found, strict=True))


def given_away(figures: Sequence[dict[str, Any]], rules: Rules = USUAL) -> list[Interval]:
    """Return the numbers that are kept back and can be worked out all the same, to within two."""
    by_universe: dict[str, list[dict[str, Any]]] = {}
    for figure in figures:
        if figure.get("universe"):
            by_universe.setdefault(figure["universe"], []).append(figure)
    return [each for group in by_universe.values() for each in attack(group, rules) if each.gives_away]


def cube_of(figure: dict[str, Any]) -> Cube:
    """Return the empty cube of which a figure speaks."""
    axes = tuple(
        Axis(axis["code"], axis["label"], tuple((code, code) for code in axis["of"])) for axis in figure["axes"]
    )
    return Cube(f"{figure['universe']}#{figure.get('release', '')}", axes)


def where_of(figure: dict[str, Any], cell: dict[str, Any], side: str = "all") -> dict[str, list[str]]:
    """Return the categories of which a cell speaks."""
    where = {axis: list(codes) for axis, codes in figure.get("base", {}).items()}
    for axis in figure["axes"]:
        code = cell["at"].get(axis["code"])
        if code:
            where[axis["code"]] = next(group["of"] for group in axis["groups"] if group["code"] == code)
    measure = figure.get("measure")
    if measure:
        where[measure["axis"]] = measure["yes"] + measure["no"] if side == "all" else measure[side]
    return where


def _read(figures: Sequence[dict[str, Any]], rules: Rules, *, grown: bool):
    unknowns = Unknowns([cube_of(figure) for figure in figures])
    known = Knowledge(unknowns.size)
    for row in unknowns.links():
        known.is_(row, 0)
    hidden = []
    for place, figure in enumerate(figures):
        for cell in figure["cells"]:
            rows = {side: unknowns.row(place, where_of(figure, cell, side)) for side in _sides(figure)}
            at = tuple(sorted(cell["at"].items()))
            hidden += [
                (figure["code"], at, side, rows[side]) for side in _say(known, figure["kind"], cell, rows, rules)
            ]
    if grown:
        _never_fewer(unknowns, figures, known)
    return known, hidden


def _sides(figure: dict[str, Any]) -> Iterable[str]:
    return ("all", "yes", "no") if figure.get("measure") else ("all",)


def _say(known: Knowledge, kind: str, cell: dict[str, Any], rows: dict[str, np.ndarray], rules: Rules) -> list[str]:
    """Add what a printed cell says; return which of its numbers it does not print."""
    value, whole = cell["value"], rows["all"]
    if kind == "percentiles":
        if value is not None:
            known.is_at_least(whole, rules.fewest)
        return []
    if kind == "table":
        if value is not None:
            known.is_(whole, value)
        return [] if value is not None else ["all"]
    if value is None:
        return ["all", "yes", "no"]
    known.is_at_least(whole, 2 * rules.smallest)
    if not cell.get("bound"):
        known.is_at_most(rows["yes"] - (value + 0.5) / 100 * whole, 0)
        known.is_at_least(rows["yes"] - (value - 0.5) / 100 * whole, 0)
        known.is_at_least(rows["yes"], rules.smallest)
        known.is_at_least(rows["no"], rules.smallest)
        return []
    small = "no" if cell["bound"] == "over" else "yes"
    known.is_at_most(rows[small], rules.smallest - 1)
    over = value if small == "no" else 100 - value
    known.is_at_least((100 - over) * whole, 100 * rules.smallest)
    known.is_at_most((99 - over) * whole, 100 * rules.smallest)
    return [small]


def _never_fewer(unknowns: Unknowns, figures: Sequence[dict[str, Any]], known: Knowledge) -> None:
    """Suppose that no unit of an earlier release has gone in a later one."""
    for second, later in enumerate(figures):
        for first, earlier in enumerate(figures):
            if later["code"] == earlier["code"] and later.get("release", 0) > earlier.get("release", 0):
                pairs = zip(
                    range(unknowns.starts[first], unknowns.starts[first + 1]),
                    range(unknowns.starts[second], unknowns.starts[second + 1]),
                    strict=True,
                )
                for old, new in pairs:
                    row = np.zeros(unknowns.size)
                    row[old], row[new] = 1, -1
                    known.is_at_most(row, 0)


__all__ = ["Contradiction", "Interval", "attack", "cube_of", "differences", "given_away", "where_of"]
