"""
The words of two names laid against each other, one to one, for many pairs of names at once.

The best pair of words is taken first, then the best of what is left. Two neighbours may stand against one word.
"""

from dataclasses import dataclass

import numpy as np

from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.names import Names
from compliance.screening.engine.similarity import Rule, compare

WORTH_SORTING = 5_000
_CONTENT = int(Class.CONTENT)
JOINED_TOP, JOINED_LEAST = 0.98, 0.72


@dataclass(frozen=True, slots=True)
class Links:
    """
    Word pairs that were taken: of which pair of names, which words (the first, and how many), how alike, by which rule.

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
    return _greedy(len(rows), *cells.compared())


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

    def compared(self) -> tuple[np.ndarray, ...]:
        """Return the cells that are alike: pair, places, spans, similarity, rule, weight."""
        everything = np.arange(len(self.pair))
        groups = [(everything, self.asked.word[self._asked_at], self.listed.word[self._listed_at], 1, 1)]
        groups.append(self._joined(self.asked.joined, self.listed.word, 2, 1))
        groups.append(self._joined(self.asked.word, self.listed.joined, 1, 2))
        at, left, right = (np.concatenate([group[part] for group in groups]) for part in range(3))
        sizes = [len(group[0]) for group in groups]
        asked_span = np.repeat(np.array([1, 2, 1], np.uint64), sizes)
        listed_span = np.repeat(np.array([1, 1, 2], np.uint64), sizes)
        similarity, rule = self._compare_once(left, right)
        joined = slice(sizes[0], None)
        by_sense = (rule[joined] == Rule.NICKNAME) | (rule[joined] == Rule.GLOSS) | (similarity[joined] < JOINED_LEAST)
        similarity[joined] = np.where(by_sense, 0.0, similarity[joined] * JOINED_TOP)
        keep = np.flatnonzero(similarity)
        at, left, right = at[keep], left[keep], right[keep]
        weight = np.minimum(self.asked.words.weight[left], self.listed.words.weight[right])
        spans = asked_span[keep], listed_span[keep]
        return self.pair[at], self.asked_place[at], self.listed_place[at], *spans, similarity[keep], rule[keep], weight

    def _joined(self, left: np.ndarray, right: np.ndarray, asked_span: int, listed_span: int) -> tuple:
        """Return the cells in which two neighbours on one side may be one word on the other."""
        left, right = left[self._asked_at], right[self._listed_at]
        at = np.flatnonzero((left >= 0) & (right >= 0))
        at = at[self._may_join(left[at], right[at])]
        return at, left[at], right[at], asked_span, listed_span

    def _may_join(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Return which pairs of words are near enough in length and sound to be compared."""
        a, b = self.asked.words, self.listed.words
        worded = np.flatnonzero((a.cls[left] == _CONTENT) & (b.length[right] > 3) & (a.length[left] > 3))
        left, right = left[worded], right[worded]
        close = np.abs(a.length[left].astype(np.int16) - b.length[right]) <= 2
        near = close & (a.first[left] == b.first[right]) | (a.bones_id[left] == b.bones_id[right])
        return worded[near]

    def _compare_once(self, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Compare each distinct pair of words once; few are not worth sorting out."""
        if len(left) < WORTH_SORTING:
            return compare(self.asked.words, left, self.listed.words, right)
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
    one = np.uint64(1)
    asked_bits = ((one << asked_span) - one) << asked.astype(np.uint64)
    listed_bits = ((one << listed_span) - one) << listed.astype(np.uint64)
    taken = np.zeros(len(pair), bool)
    asked_used, listed_used = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    lengths = np.bincount(pair, minlength=count) if len(pair) else np.zeros(0, np.int64)
    lengths = lengths[lengths > 0]
    starts = np.cumsum(lengths) - lengths
    for rank in range(int(lengths.max()) if len(lengths) else 0):
        at = starts[lengths > rank] + rank
        names = pair[at]
        free = ((asked_used[names] & asked_bits[at]) | (listed_used[names] & listed_bits[at])) == 0
        at, names = at[free], names[free]
        taken[at] = True
        asked_used[names] |= asked_bits[at]
        listed_used[names] |= listed_bits[at]
    keep = np.flatnonzero(taken)
    spans = asked_span[keep].astype(np.int64), listed_span[keep].astype(np.int64)
    return Links(pair[keep], asked[keep], listed[keep], *spans, similarity[keep], rule[keep])
