"""Many names, read and laid out in columns: one row per reading, with its words, its views and where it came from."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from compliance.screening.engine import views
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.normaliser import Reading, read
from compliance.screening.engine.vocabulary import Vocabulary, VocabularyBuilder

_TELLING = (Class.CONTENT, Class.NUMBER, Class.PATRONYMIC)


@dataclass(frozen=True, slots=True)
class Names:
    """
    Readings in columns.

    Row r is reading `way[r]` of name `name[r]` of record `record[r]`; its words are `word[at[r]:at[r + 1]]`, and
    `joined` holds beside each word the number of that word written together with the next, or -1. Its acronyms are
    `acronym[acronym_at[r]:acronym_at[r + 1]]`. `weight` is the sum over its words, `telling` how many of them are more
    than particles and titles, `letters` how many letters they have without legal forms; `discount` is what a match
    loses because the reading is only part of the name; `syllabic` says that the name is written in Han or Hangul,
    `part` that the reading is one part of an affiliation.
    """

    words: Vocabulary
    at: np.ndarray
    word: np.ndarray
    joined: np.ndarray
    acronym_at: np.ndarray
    acronym: np.ndarray
    record: np.ndarray
    name: np.ndarray
    way: np.ndarray
    weight: np.ndarray
    telling: np.ndarray
    letters: np.ndarray
    discount: np.ndarray
    syllabic: np.ndarray
    part: np.ndarray

    def __len__(self) -> int:
        return len(self.record)

    def spelt(self, rows: np.ndarray, *, turned: bool = False) -> list[str]:
        """Return readings as one string of letters each, without legal forms; `turned` puts the first word last."""
        distinct, back = np.unique(rows, return_inverse=True)
        starts, ends = self.at[distinct].tolist(), self.at[distinct + 1].tolist()
        spelt = []
        for start, end in zip(starts, ends, strict=True):
            words = self.word[start:end]
            texts = self.words.spelt(words[self.words.cls[words] != Class.LEGAL])
            spelt.append("".join(texts[1:] + texts[:1] if turned else texts))
        return [spelt[at] for at in back.tolist()]

    def save(self, directory: Path) -> None:
        """Write the columns as files."""
        self.words.save(directory)
        for column in _COLUMNS:
            np.save(directory / f"name_{column}.npy", getattr(self, column))

    @classmethod
    def load(cls, directory: Path) -> "Names":
        """Open the columns memory-mapped."""
        columns = {column: np.asarray(np.load(directory / f"name_{column}.npy", mmap_mode="r")) for column in _COLUMNS}
        return cls(Vocabulary.load(directory), **columns)


def spread(at: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what lies between at[r] and at[r + 1] for each of the rows: which row it belongs to, and where it is."""
    start = at[rows].astype(np.int64)
    count = at[rows + 1] - start
    owner = np.repeat(np.arange(len(rows)), count)
    return owner, np.repeat(start - np.cumsum(count) + count, count) + np.arange(len(owner))


_PER_ROW = {
    "record": ("i", np.int32),
    "name": ("i", np.int32),
    "way": ("i", np.int32),
    "weight": ("d", np.float64),
    "telling": ("i", np.int32),
    "letters": ("i", np.int32),
    "discount": ("d", np.float64),
    "syllabic": ("b", np.bool_),
    "part": ("b", np.bool_),
}
_COLUMNS = ("at", "word", "joined", "acronym_at", "acronym", *_PER_ROW)


@dataclass(frozen=True, slots=True)
class Sheaf:
    """
    Names with their views. In memory a view has a row for each reading; on disk it is turned, a row for each feature.

    `unread` are the (record, name) in which nothing could be read, `cut` those too long to be read whole.
    """

    names: Names
    letters: views.View
    skeletons: views.View
    short: views.View
    unread: tuple[tuple[int, int], ...]
    cut: tuple[tuple[int, int], ...]


class _Layer:
    """Adds readings to growing columns; nothing of a reading stays in memory but its numbers."""

    def __init__(self, *, asked: bool) -> None:
        self.asked = asked
        self.words = VocabularyBuilder()
        self.at, self.word, self.joined = array("i", [0]), array("i"), array("i")
        self.acronym_at, self.acronym = array("i", [0]), array("L")
        self.rows = {column: array(code) for column, (code, _) in _PER_ROW.items()}
        self.letters = views.ViewBuilder(views.LETTERS_WIDTH)
        self.skeletons = views.ViewBuilder(views.BONES_WIDTH)
        self.short = views.ViewBuilder(views.SHORT_WIDTH)

    def add(self, record: int, name: int, way: int, reading: Reading) -> None:
        """Add one reading."""
        tokens = reading.tokens
        numbers = [self.words.number(token) for token in tokens]
        self.word.extend(numbers)
        for left, right in pairwise(tokens):
            self.joined.append(self.words.joined(left, right) if views.joins(left, right) else -1)
        self.joined.append(-1)
        self.at.append(len(self.word))
        self.acronym.extend(crc32(short.encode()) for short in reading.acronyms)
        self.acronym_at.append(len(self.acronym))
        values: tuple[Any, ...] = (
            record,
            name,
            way,
            sum(self.words.weight(number) for number in numbers),
            sum(token.cls in _TELLING for token in tokens),
            sum(len(token.text) for token in tokens if token.cls != Class.LEGAL),
            reading.discount,
            reading.syllabic,
            reading.part,
        )
        for column, value in zip(self.rows.values(), values, strict=True):
            column.append(value)
        self.letters.add(views.letters(reading))
        self.skeletons.add(views.skeletons(reading))
        self.short.add(views.short_forms(reading, asked=self.asked))

    def names(self) -> Names:
        """Return the columns."""
        columns: dict[str, np.ndarray] = {
            column: np.array(self.rows[column], kind) for column, (_, kind) in _PER_ROW.items()
        }
        for column in ("at", "word", "joined", "acronym_at"):
            columns[column] = np.array(getattr(self, column), np.int32)
        return Names(self.words.finish(), acronym=np.array(self.acronym, np.uint32), **columns)


def lay_out(named: Iterable[tuple[int, int, str, str]], *, asked: bool) -> Sheaf:
    """
    Return names in columns; each comes as record, number of the name, text, kind.

    `asked` says on which side they stand: those asked about, or those that are searched. Acronyms need to know.
    """
    layer = _Layer(asked=asked)
    unread, cut = [], []
    for record, name, text, kind in named:
        readings = read(text, kind)
        if not readings.ways:
            unread.append((record, name))
        elif not readings.whole:
            cut.append((record, name))
        for way, reading in enumerate(readings.ways):
            layer.add(record, name, way, reading)
    matrices = (layer.letters.finish(), layer.skeletons.finish(), layer.short.finish())
    return Sheaf(layer.names(), *matrices, tuple(unread), tuple(cut))
