"""
What a name is found by: three sparse views of its words, each normalised to whole numbers.

letters   triples of letters, whole words, neighbours written as one, and meanings
bones     consonant skeletons of words and of neighbours written as one
short     acronyms that the words would make, against words that may be acronyms

Whole numbers make the product of two names the same in whichever order it is added up, so that a search and its reverse
find the same pairs to the last one.
"""

from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

from compliance.screening.engine import weights
from compliance.screening.engine.keys import bones
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.memory import REMEMBERED
from compliance.screening.engine.normaliser import Reading
from compliance.screening.engine.tokens import Token

UNIT = 32_000  # length of a name's vector; the square fits 32 bits
LETTERS_WIDTH = 1 << 18
BONES_WIDTH = 1 << 16
SHORT_WIDTH = 1 << 17

WORD_SHARE = 1.3
JOINED_SHARE = 0.8
MEANING_SHARE = 1.0
FAINT = 0.25  # particles, titles and legal forms

Features = tuple[tuple[int, float], ...]


def _place(kind: str, text: str, width: int) -> int:
    return crc32(f"{kind}:{text}".encode()) % width


def triples(text: str) -> list[str]:
    """Return the triples of letters of a word, its ends marked."""
    padded = f"_{text}_"
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


@lru_cache(maxsize=REMEMBERED)
def _letters_of(text: str, cls: Class, meaning: str) -> Features:
    """Return the features of one word in the letters view."""
    share = FAINT if cls in (Class.PARTICLE, Class.TITLE, Class.LEGAL) else 1.0
    found = {_place("w", text, LETTERS_WIDTH): weights.word(text, Class.CONTENT, meaning) * WORD_SHARE * share}
    if cls not in (Class.PARTICLE, Class.TITLE, Class.LEGAL, Class.NUMBER):
        for part in triples(text):
            place = _place("3", part, LETTERS_WIDTH)
            found[place] = found.get(place, 0.0) + weights.triple(part)
    if meaning and cls != Class.LEGAL:
        found[_place("m", meaning, LETTERS_WIDTH)] = weights.word(meaning, Class.CONTENT, meaning) * MEANING_SHARE
    return tuple(found.items())


@lru_cache(maxsize=REMEMBERED)
def _bones_of(text: str) -> Features:
    key = bones(text)
    return ((_place("b", key, BONES_WIDTH), weights.skeleton(key)),) if len(key) > 1 else ()


def letters(reading: Reading) -> dict[int, float]:
    """Return the letters view of a reading: place to weight."""
    found: dict[int, float] = {}
    for token in reading.tokens:
        if not token.vowelless:
            _add(found, _letters_of(token.text, token.cls, token.meaning))
    for left, right in neighbours(reading.tokens):
        if not (left.vowelless or right.vowelless):
            place = _place("w", left.text + right.text, LETTERS_WIDTH)
            found[place] = found.get(place, 0.0) + JOINED_SHARE
    return found


def skeletons(reading: Reading) -> dict[int, float]:
    """Return the bones view of a reading."""
    found: dict[int, float] = {}
    for token in reading.tokens:
        if token.cls in (Class.CONTENT, Class.PATRONYMIC):
            _add(found, _bones_of(token.text))
    for left, right in neighbours(reading.tokens):
        key = bones(left.text + right.text)
        place = _place("b", key, BONES_WIDTH)
        found[place] = found.get(place, 0.0) + JOINED_SHARE * 0.6
    return found


def _add(found: dict[int, float], features: Features) -> None:
    for place, weight in features:
        found[place] = found.get(place, 0.0) + weight


def neighbours(tokens: tuple[Token, ...]) -> list[tuple[Token, Token]]:
    """Return the pairs of neighbours that may be one word elsewhere."""
    return [pair for pair in pairwise(tokens) if joins(*pair)]


def joins(left: Token, right: Token) -> bool:
    """Return whether two neighbours may be one word elsewhere."""
    return left.cls != Class.NUMBER and right.cls != Class.NUMBER and len(left.text) + len(right.text) <= 30


def short_forms(reading: Reading, *, asked: bool) -> dict[int, float]:
    """Return the short view: what the words would make meets what may be an acronym, never two of a kind."""
    made, may_be = ("t", "a") if asked else ("a", "t")
    words = [token.text for token in reading.tokens if token.cls == Class.CONTENT and 3 <= len(token.text) <= 12]
    rare = [word for word in words if weights.word(word, Class.CONTENT, "") > 0.5]
    places = [_place(made, short, SHORT_WIDTH) for short in reading.acronyms]
    return dict.fromkeys([*places, *(_place(may_be, word, SHORT_WIDTH) for word in rare)], 1.0)


@dataclass(frozen=True, slots=True)
class View:
    """A sparse matrix in three columns: row r has `values[at[r]:at[r + 1]]` at `places[at[r]:at[r + 1]]`."""

    at: np.ndarray
    places: np.ndarray
    values: np.ndarray
    width: int

    def __len__(self) -> int:
        return len(self.at) - 1

    @property
    def matrix(self) -> csr_matrix:
        """The same as a scipy matrix, without copying."""
        return csr_matrix((self.values, self.places, self.at), shape=(len(self), self.width), copy=False)

    def turned(self) -> "View":
        """Return the matrix with rows and columns exchanged: a row for each feature, as it is searched."""
        other = self.matrix.T.tocsr()
        return View(
            other.indptr.astype(np.int32), other.indices.astype(np.int32), other.data.astype(np.int32), len(self)
        )


class ViewBuilder:
    """Collects the rows of one view; a name takes a few hundred bytes while it waits."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._places, self._values, self._counts = array("i"), array("d"), array("i")

    def add(self, row: dict[int, float]) -> None:
        """Add the features of one reading."""
        self._places.extend(row)
        self._values.extend(row.values())
        self._counts.append(len(row))

    def finish(self) -> View:
        """Return the rows in whole numbers, each row of length UNIT."""
        counts = np.array(self._counts, np.int32)
        at = np.zeros(len(counts) + 1, np.int32)
        np.cumsum(counts, out=at[1:])
        values = np.array(self._values)
        lengths = np.sqrt(np.bincount(np.repeat(np.arange(len(counts)), counts), values * values, len(counts)))
        scaled = np.rint(values * UNIT / np.repeat(lengths, counts)).astype(np.int32)
        return View(at, np.array(self._places, np.int32), scaled, self.width)
