"""
How long cases like this one took: quantiles of what was decided, with the smallest group that is large enough.

Pure functions over working days. The bound for three quarters is the order statistic that a new case stays within
with a probability of at least 75 % if it is like those before it; so its coverage can be measured, and is.
"""

from bisect import bisect_left, insort
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
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


class Past:
    """Decided cases by the groups that predictions look at, each group in order; cases come and go one at a time."""

    def __init__(self, cases: Iterable[Taken] = ()):
        self._days: defaultdict[tuple, list[int]] = defaultdict(list)
        for each in cases:
            self.add(each)

    def add(self, taken: Taken) -> None:
        """Count a case."""
        for _, group in _groups(taken.tier, taken.activity):
            insort(self._days[group], taken.days)

    def drop(self, taken: Taken) -> None:
        """Count a case no more."""
        for _, group in _groups(taken.tier, taken.activity):
            days = self._days[group]
            del days[bisect_left(days, taken.days)]

    def tells(self, *, tier: int, activity: str) -> Prediction | None:
        """Return what the smallest group that is large enough says."""
        for like, group in _groups(tier, activity):
            days = self._days[group]
            if len(days) >= ENOUGH:
                half, three_quarters = (bound(days, share) for share in SHARES)
                return Prediction(half, three_quarters, len(days), like)
        return None


def _groups(tier: int, activity: str) -> Iterator[tuple[str, tuple]]:
    yield "cases like yours", (tier, activity)
    yield "cases with as much review as yours", (tier,)
    yield "all cases", ()


def predict(history: Iterable[Taken], *, tier: int, activity: str, on: date) -> Prediction | None:
    """Return what the last twelve months say; nothing where even all cases together are too few."""
    since = on - LOOK_BACK
    return Past(each for each in history if since <= each.decided_on < on).tells(tier=tier, activity=activity)


def bound(ordered: Sequence[int], share: float) -> int:
    """Return the number of days within which a further case falls with at least this probability."""
    return ordered[min(ceil(share * (len(ordered) + 1)), len(ordered)) - 1]


def coverage(history: Iterable[Taken]) -> Coverage:
    """Look back case by case: was each within the bound that the twelve months before its day gave?"""
    past, counted, of_today = Past(), deque[Taken](), deque[Taken]()
    cases = held = 0
    for each in sorted(history, key=lambda each: each.decided_on):
        while of_today and of_today[0].decided_on < each.decided_on:
            past.add(of_today[0])
            counted.append(of_today.popleft())
        while counted and counted[0].decided_on < each.decided_on - LOOK_BACK:
            past.drop(counted.popleft())
        told = past.tells(tier=each.tier, activity=each.activity)
        if told is not None:
            cases += 1
            held += each.days <= told.three_quarters
        of_today.append(each)
    return Coverage(cases, held)


def _days(count: int) -> str:
    return "one working day" if count == 1 else f"{count} working days"
