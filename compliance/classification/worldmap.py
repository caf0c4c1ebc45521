"""
A map of the world in tiles: one square for each country, about where it lies, the same size for all.

`world/tiles.csv` says where each tile is. It was worked out from approximate positions so that neighbours stay near
each other; nobody's borders are drawn.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from compliance.classification.engine.outcomes import Outcome
from compliance.classification.engine.surveying import Prospect

TILES = Path(__file__).parent / "world" / "tiles.csv"
SIDE, GAP = 30, 3
SHORT = {
    Outcome.EXCLUDED: "ex",
    Outcome.NOT_CONTROLLED: "free",
    Outcome.NO_LICENCE_REQUIRED: "none",
    Outcome.EXCEPTION: "exc",
    Outcome.LICENCE_REQUIRED: "lic",
    Outcome.PROHIBITED: "no",
    Outcome.NEEDS_PERSON: "ask",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One country on the map."""

    code: str
    name: str
    x: int
    y: int
    outcome: str
    label: str
    short: str
    faded: bool


@dataclass(frozen=True, slots=True)
class WorldMap:
    """A finished map."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    side: int = SIDE


@cache
def positions() -> Mapping[str, tuple[int, int]]:
    """Column and row of every country."""
    with TILES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}


def drawn(prospects: Iterable[Prospect], *, shown: str = "") -> WorldMap:
    """The map of one regime's answers; with an outcome, all others are faded."""
    at = positions()
    step = SIDE + GAP
    tiles = [
        Tile(
            each.place.code,
            each.place.name,
            at[each.place.code][0] * step,
            at[each.place.code][1] * step,
            "home" if each.home else str(each.outcome),
            "home" if each.home else each.outcome.replace("_", " "),
            "home" if each.home else SHORT[each.outcome],
            bool(shown) and each.outcome != shown,
        )
        for each in prospects
        if each.place.code in at
    ]
    columns = max(column for column, _ in at.values()) + 1
    rows = max(row for _, row in at.values()) + 1
    return WorldMap(tuple(tiles), columns * step - GAP, rows * step - GAP)
