"""
Counts by several axes.

A cube counts every unit of one universe ("cases decided in 2026-Q2") once. Two cubes of one universe count the same
units, so whatever they have in common adds up to the same: that is a link, and an outsider knows it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

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
