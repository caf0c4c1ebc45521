"""What a figure would like to show of a cube, cell by cell, and what becomes of each cell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from dashboards.disclosure.cubes import Cube, Group, Where

Key = tuple[str, ...]
ALL = ""


class Kind(StrEnum):
    """What is shown of the units in a cell."""

    COUNT = "table"
    SHARE = "share"
    SPREAD = "percentiles"


class Fate(StrEnum):
    """What becomes of a cell."""

    SHOWN = "shown"
    BOUNDED = "bounded"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Measure:
    """The two sides of a share: which categories of which axis count as yes, which as no."""

    axis: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A figure as cells: by which groups of which axes, among which units."""

    code: str
    kind: Kind
    cube: Cube
    by: tuple[tuple[str, tuple[Group, ...]], ...] = ()
    base: Where = field(default_factory=dict)
    measure: Measure | None = None
    margins_only: bool = False

    def addresses(self) -> Iterator[Key]:
        """Go through the cells: details first, then sums over one axis, then over all."""
        codes = [(*(group.code for group in groups), ALL) for _, groups in self.by]
        found = [key for key in product(*codes) if not self.margins_only or sum(code != ALL for code in key) <= 1]
        yield from sorted(found, key=lambda key: sum(code == ALL for code in key))

    def where(self, key: Key, only: tuple[str, ...] | None = None) -> Where:
        """Return the categories that a cell stands for; ``only`` narrows the measure to one side."""
        named = {}
        for (axis, groups), code in zip(self.by, key, strict=True):
            if code != ALL:
                named[axis] = next(group.of for group in groups if group.code == code)
        return {**self.base, **named, **self._side(only)}

    def _side(self, only: tuple[str, ...] | None) -> Where:
        if self.measure is None:
            return {}
        return {self.measure.axis: self.measure.yes + self.measure.no if only is None else only}

    def number(self, key: Key) -> int:
        """Return how many units a cell has."""
        return self.cube.sum(self.where(key))

    def sides(self, key: Key) -> tuple[int, int]:
        """Return how many units of a share are on the side of yes, and of no."""
        assert self.measure is not None
        return self.cube.sum(self.where(key, self.measure.yes)), self.cube.sum(self.where(key, self.measure.no))
