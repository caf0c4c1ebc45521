"""
Ratios between groups, with the four-fifths flag and an exact test. Pure.

A ratio is that of a group to the best group that is large enough. Below four fifths it is flagged.
The flag alone is noisy where groups are small, so Fisher's exact test says how easily chance would make the difference,
and below the smallest size nothing is said at all. For times, the ratio is that of medians, slowest over fastest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

FOUR_FIFTHS = 0.8
UNLIKELY = 0.05


@dataclass(frozen=True)
class Line:
    """One group: its size, its rate or median, its ratio, whether to look, and how likely chance is."""

    group: str
    size: int
    value: float | None = None
    ratio: float | None = None
    flagged: bool = False
    chance: float | None = None

    @property
    def too_few(self) -> bool:
        """Tell whether the group is too small to say anything."""
        return self.value is None

    @property
    def speaks(self) -> bool:
        """Tell whether the difference is flagged and hard to explain by chance."""
        return self.flagged and self.chance is not None and self.chance < UNLIKELY


def rates(groups: Mapping[str, tuple[int, int]], *, fewest: int) -> list[Line]:
    """Return a line for each group of (favourable, size)."""
    large = {name: pair for name, pair in groups.items() if pair[1] >= fewest}
    best = max(large, key=lambda name: large[name][0] / large[name][1], default=None)
    lines = []
    for name, (good, size) in sorted(groups.items()):
        if best is None or name not in large or len(large) < 2:
            lines.append(Line(name, size))
            continue
        top_good, top_size = large[best]
        rate, top = good / size, top_good / top_size
        ratio = rate / top if top else 1.0
        chance = 1.0 if name == best else _chance(good, size, top_good, top_size)
        lines.append(Line(name, size, rate, ratio, ratio < FOUR_FIFTHS, chance))
    return lines


def _chance(good: int, size: int, top_good: int, top_size: int) -> float:
    from scipy.stats import fisher_exact  # slow to import, and few look at this page

    return float(fisher_exact([[good, size - good], [top_good, top_size - top_good]]).pvalue)


def times(groups: Mapping[str, Sequence[float]], *, fewest: int) -> list[Line]:
    """Return a line for each group of values: its median, and how much longer than the fastest."""
    from scipy.stats import mannwhitneyu

    large = {name: median(values) for name, values in groups.items() if len(values) >= fewest}
    fastest = min(large, key=lambda name: large[name], default=None)
    lines = []
    for name, values in sorted(groups.items()):
        if fastest is None or name not in large or len(large) < 2:
            lines.append(Line(name, len(values)))
            continue
        ratio = (large[fastest] + 1) / (large[name] + 1)  # a day that has begun counts, so that zero is no division
        chance = 1.0 if name == fastest else float(mannwhitneyu(values, groups[fastest]).pvalue)
        lines.append(Line(name, len(values), large[name], ratio, ratio < FOUR_FIFTHS, chance))
    return lines
