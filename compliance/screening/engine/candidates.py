"""Which readings are worth comparing with each other: everything above a floor, never the best N."""

import numpy as np
from sparse_dot_topn import sp_matmul_topn

from compliance.screening.engine.names import Sheaf
from compliance.screening.engine.views import UNIT, View

LETTERS_FLOOR = 0.30
BONES_FLOOR = 0.42
FIRST_ROOM = 1024
FEW = 8  # rows; for so few the matrix product costs more to set up than to do


def find(
    asked: Sheaf, listed: Sheaf, floors: tuple[float, float] = (LETTERS_FLOOR, BONES_FLOOR)
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """
    Return the pairs of rows to compare, in order, and which of them share an acronym.

    `asked` has its views by row, `listed` by feature.
    """
    short = _above(asked.short, listed.short, 0.0)
    letters = _above(asked.letters, listed.letters, floors[0])
    keys = np.unique(np.concatenate([letters, _above(asked.skeletons, listed.skeletons, floors[1]), short]))
    rows, against = np.divmod(keys, max(len(listed.names), 1))
    shares = np.zeros(len(keys), bool)
    shares[np.searchsorted(keys, short)] = True
    return rows, against, shares


def _above(asked: View, listed: View, floor: float) -> np.ndarray:
    """Return row * count + column of every product above the floor."""
    least = int(floor * UNIT * UNIT)
    if not len(asked.places) or not len(listed.places):
        return np.zeros(0, np.int64)
    if len(asked) <= FEW:
        return np.concatenate([_one_above(asked, row, listed, least) + row * listed.width for row in range(len(asked))])
    return _many_above(asked, listed, least)


def _one_above(asked: View, row: int, listed: View, least: int) -> np.ndarray:
    """Return the columns of one row whose product is above the floor; the same whole numbers as for many rows."""
    features = slice(asked.at[row], asked.at[row + 1])
    places = asked.places[features]
    cuts = list(zip(listed.at[places].tolist(), listed.at[places + 1].tolist(), strict=True))
    if not cuts:
        return np.zeros(0, np.int64)
    found = np.concatenate([listed.places[start:end] for start, end in cuts])
    if not least:  # whatever they share is above nothing
        return np.unique(found).astype(np.int64)
    weights = asked.values[features].astype(np.float64).tolist()
    products = [listed.values[start:end] * weight for (start, end), weight in zip(cuts, weights, strict=True)]
    return np.flatnonzero(np.bincount(found, np.concatenate(products), listed.width) > least)


def _many_above(asked: View, listed: View, least: int) -> np.ndarray:
    room = (
        FIRST_ROOM  # sparse_dot_topn keeps at most so many a row; if a row is full, all are asked again with more room
    )
    left, right = asked.matrix, listed.matrix
    while True:
        room = min(room, listed.width)
        product = sp_matmul_topn(left, right, top_n=room, threshold=least, density=min(1.0, 40 / room))
        found = np.diff(product.indptr)
        if room == listed.width or found.max(initial=0) < room:
            rows = np.repeat(np.arange(len(asked), dtype=np.int64), found)
            return rows * listed.width + product.indices
        room *= 8
