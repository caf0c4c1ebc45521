"""
Which further cells are kept back, so that no small one can be worked out.

Primary suppression hides what is small. What an outsider could still work out is found by linear programming; further
cells are then hidden by a mixed-integer programme that gives up as little as it can (Fischetti and Salazar's model of
complementary suppression: for each small cell there must be another table that looks the same and in which the cell
is clearly larger, and one in which it is clearly smaller). All figures about the same units are protected together,
those of earlier releases included, as an outsider has them all.
"""

import ctypes
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from dashboards.disclosure.rules import USUAL, Rules
from dashboards.disclosure.sheets import ALL, Fate, Key, Kind, Sheet
from dashboards.disclosure.solving import Contradiction, Knowledge, ranges
from dashboards.disclosure.unknowns import Unknowns

SECONDS = 5.0
AT_ONCE = 3000  # unknowns of the alternative tables in one mixed-integer programme
ALMOST = 1e-6
WIDE = 5  # what an interval must span at least, so that no number in it is within two of all others

Fates = dict[Key, Fate]


@dataclass(eq=False)
class Part:
    """A cell of a sheet in the programme: its sums, what is to be hidden of it, and what that costs."""

    sheet: int
    key: Key
    rows: dict[str, np.ndarray]
    values: dict[str, int]
    fate: Fate
    weight: float = 1.0
    settled: bool = False  # an earlier release has shown it, or nothing may change about it


@dataclass
class Need:
    """A number that must stay uncertain: by how much an alternative table must lie below and above the truth."""

    row: np.ndarray
    down: float
    up: float


@dataclass
class Programme:
    """Everything about the sheets of linked universes, in terms of deviations from the truth."""

    unknowns: Unknowns
    parts: list[Part]
    rules: Rules
    truth: np.ndarray = field(init=False)
    links: list[np.ndarray] = field(init=False)

    def __post_init__(self) -> None:
        self.truth = self.unknowns.truth()
        self.links = self.unknowns.links()

    @property
    def reach(self) -> float:
        """How far an alternative table may lie from the truth in one cell."""
        return 2.0 * self.rules.smallest

    @property
    def low(self) -> np.ndarray:
        return -np.minimum(self.truth, self.reach)

    @property
    def high(self) -> np.ndarray:
        return np.full(self.unknowns.size, self.reach)

    def public(self) -> Knowledge:
        """Return what an outsider knows, as deviations: what is shown deviates by nothing."""
        known = Knowledge(self.unknowns.size)
        for row in self.links:
            known.is_(row, 0)
        for part in self.parts:
            for row in self._fixed(part):
                known.is_(row, 0)
            for row, most in self.limits(part):
                known.is_at_most(row, most)
        return known

    def _fixed(self, part: Part) -> list[np.ndarray]:
        if part.fate == Fate.BOUNDED:
            return [part.rows["all"]]
        if part.fate == Fate.SHOWN and "all" in part.rows and "size" not in part.rows:
            return list(part.rows.values())
        return []

    def limits(self, part: Part) -> list[tuple[np.ndarray, float]]:
        """
        Return what the part says without a number: that a side is small, that there were enough to measure.

        Late entries may have made untrue what an earlier set said; then it says nothing about the data of today.
        """
        limits = []
        if part.fate == Fate.BOUNDED:
            small = min(("yes", "no"), key=lambda side: part.values[side])
            limits = [(part.rows[small], self.rules.smallest - 1 - part.values[small])]
        elif part.fate == Fate.SHOWN and "size" in part.rows:
            limits = [(-part.rows["size"], part.values["size"] - self.rules.fewest)]
        return [(row, most) for row, most in limits if most >= 0]

    def needs(self) -> list[Need]:
        """Return what must stay uncertain."""
        found = []
        for part in self.parts:
            if part.fate == Fate.HIDDEN and "size" not in part.rows:
                names = [name for name in part.rows if "yes" not in part.rows or self.rules.is_small(part.values[name])]
                found += [self._need(part.rows[name], part.values[name], side=name != "all") for name in names]
            elif part.fate == Fate.BOUNDED:
                small = min(("yes", "no"), key=lambda side: part.values[side])
                number, half = part.values[small], self.rules.smallest // 2
                if self.rules.is_small(number):
                    found.append(Need(part.rows[small], min(number, half), min(self.rules.smallest - 1 - number, half)))
        return found

    def _need(self, row: np.ndarray, number: int, *, side: bool) -> Need:
        half = self.rules.smallest // 2
        if side and self.rules.is_small(number):  # a bound further up may say that the whole side is small, and no more
            down = min(number, half)
            return Need(row, down, max(self.rules.smallest - 1 - number, WIDE - down))
        if self.rules.is_small(number):
            return Need(row, min(number, half), max(self.rules.smallest - number, half))
        return Need(row, 3, 3)

    def unmet(self) -> list[Need]:
        """Return the needs that what is hidden now does not meet."""
        needs = self.needs()
        if not needs or not self.unknowns.size:
            return []
        found = ranges(self.public(), [need.row for need in needs], low=self.low, high=self.high)
        return [
            need
            for need, (least, most) in zip(needs, found, strict=True)
            if least > -need.down + ALMOST or most < need.up - ALMOST
        ]


def protect(
    sheets: Sequence[Sheet],
    rules: Rules = USUAL,
    *,
    settled: Mapping[int, Fates] | None = None,
    forced: Mapping[int, set[Key]] | None = None,
) -> list[Fates]:
    """
    Return what becomes of each cell of each sheet.

    :param settled: fates that cannot change any more, by the place of the sheet: those of earlier releases
    :param forced: cells that are hidden whatever their size, by the place of the sheet
    """
    programme = _programme(sheets, rules, settled or {}, forced or {})
    while True:
        open_needs = programme.unmet()
        if not open_needs:
            break
        if not _hide_more(programme, open_needs) and not _give_up_something(programme):
            break  # only what earlier releases have said already is left
    fates: list[Fates] = [{} for _ in sheets]
    for part in programme.parts:
        fates[part.sheet][part.key] = part.fate
    return fates


def _programme(sheets, rules, settled, forced) -> Programme:
    unknowns = Unknowns([sheet.cube for sheet in sheets])
    parts = []
    for place, sheet in enumerate(sheets):
        whole = max(sheet.number(tuple(ALL for _ in sheet.by)), 1)
        for key in sheet.addresses():
            part = _part(unknowns, place, sheet, key, rules)
            sums = sum(code == ALL for code in key)
            part.weight = (1, 6, 30, 90)[min(sums, 3)] + sheet.number(key) / whole
            if key in forced.get(place, ()):
                part.fate = Fate.HIDDEN
            if place in settled:
                part.fate, part.settled = settled[place].get(key, Fate.HIDDEN), True
            parts.append(part)
    return Programme(unknowns, parts, rules)


def _part(unknowns: Unknowns, place: int, sheet: Sheet, key: Key, rules: Rules) -> Part:
    number = sheet.number(key)
    row = unknowns.row(place, sheet.where(key))
    if sheet.kind == Kind.SPREAD:
        fate = Fate.SHOWN if number >= rules.fewest else Fate.HIDDEN
        return Part(place, key, {"size": row}, {"size": number}, fate)
    if sheet.kind == Kind.COUNT:
        fate = Fate.HIDDEN if rules.is_small(number) else Fate.SHOWN
        return Part(place, key, {"all": row}, {"all": number}, fate)
    assert sheet.measure is not None
    yes, no = sheet.sides(key)
    rows = {
        "all": row,
        "yes": unknowns.row(place, sheet.where(key, sheet.measure.yes)),
        "no": unknowns.row(place, sheet.where(key, sheet.measure.no)),
    }
    fate = Fate.SHOWN
    if rules.is_small(yes) or rules.is_small(no):
        # below six a bound would leave fewer than five possible numbers
        fate = Fate.BOUNDED if number >= 2 * rules.smallest and rules.smallest >= 6 else Fate.HIDDEN
    return Part(place, key, rows, {"all": number, "yes": yes, "no": no}, fate)


def _hide_more(programme: Programme, needs: Sequence[Need]) -> bool:
    """Hide the cheapest set of further cells that meets as many of the needs as are looked at at once."""
    free = [part for part in programme.parts if _may_be_hidden(part)]
    goals = [(need.row, need.up) for need in needs if need.up] + [(-need.row, need.down) for need in needs if need.down]
    goals = goals[: max(1, AT_ONCE // programme.unknowns.size)]
    if not free:
        return False
    chosen = _cheapest(programme, free, goals)
    for part in chosen:
        part.fate = Fate.HIDDEN
    return bool(chosen)


def _may_be_hidden(part: Part) -> bool:
    return part.fate != Fate.HIDDEN and not part.settled and "size" not in part.rows


def _switched(part: Part) -> list[np.ndarray]:
    """Return the sums that are free once the part is hidden."""
    return [part.rows["all"]] if part.fate == Fate.BOUNDED else list(part.rows.values())


def _cheapest(programme: Programme, free: list[Part], goals: list[tuple[np.ndarray, float]]) -> list[Part]:
    """Return the cheapest of the free parts that, hidden, leave room for one alternative table for each goal."""
    size, copies, picks = programme.unknowns.size, len(goals), len(free)
    aims = sparse.block_diag([row.reshape(1, -1) for row, _ in goals])
    constraints = [
        *_as_known(programme, free, copies),
        *_as_switched(programme, free, copies),
        *_as_bounded(programme, free, copies),
        LinearConstraint(_beside(picks, aims), [wanted for _, wanted in goals], np.inf),
    ]
    with _silent():
        result = _solve(programme, free, constraints, size * copies)
    if result.x is None:
        return []
    return [part for part, on in zip(free, result.x[:picks], strict=True) if on > 0.5]


def _beside(picks: int, block) -> sparse.csr_matrix:
    """Return the rows of a constraint that says nothing about what is picked."""
    return sparse.hstack([sparse.csr_matrix((block.shape[0], picks)), block]).tocsr()


def _as_known(programme: Programme, free: list[Part], copies: int) -> Iterator[LinearConstraint]:
    """What is public and stays so holds in every alternative table."""
    kept = [(row, value) for row, value in programme.public().equal if not _is_of(row, free)]
    fixed = [limit for part in programme.parts if part not in free for limit in programme.limits(part)]
    for rows, is_equal in ((kept, True), (fixed, False)):
        if rows:
            block = sparse.kron(sparse.eye(copies), np.array([row for row, _ in rows]))
            values = np.tile([value for _, value in rows], copies)
            yield LinearConstraint(_beside(len(free), block), values if is_equal else -np.inf, values)


def _as_switched(programme: Programme, free: list[Part], copies: int) -> Iterator[LinearConstraint]:
    """A sum of a free part deviates only where the part is picked."""
    rows = [(at, row) for at, part in enumerate(free) for row in _switched(part)]
    block = sparse.kron(sparse.eye(copies), np.array([row for _, row in rows]))
    switch = np.zeros((len(rows), len(free)))
    for number, (at, _) in enumerate(rows):
        switch[number, at] = programme.reach
    switches = sparse.csr_matrix(np.tile(switch, (copies, 1)))
    yield LinearConstraint(sparse.hstack([-switches, block]).tocsr(), -np.inf, 0)
    yield LinearConstraint(sparse.hstack([switches, block]).tocsr(), 0, np.inf)


def _as_bounded(programme: Programme, free: list[Part], copies: int) -> Iterator[LinearConstraint]:
    """A bound holds unless its part is picked."""
    for at, part in enumerate(free):
        for row, most in programme.limits(part):
            switch = np.zeros((copies, len(free)))
            switch[:, at] = -programme.reach
            block = sparse.kron(sparse.eye(copies), row.reshape(1, -1))
            yield LinearConstraint(sparse.hstack([sparse.csr_matrix(switch), block]).tocsr(), -np.inf, most)


def _solve(programme: Programme, free: list[Part], constraints: list[LinearConstraint], others: int):
    picks, copies = len(free), others // programme.unknowns.size
    return milp(
        np.concatenate([[part.weight for part in free], np.zeros(others)]),
        constraints=constraints,
        integrality=np.concatenate([np.ones(picks), np.zeros(others)]),
        bounds=Bounds(
            np.concatenate([np.zeros(picks), np.tile(programme.low, copies)]),
            np.concatenate([np.ones(picks), np.full(others, programme.reach)]),
        ),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.01},
    )


@contextmanager
def _silent() -> Iterator[None]:
    """Keep a line off standard output that the solver prints about its own restarts and that no option switches off."""
    library = ctypes.CDLL(None)
    sys.stdout.flush()
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 1)
        yield
    finally:
        library.fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)


def _is_of(row: np.ndarray, parts: list[Part]) -> bool:
    return any(row is other for part in parts for other in part.rows.values())


def _give_up_something(programme: Programme) -> bool:
    """Where no choice of cells will do, hide one: a bound first, then a percentile, then a cell that is left."""
    for fits in (
        lambda part: part.fate == Fate.BOUNDED,
        lambda part: part.fate == Fate.SHOWN and "size" in part.rows,
        lambda part: part.fate == Fate.SHOWN,
    ):
        found = [part for part in programme.parts if fits(part) and not part.settled]
        if found:
            min(found, key=lambda part: part.weight).fate = Fate.HIDDEN
            return True
    return False


__all__ = ["Contradiction", "Programme", "protect"]
