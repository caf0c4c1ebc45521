"""
The contract of a public figure, and the registry of all of them.

A metric is one function from a quarter to raw numbers; its docstring is the definition that the public reads. It
formats and protects nothing. What is published of all figures together is worked out in ``publishing``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dashboards.disclosure.cubes import Cube, Where
from dashboards.disclosure.sheets import Kind, Measure
from dashboards.periods import Quarter


@dataclass(frozen=True)
class Table:
    """Counts of people's doings, by the axes that are named."""

    cube: Cube
    by: tuple[str, ...] = ()
    base: Where = field(default_factory=dict)
    kind: Kind = Kind.COUNT
    measure: None = None


@dataclass(frozen=True)
class Share:
    """A share of people's doings: how many of those on either side of the measure are on the side of yes."""

    cube: Cube
    measure: Measure
    by: tuple[str, ...] = ()
    base: Where = field(default_factory=dict)
    kind: Kind = Kind.SHARE


@dataclass(frozen=True)
class Spread:
    """Values of which percentiles are shown. ``values`` has one list for each cell of the cube."""

    cube: Cube
    values: Mapping[tuple[str, ...], list[float]]
    by: tuple[str, ...] = ()
    base: Where = field(default_factory=dict)
    kind: Kind = Kind.SPREAD
    measure: None = None

    def among(self, where: Where) -> list[float]:
        """Return the values of the cells that lie in these categories."""
        return [value for cell, values in self.values.items() if self.cube.holds(cell, where) for value in values]


@dataclass(frozen=True)
class Plain:
    """Numbers about the office itself and about nobody's case: meetings, editions, pages. Shown as they are."""

    rows: tuple[tuple[str, str, float | None], ...]
    kind: str = "plain"


Raw = Table | Share | Spread | Plain


@dataclass(frozen=True)
class Metric:
    """What a figure is, in words, and how its raw numbers are found."""

    code: str
    name: str
    theme: str
    definition: str
    unit: str
    population: str
    source: str
    gaps: str
    find: Callable[[Quarter], Raw]
    delay: int = 0  # quarters by which a sensitive figure lags
    target: float | None = None
    lower_is_better: bool = False
    noise: int = 0  # hundredths of epsilon that one draw of a finer table costs; 0: no noise

    def period(self, quarter: Quarter) -> Quarter:
        """Return the quarter of which the figure speaks in the set of this quarter."""
        for _ in range(self.delay):
            quarter = quarter.previous
        return quarter


METRICS: dict[str, Metric] = {}


def metric(
    code: str, *, name: str, theme: str, unit: str, population: str, source: str, gaps: str = "None known.", **further
) -> Callable[[Callable[[Quarter], Raw]], Callable[[Quarter], Raw]]:
    """Register a function as a figure; its docstring is the definition that is published."""

    def remember(find: Callable[[Quarter], Raw]) -> Callable[[Quarter], Raw]:
        if code in METRICS:
            raise ValueError(f"There are two figures {code}.")
        definition = " ".join((find.__doc__ or "").split())
        METRICS[code] = Metric(code, name, theme, definition, unit, population, source, gaps, find, **further)
        return find

    return remember
