"""The unknown numbers that an outsider faces, as a vector and the rows that bind it."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from dashboards.disclosure.cubes import Cube, Where


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
