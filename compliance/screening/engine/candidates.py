"""Which listed readings are worth comparing with which readings asked about: everything above a floor, never the best N."""

import numpy as np
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from compliance.screening.engine.names import Sheaf
from compliance.screening.engine.views import UNIT

LETTERS_FLOOR = 0.30
BONES_FLOOR = 0.42
FIRST_ROOM = 1024


def find(asked: Sheaf, listed: Sheaf, floors: tuple[float, float] = (LETTERS_FLOOR, BONES_FLOOR)) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of rows to compare, in order; `asked` has its views by row, `listed` by feature."""
    found = [
        _above(asked.letters, listed.letters, floors[0]),
        _above(asked.skeletons, listed.skeletons, floors[1]),
        _above(asked.short, listed.short, 0.0),
    ]
    keys = np.unique(np.concatenate(found))
    return np.divmod(keys, max(len(listed.names), 1))


def _above(asked: csr_matrix, listed: csr_matrix, floor: float) -> np.ndarray:
    """Return row * count + column of every product above the floor."""
    count = listed.shape[1]
    if not asked.nnz or not listed.nnz:
        return np.zeros(0, np.int64)
    room = FIRST_ROOM  # sparse_dot_topn keeps at most so many a row; a full row is asked again with more room
    while True:
        room = min(room, count)
        product = sp_matmul_topn(asked, listed, top_n=room, threshold=int(floor * UNIT * UNIT), density=min(1.0, 40 / room))
        found = np.diff(product.indptr)
        if room == count or found.max(initial=0) < room:
            rows = np.repeat(np.arange(asked.shape[0], dtype=np.int64), found)
            return rows * count + product.indices
        room *= 8
