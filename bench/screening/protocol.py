"""
The protocol: what counts as found, at which threshold, and how sure a figure is.

Every engine answers each query with its candidates, best first. The threshold at a share f is the score above which
that share of the negatives alerts; a case counts as found when a right party is among the first ten with a score above
it. Recall is then comparable between engines whose scores mean different things. Intervals are percentiles of resampled
cases and negatives together; differences between engines are resampled in pairs.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from bench.screening.lists import Case

FIRST = 10
SHARES = (0.01, 0.02, 0.05)
RESAMPLED = 2_000
SEED = 20260731

Answer = Sequence[tuple[str, float]]  # entry keys with their scores, best first, ten at most
Ask = Callable[[Iterable[str]], Iterable[Answer]]


@dataclass(frozen=True)
class Interval:
    """A figure with the bounds between which 95 of 100 resampled figures lie."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"

    def as_json(self) -> list[float]:
        """Return the three figures as a file keeps them."""
        return [round(float(each), 4) for each in (self.value, self.low, self.high)]


@dataclass
class Answers:
    """What one engine said: for each case the score of the right party (0 where it is not among the first ten)."""

    engine: str
    top: np.ndarray  # the best score of each negative
    right: dict[str, np.ndarray] = field(default_factory=dict)  # by set
    kinds: dict[str, np.ndarray] = field(default_factory=dict)

    def threshold(self, share: float) -> float:
        """Return the score above which this share of the negatives alerts."""
        return _threshold(self.top, share)

    def recall(self, name: str, share: float | None, kind: str = "") -> Interval:
        """Return the recall on a set, or on one kind of it; without a share the recall in the first ten."""
        return _percentiles(*self._resampled(name, share, kind))

    def beats(self, other: "Answers", name: str, share: float, kind: str = "") -> Interval:
        """Return by how much the recall is above that of another engine asked the same."""
        ours, theirs = self._resampled(name, share, kind), other._resampled(name, share, kind)
        return _percentiles(ours[0] - theirs[0], ours[1] - theirs[1])

    def _resampled(self, name: str, share: float | None, kind: str) -> tuple[float, np.ndarray]:
        right = self.right[name]
        if kind:
            right = right[self.kinds[name] == kind]
        chance = np.random.default_rng(SEED)
        picks = chance.integers(0, len(right), (RESAMPLED, len(right)))
        limits = np.zeros(RESAMPLED)
        if share is not None:
            tops = self.top[chance.integers(0, len(self.top), (RESAMPLED, len(self.top)))]
            limits = np.sort(tops, axis=1)[:, -int(share * len(self.top)) - 1]
        value = float((right > (self.threshold(share) if share is not None else 0.0)).mean())
        return value, (right[picks] > limits[:, None]).mean(axis=1)


def ask(engine: str, asks: Ask, sets: dict[str, list[Case]], negatives: list[Case]) -> Answers:
    """Put every case and every negative to an engine."""
    top = [answer[0][1] if answer else 0.0 for answer in asks(case.query for case in negatives)]
    answers = Answers(engine, np.array(top))
    for name, cases in sets.items():
        found = asks(case.query for case in cases)
        answers.right[name] = np.array(
            [_score_of(case, answer[:FIRST]) for case, answer in zip(cases, found, strict=True)]
        )
        answers.kinds[name] = np.array([case.kind for case in cases])
    return answers


def _score_of(case: Case, answer: Answer) -> float:
    return max((score for key, score in answer if key in case.accept), default=0.0)


def _threshold(top: np.ndarray, share: float) -> float:
    return float(np.sort(top)[-int(share * len(top)) - 1])


def _percentiles(value: float, resampled: np.ndarray) -> Interval:
    low, high = np.percentile(resampled, (2.5, 97.5))
    return Interval(value, float(low), float(high))


# -- Labelled pairs ----------------------------------------------------------------------------------------------------


def area(scores: np.ndarray, labels: np.ndarray) -> Interval:
    """Return the area under the curve: how often a pair that is one party scores above one that is not."""
    return _resample_pairs(scores, labels, _area)


def best_f1(scores: np.ndarray, labels: np.ndarray) -> Interval:
    """Return the F1 at the threshold that is best for it."""
    return _resample_pairs(scores, labels, _best_f1)


def _resample_pairs(scores: np.ndarray, labels: np.ndarray, figure: Callable) -> Interval:
    chance = np.random.default_rng(SEED)
    picks = chance.integers(0, len(scores), (RESAMPLED // 2, len(scores)))
    found = np.array([figure(scores[pick], labels[pick]) for pick in picks])
    return _percentiles(figure(scores, labels), found)


def _area(scores: np.ndarray, labels: np.ndarray) -> float:
    values, back, counts = np.unique(scores, return_inverse=True, return_counts=True)
    del values
    middle = np.cumsum(counts) - (counts - 1) / 2  # the mean rank of equal scores
    ranks = middle[back]
    yes, no = labels.sum(), (~labels).sum()
    return float((ranks[labels].sum() - yes * (yes + 1) / 2) / (yes * no))


def _best_f1(scores: np.ndarray, labels: np.ndarray) -> float:
    order = np.argsort(-scores, kind="stable")
    right, alerts = np.cumsum(labels[order]), np.arange(1, len(labels) + 1)
    last = np.append(np.diff(scores[order]) != 0, True)  # a threshold cannot part equal scores
    return float((2 * right / (alerts + labels.sum()))[last].max())
