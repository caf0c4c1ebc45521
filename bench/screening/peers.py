"""
Two engines beside ours, run on the same names by the same protocol, so that the harness itself can be checked.

rapidfuzz WRatio against every name, and the usual better thing: cosine of letter triples with TF-IDF weights for the
first sixty names, put in order by WRatio. WRatio says 0.9 of hundreds of names at once, so the cosine has a say in the
order; without that the peer would look worse than it is. Both get the names in Latin letters (anyascii), small, without
signs.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from anyascii import anyascii
from rapidfuzz import fuzz, process, utils
from scipy.sparse import csr_matrix

from bench.screening.protocol import FIRST, Answer
from compliance.screening.engine import Listed

CANDIDATES = 60
COSINE_SHARE = 0.3
NAMES_KEPT = 40  # of one query; ten parties are wanted, and a party has several names


def plain(text: str) -> str:
    """Return a name as both of them compare it."""
    return " ".join(utils.default_process(anyascii(text)).split())


class BruteForce:
    """WRatio of the query and every name."""

    title = "rapidfuzz WRatio, every name"

    def __init__(self, entries: Iterable[Listed]) -> None:
        named = [(entry.key, plain(name.text)) for entry in entries for name in entry.names]
        self.keys = [key for key, _ in named]
        self.names = [name for _, name in named]

    def ask(self, queries: Iterable[str]) -> Iterator[Answer]:
        """Yield the first ten parties of each query."""
        for query in queries:
            yield best(self.keys, self._scored(plain(query)))

    def _scored(self, query: str) -> list[tuple[int, float]]:
        found = process.extract(query, self.names, scorer=fuzz.WRatio, processor=None, limit=NAMES_KEPT)
        return [(at, score / 100) for _, score, at in found]


class Triples(BruteForce):
    """The sixty names nearest by letter triples, put in order by WRatio."""

    title = "TF-IDF of triples, then WRatio"

    def __init__(self, entries: Iterable[Listed]) -> None:
        super().__init__(entries)
        self.place: dict[str, int] = {}
        rows = [self._counted(name, grow=True) for name in self.names]
        plain_counts = _matrix(rows, len(self.place))
        shared = np.bincount(plain_counts.indices, minlength=len(self.place))
        self.idf = np.log((1 + len(rows)) / (1 + shared)) + 1
        self.matrix = self._weighed(rows).T.tocsr()

    def _scored(self, query: str) -> list[tuple[int, float]]:
        product = (self._weighed([self._counted(query)]) @ self.matrix).tocoo()
        near = np.argsort(-product.data, kind="stable")[:CANDIDATES]
        scored = [
            (int(at), fuzz.WRatio(query, self.names[at]) / 100 + COSINE_SHARE * float(cosine))
            for at, cosine in zip(product.col[near], product.data[near], strict=True)
        ]
        return sorted(scored, key=lambda each: -each[1])

    def _counted(self, name: str, *, grow: bool = False) -> dict[int, int]:
        found: dict[int, int] = {}
        for word in name.split():
            padded = f" {word} "
            for at in range(len(padded) - 2):
                triple = padded[at : at + 3]
                place = self.place.setdefault(triple, len(self.place)) if grow else self.place.get(triple)
                if place is not None:
                    found[place] = found.get(place, 0) + 1
        return found

    def _weighed(self, rows: list[dict[int, int]]) -> csr_matrix:
        matrix = _matrix(rows, len(self.place))
        matrix.data = matrix.data * self.idf[matrix.indices]
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        matrix.data = matrix.data / np.repeat(np.maximum(lengths, 1e-9), np.diff(matrix.indptr))
        return matrix


def best(keys: list[str], scored: Iterable[tuple[int, float]]) -> Answer:
    """Return the first ten parties, each with its best name."""
    found: dict[str, float] = {}
    for at, score in scored:
        found.setdefault(keys[at], score)
        if len(found) == FIRST:
            break
    return list(found.items())


def _matrix(rows: list[dict[int, int]], width: int) -> csr_matrix:
    at = np.cumsum([0, *map(len, rows)])
    places = np.fromiter((place for row in rows for place in row), np.int32, at[-1])
    values = np.fromiter((count for row in rows for count in row.values()), np.float64, at[-1])
    return csr_matrix((values, places, at), (len(rows), width))
