"""Thresholds, shares and percentiles: the rules of frequency-table protection in official statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

FLOOR = 5


@dataclass(frozen=True)
class Rules:
    """The thresholds of one institution. They may be stricter than the floor, never laxer."""

    smallest: int = 10
    fewest: int = 20

    def __post_init__(self) -> None:
        if self.smallest < FLOOR or self.fewest < 2 * FLOOR:
            raise ValueError(f"No count below {FLOOR} and no percentile of fewer than {2 * FLOOR} is ever published.")

    def is_small(self, number: int) -> bool:
        """Tell whether a count is kept back. Zero is small too: it speaks about everybody."""
        return number < self.smallest


USUAL = Rules()


@dataclass(frozen=True)
class Share:
    """A share as it may be shown: a whole percentage, or a bound where one side is small."""

    percent: int | None
    bound: str = ""  # "" exactly so · "over" · "under"


def share(numerator: int, denominator: int, rules: Rules = USUAL) -> Share:
    """
    Return a share in whole per cent.

    Where few people make up one side of it, only a bound is shown. It is worked out from the denominator and the
    smallest count alone, so that it says no more than that the side is small.
    """
    if denominator < 2 * rules.smallest:
        return Share(None)
    if rules.is_small(denominator - numerator):
        return Share(100 * (denominator - rules.smallest) // denominator, "over")
    if rules.is_small(numerator):
        return Share(-(-100 * rules.smallest // denominator), "under")
    return Share(round(100 * numerator / denominator))


def spread(values: Sequence[float], rules: Rules = USUAL) -> tuple[float, float, float] | None:
    """Return median, 75th and 90th percentile, or None where there are too few values."""
    if len(values) < rules.fewest:
        return None
    cuts = quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[74], cuts[89]
