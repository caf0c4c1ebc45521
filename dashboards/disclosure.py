"""
What may be shown. Pure functions between a raw figure and the one that is published.

A count below ``SMALLEST`` is kept back, and so is whatever would let a reader work it
out from what stands beside it: a second cell of the table, the complement of a share,
a percentile of few values. The rules are those of frequency-table protection in
official statistics (minimum cell, complementary suppression); the figures are published
on the methods page, and the reasons with each figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

SMALLEST = 10
FEWEST_FOR_PERCENTILES = 20


@dataclass(frozen=True)
class Share:
    """A share as it may be shown: a whole percentage, or a bound where one side is small."""

    percent: int | None
    bound: str = ""  # "" exactly so · "over" · "under"


@dataclass(frozen=True)
class Cells:
    """A table of counts with its total; None is kept back."""

    values: tuple[int | None, ...]
    total: int | None


def count(number: int, *, smallest: int = SMALLEST) -> int | None:
    """Return the count, or None if it is too small. Zero is kept back too, as it speaks about everybody."""
    return number if number >= smallest else None


def share(numerator: int, denominator: int, *, smallest: int = SMALLEST) -> Share:
    """
    Return a share in whole per cent.

    Where few people make up one side of it, only a bound is shown, worked out from the
    smallest cell, so that it says no more than that the side is small.
    """
    if denominator < 2 * smallest:
        return Share(None)
    if denominator - numerator < smallest:
        return Share(int(100 * (denominator - smallest) / denominator), "over")
    if numerator < smallest:
        return Share(-int(-100 * smallest // denominator), "under")
    return Share(round(100 * numerator / denominator))


def spread(values: Sequence[float], *, fewest: int = FEWEST_FOR_PERCENTILES) -> tuple[float, float, float] | None:
    """Return median, 75th and 90th percentile, or None where there are too few values."""
    if len(values) < fewest:
        return None
    cuts = quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[74], cuts[89]


def cells(values: Sequence[int], *, smallest: int = SMALLEST) -> Cells:
    """
    Return a table whose small cells cannot be worked out from its total.

    Small cells are kept back. If what is kept back adds up to less than twice the
    smallest count, or is one cell alone, the smallest of the others joins it, until a
    reader who subtracts all that is shown from the total is left with a sum in which
    any hidden cell may be anything from nothing to all. Where that cannot be had, or
    the total itself is small, the total is kept back as well.
    """
    total = sum(values)
    if total < smallest:
        return Cells(tuple(None for _ in values), None)
    hidden = {place for place, value in enumerate(values) if value < smallest}
    others = sorted((place for place in range(len(values)) if place not in hidden), key=lambda place: values[place])
    while hidden and others and not _is_safe([values[place] for place in hidden], smallest):
        hidden.add(others.pop(0))
    safe = not hidden or _is_safe([values[place] for place in hidden], smallest)
    shown = tuple(None if place in hidden else value for place, value in enumerate(values))
    return Cells(shown, total if safe else None)


def _is_safe(hidden: Sequence[int], smallest: int) -> bool:
    return len(hidden) >= 2 and sum(hidden) >= 2 * smallest
