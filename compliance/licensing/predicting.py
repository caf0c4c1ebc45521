"""
How long cases like this one took: quantiles of what was decided, with the smallest group that is large enough.

Pure functions over working days. The bound for three quarters is the order statistic that a new case stays within
with a probability of at least 75 % if it is like those before it; so its coverage can be measured, and is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

ENOUGH = 20
LOOK_BACK = timedelta(days=365)
SHARES = (0.5, 0.75)


@dataclass(frozen=True)
class Taken:
    """One decided case: when it was decided, what it was, and how many working days it was with the office."""

    decided_on: date
    tier: int
    activity: str
    days: int


@dataclass(frozen=True)
class Prediction:
    """What the cases of one group say about the next one."""

    half: int
    three_quarters: int
    cases: int
    like: str

    @property
    def sentence(self) -> str:
        """Write it out for the researcher."""
        return (
            f"Half of {self.like} were decided within {_days(self.half)} with the office, "
            f"three quarters within {_days(self.three_quarters)}."
        )


@dataclass(frozen=True)
class Coverage:
    """How often the bound of three quarters held for the case that came next."""

    cases: int
    held: int

    @property
    def share(self) -> float | None:
        """The share of cases that stayed within their bound, if there were any."""
        return self.held / self.cases if self.cases else None


def predict(history: Iterable[Taken], *, tier: int, activity: str, on: date) -> Prediction | None:
    """Return what the last twelve months say; nothing where even all cases together are too few."""
    recent = [each for each in history if on - LOOK_BACK <= each.decided_on < on]
    groups = (
        ("cases like yours", [each for each in recent if (each.tier, each.activity) == (tier, activity)]),
        ("cases with as much review as yours", [each for each in recent if each.tier == tier]),
        ("all cases", recent),
    )
    for like, group in groups:
        if len(group) >= ENOUGH:
            half, three_quarters = (bound([each.days for each in group], share) for share in SHARES)
            return Prediction(half, three_quarters, len(group), like)
    return None


def bound(days: Sequence[int], share: float) -> int:
    """Return the number of days within which a further case falls with at least this probability."""
    ordered = sorted(days)
    return ordered[min(ceil(share * (len(ordered) + 1)), len(ordered)) - 1]


def coverage(history: Sequence[Taken]) -> Coverage:
    """Look back case by case: was each within the bound that the cases before it gave?"""
    ordered = sorted(history, key=lambda each: each.decided_on)
    cases = held = 0
    for each in ordered:
        told = predict(ordered, tier=each.tier, activity=each.activity, on=each.decided_on)
        if told is not None:
            cases += 1
            held += each.days <= told.three_quarters
    return Coverage(cases, held)


def _days(count: int) -> str:
    return "one working day" if count == 1 else f"{count} working days"
