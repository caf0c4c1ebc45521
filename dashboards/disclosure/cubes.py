"""
Counts by several axes, and the unknown numbers that an outsider faces.

A cube counts every unit of one universe ("cases decided in 2026-Q2") once. Two cubes of one universe count the same
units, so whatever they have in common adds up to the same: that is a link, and an outsider knows it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

Where = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Group:
    """One category as it is shown: a single one, or several together."""

    code: str
    label: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class Axis:
    """What a count is broken down by. ``broader`` says how its categories go together where they are too small."""

    code: str
    label: str
    categories: tuple[tuple[str, str], ...]
    broader: tuple[Group, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The finest categories."""
        return tuple(code for code, _ in self.categories)

    @property
    def single(self) -> tuple[Group, ...]:
        """Every category by itself."""
        return tuple(Group(code, label, (code,)) for code, label in self.categories)


@dataclass(frozen=True)
class Cube:
    """How many units of a universe there are for each combination of categories."""

    universe: str
    axes: tuple[Axis, ...]
    counts: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[str, ...]]:
        """Go through every combination, also those without anybody."""
        return product(*(axis.codes for axis in self.axes))

    def sum(self, where: Where) -> int:
        """Return how many units there are in these categories; an axis that is not named is not looked at."""
        return sum(number for cell, number in self.counts.items() if self.holds(cell, where))

    def holds(self, cell: Sequence[str], where: Where) -> bool:
        """Tell whether a combination lies in these categories."""
        named = zip(self.axes, cell, strict=True)
        return all(axis.code not in where or code in where[axis.code] for axis, code in named)


class Unknowns:
    """Every cell of several cubes as one long vector of numbers that are not known."""

    def __init__(self, cubes: Sequence[Cube]):
        self.cubes = list(cubes)
        self.cells = [list(cube.cells()) for cube in self.cubes]
        self.starts = np.cumsum([0, *(len(cells) for cells in self.cells)])
        self.size = int(self.starts[-1])

    def truth(self) -> np.ndarray:
        """Return the numbers as they are."""
        pairs = zip(self.cubes, self.cells, strict=True)
        return np.array([cube.counts.get(cell, 0) for cube, cells in pairs for cell in cells], dtype=float)

    def row(self, cube: int, where: Where) -> np.ndarray:
        """Return the row that sums the cells of one cube that lie in these categories."""
        row = np.zeros(self.size)
        for place, cell in enumerate(self.cells[cube], start=int(self.starts[cube])):
            row[place] = self.cubes[cube].holds(cell, where)
        return row

    def links(self) -> list[np.ndarray]:
        """Return the rows that are zero because two cubes count the same units."""
        rows = []
        for second, cube in enumerate(self.cubes):
            for first, other in enumerate(self.cubes[:second]):
                if other.universe == cube.universe:
                    rows += self._links_between(first, second)
        return rows

    def _links_between(self, first: int, second: int) -> list[np.ndarray]:
        theirs = {axis.code: axis for axis in self.cubes[first].axes}
        common = [axis for axis in self.cubes[second].axes if theirs.get(axis.code, axis).codes == axis.codes]
        common = [axis for axis in common if axis.code in theirs]
        found = []
        for codes in product(*(axis.codes for axis in common)):
            where = {axis.code: (code,) for axis, code in zip(common, codes, strict=True)}
            found.append(self.row(first, where) - self.row(second, where))
        return found
