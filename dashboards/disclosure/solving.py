"""Many small linear programmes as one call: the smallest and the largest value of each of several sums."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

TOGETHER = 40_000  # unknowns in one call; more are done one after the other


@dataclass
class Knowledge:
    """What is known about a vector of unknown numbers."""

    size: int
    equal: list[tuple[np.ndarray, float]] = field(default_factory=list)
    at_most: list[tuple[np.ndarray, float]] = field(default_factory=list)

    def is_(self, row: np.ndarray, value: float) -> None:
        """Add: this sum is so much."""
        self.equal.append((row, value))

    def is_at_most(self, row: np.ndarray, value: float) -> None:
        """Add: this sum is no more than so much."""
        self.at_most.append((row, value))

    def is_at_least(self, row: np.ndarray, value: float) -> None:
        """Add: this sum is no less than so much."""
        self.at_most.append((-row, -value))


class Contradiction(ValueError):
    """What is said to be known cannot all be true."""


def ranges(
    known: Knowledge, targets: Sequence[np.ndarray], *, low: np.ndarray, high: np.ndarray
) -> list[tuple[float, float]]:
    """
    Return the smallest and the largest value of each target that agrees with everything known.

    :raises Contradiction: if nothing agrees
    """
    if not known.size:
        return [(0.0, 0.0) for _ in targets]
    goals = [sign * target for target in targets for sign in (1, -1)]
    at_once = max(1, TOGETHER // max(known.size, 1))
    found: list[float] = []
    for start in range(0, len(goals), at_once):
        found += _solve(known, goals[start : start + at_once], low, high)
    return [(found[place], -found[place + 1]) for place in range(0, len(found), 2)]


def _solve(known: Knowledge, goals: Sequence[np.ndarray], low: np.ndarray, high: np.ndarray) -> list[float]:
    copies = len(goals)
    equal, equal_to = _stacked(known.equal, known.size, copies)
    most, most_to = _stacked(known.at_most, known.size, copies)
    bounds = np.column_stack([np.tile(low, copies), np.tile(high, copies)])
    cost = np.concatenate(goals)
    result = linprog(cost, A_ub=most, b_ub=most_to, A_eq=equal, b_eq=equal_to, bounds=bounds, method="highs")
    if result.status != 0:
        raise Contradiction(result.message)
    return [float(goal @ part) for goal, part in zip(goals, np.split(result.x, copies), strict=True)]


def _stacked(rows: list[tuple[np.ndarray, float]], size: int, copies: int):
    if not rows:
        return None, None
    block = sparse.csr_matrix(np.array([row for row, _ in rows]).reshape(len(rows), size))
    return sparse.kron(sparse.eye(copies), block, format="csr"), np.tile([value for _, value in rows], copies)
