"""
The words of two names laid against each other, one to one, for many pairs of names at once.

The best pair of words is taken first, then the best of what is left. Two neighbours may stand against one word.
"""

from dataclasses import dataclass

import numpy as np

from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.names import Names
from compliance.screening.engine.similarity import Rule, compare

JOINED_TOP = 0.98


@dataclass(frozen=True, slots=True)
class Links:
    """
    Word pairs that were taken: which pair of names, which words (the first one, and how many), how alike, by which rule.

    Sorted by pair of names; within one the best comes first.
    """

    pair: np.ndarray
    asked: np.ndarray
    listed: np.ndarray
    asked_span: np.ndarray
    listed_span: np.ndarray
    similarity: np.ndarray
    rule: np.ndarray


def align(asked: Names, rows: np.ndarray, listed: Names, against: np.ndarray) -> Links:
    """Return the links between reading rows[k] of those asked and reading against[k] of those listed, for every k."""
    cells = _Cells(asked, rows, listed, against)
    parts = [cells.compared(1, 1), cells.compared(2, 1), cells.compared(1, 2)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return _greedy(len(rows), *columns)


class _Cells:
    """Every word of one name beside every word of the other, for all pairs of names, one after another."""

    def __init__(self, asked: Names, rows: np.ndarray, listed: Names, against: np.ndarray) -> None:
        self.asked, self.listed = asked, listed
        asked_from, listed_from = asked.at[rows].astype(np.int64), listed.at[against].astype(np.int64)
        asked_count = asked.at[rows + 1] - asked_from
        listed_count = listed.at[against + 1] - listed_from
        cells = asked_count * listed_count
        self.pair = np.repeat(np.arange(len(rows)), cells)
        place = np.arange(cells.sum()) - np.repeat(np.cumsum(cells) - cells, cells)
        width = listed_count[self.pair]
        self.asked_place = place // np.maximum(width, 1)
        self.listed_place = place - self.asked_place * width
        self._asked_at = asked_from[self.pair] + self.asked_place
        self._listed_at = listed_from[self.pair] + self.listed_place

    def compared(self, asked_span: int, listed_span: int) -> tuple[np.ndarray, ...]:
        """Return the cells that are alike: pair, places, spans, similarity, rule, weight; a span of 2 is two neighbours."""
        left = (self.asked.word if asked_span == 1 else self.asked.joined)[self._asked_at]
        right = (self.listed.word if listed_span == 1 else self.listed.joined)[self._listed_at]
        at = np.arange(len(left))
        if asked_span + listed_span > 2:
            at = np.flatnonzero((left >= 0) & (right >= 0))
            at = at[self._may_join(left[at], right[at])]
        similarity, rule = self._compare_once(left[at], right[at])
        if asked_span + listed_span > 2:
            similarity = np.where((rule == Rule.NICKNAME) | (rule == Rule.GLOSS), 0.0, similarity * JOINED_TOP)
            similarity[similarity < 0.7] = 0.0
        found = np.flatnonzero(similarity)
        at, similarity, rule = at[found], similarity[found], rule[found]
        weight = np.minimum(self.asked.words.weight[left[at]], self.listed.words.weight[right[at]])
        ones = np.ones(len(at), np.int8)
        return self.pair[at], self.asked_place[at], self.listed_place[at], ones * asked_span, ones * listed_span, similarity, rule, weight

    def _may_join(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        a, b = self.asked.words, self.listed.words
        close = np.abs(a.length[left].astype(np.int16) - b.length[right]) <= 2
        worded = (a.cls[left] == Class.CONTENT) & (b.length[right] > 3) & (a.length[left] > 3)
        return worded & (close & (a.first[left] == b.first[right]) | (a.bones_id[left] == b.bones_id[right]))

    def _compare_once(self, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Compare each distinct pair of words once."""
        key = left.astype(np.int64) * len(self.listed.words) + right
        distinct, back = np.unique(key, return_inverse=True)
        i, j = np.divmod(distinct, max(len(self.listed.words), 1))
        similarity, rule = compare(self.asked.words, i, self.listed.words, j)
        return similarity[back], rule[back]


def _greedy(count: int, pair, asked, listed, asked_span, listed_span, similarity, rule, weight) -> Links:
    """Take the best link of every pair of names, then the best that is still free, until none is left."""
    order = np.lexsort((listed, asked, -(similarity + 0.01 * weight), pair))
    pair, asked, listed, similarity, rule = pair[order], asked[order], listed[order], similarity[order], rule[order]
    asked_span, listed_span = asked_span[order], listed_span[order]
    asked_bits = ((np.uint64(1) << asked_span.astype(np.uint64)) - np.uint64(1)) << asked.astype(np.uint64)
    listed_bits = ((np.uint64(1) << listed_span.astype(np.uint64)) - np.uint64(1)) << listed.astype(np.uint64)
    taken = np.zeros(len(pair), bool)
    asked_used, listed_used = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    lengths = np.diff(starts, append=len(pair))
    for rank in range(lengths.max(initial=0)):
        at = starts[lengths > rank] + rank
        names = pair[at]
        free = ((asked_used[names] & asked_bits[at]) | (listed_used[names] & listed_bits[at])) == 0
        at, names = at[free], names[free]
        taken[at] = True
        asked_used[names] |= asked_bits[at]
        listed_used[names] |= listed_bits[at]
    keep = np.flatnonzero(taken)
    return Links(pair[keep], asked[keep], listed[keep], asked_span[keep], listed_span[keep], similarity[keep], rule[keep])
