"""
The contract of a public figure, and the registry of all of them.

A metric is one function from a quarter to raw numbers. What is published is made
from them here, by disclosure control only; no metric formats or protects by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dashboards import disclosure
from dashboards.periods import Quarter


@dataclass(frozen=True)
class Amount:
    """A raw count."""

    number: int


@dataclass(frozen=True)
class Part:
    """A raw share."""

    numerator: int
    denominator: int


@dataclass(frozen=True)
class Values:
    """Raw values of which percentiles are shown."""

    values: list[float]


@dataclass(frozen=True)
class Counts:
    """A raw table of counts by group. Groups are a fixed list, so that a group without anybody stands there too."""

    rows: list[tuple[str, int]] = field(default_factory=list)


Raw = Amount | Part | Values | Counts


@dataclass(frozen=True)
class Metric:
    """What a figure is, in words, and how its raw numbers are found."""

    code: str
    name: str
    theme: str
    definition: str
    unit: str
    population: str
    gaps: str
    find: Callable[[Quarter], Raw]


METRICS: dict[str, Metric] = {}


def metric(
    code: str, *, name: str, theme: str, unit: str, population: str, gaps: str = "None known."
) -> Callable[[Callable[[Quarter], Raw]], Callable[[Quarter], Raw]]:
    """Register a function as a figure; its docstring is the definition that is published."""

    def remember(find: Callable[[Quarter], Raw]) -> Callable[[Quarter], Raw]:
        definition = " ".join((find.__doc__ or "").split())
        METRICS[code] = Metric(code, name, theme, definition, unit, population, gaps, find)
        return find

    return remember


def publishable(each: Metric, quarter: Quarter) -> dict[str, Any]:
    """Return the figure as it may be published: plain JSON."""
    shown = {"code": each.code, "name": each.name, "theme": each.theme, "unit": each.unit}
    raw = each.find(quarter)
    if isinstance(raw, Amount):
        return {**shown, "kind": "count", "value": disclosure.count(raw.number)}
    if isinstance(raw, Part):
        part = disclosure.share(raw.numerator, raw.denominator)
        return {**shown, "kind": "share", "value": part.percent, "bound": part.bound}
    if isinstance(raw, Values):
        found = disclosure.spread(raw.values)
        rounded = [round(value, 1) for value in found] if found else [None, None, None]
        return {**shown, "kind": "percentiles", "value": rounded[0], "p75": rounded[1], "p90": rounded[2]}
    table = disclosure.cells([number for _, number in raw.rows])
    rows = [[label, value] for (label, _), value in zip(raw.rows, table.values, strict=True)]
    return {**shown, "kind": "table", "value": table.total, "rows": rows}


def sentence(figure: dict[str, Any]) -> str:
    """Return what the figure says, as one sentence for somebody who reads nothing else."""
    value, unit = figure["value"], figure["unit"]
    if value is None:
        if figure["kind"] == "percentiles":
            return f"Kept back: fewer than {disclosure.FEWEST_FOR_PERCENTILES} cases to measure."
        return f"Kept back: there are fewer than {disclosure.SMALLEST} on one side of it."
    if figure["kind"] == "share":
        words = {"over": "More than ", "under": "Fewer than ", "": ""}[figure["bound"]]
        return f"{words}{value} % {unit}."
    if figure["kind"] == "percentiles":
        most, nearly_all = figure["p75"], figure["p90"]
        return f"Half within {value:g} {unit}, three quarters within {most:g}, nine in ten within {nearly_all:g}."
    return f"{value} {unit}."
