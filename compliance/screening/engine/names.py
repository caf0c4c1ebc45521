"""Many names, read and laid out in columns: one row per reading, with its words, its views and where it came from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from compliance.screening.engine import views
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.normaliser import Readings, read
from compliance.screening.engine.vocabulary import Vocabulary, VocabularyBuilder


@dataclass(frozen=True, slots=True)
class Names:
    """
    Readings in columns.

    Row r is reading `way[r]` of name `name[r]` of record `record[r]`; its words are `word[at[r]:at[r + 1]]`, and
    `joined` holds beside each word the number of that word written together with the next, or -1.
    """

    words: Vocabulary
    at: np.ndarray
    word: np.ndarray
    joined: np.ndarray
    record: np.ndarray
    name: np.ndarray
    way: np.ndarray
    discount: np.ndarray
    letters: np.ndarray
    syllabic: np.ndarray

    COLUMNS = ("at", "word", "joined", "record", "name", "way", "discount", "letters", "syllabic")

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
        for column in self.COLUMNS:
            np.save(directory / f"name_{column}.npy", getattr(self, column))

    @classmethod
    def load(cls, directory: Path) -> "Names":
        """Open the columns memory-mapped."""
        columns = {column: np.load(directory / f"name_{column}.npy", mmap_mode="r") for column in cls.COLUMNS}
        return cls(Vocabulary.load(directory), **columns)


@dataclass(frozen=True, slots=True)
class Sheaf:
    """
    Names with their views. In memory a view has a row for each reading; on disk it is turned, a row for each feature.

    `unread` are the (record, name) in which nothing could be read, `cut` those too long to be read whole.
    """

    names: Names
    letters: csr_matrix
    skeletons: csr_matrix
    short: csr_matrix
    unread: tuple[tuple[int, int], ...]
    cut: tuple[tuple[int, int], ...]


def lay_out(named: Iterable[tuple[int, int, str, str]], *, asked: bool) -> Sheaf:
    """
    Return names in columns; each comes as record, number of the name, text, kind.

    `asked` says on which side they stand: those asked about, or those that are searched. Acronyms need to know.
    """
    words = VocabularyBuilder()
    rows: list[tuple[int, int, int]] = []
    discounts: list[float] = []
    lengths: list[int] = []
    syllabic: list[bool] = []
    word: list[int] = []
    joined: list[int] = []
    at = [0]
    letters, skeletons, short = (views.MatrixBuilder(width) for width in (views.LETTERS_WIDTH, views.BONES_WIDTH, views.SHORT_WIDTH))
    unread, cut = [], []
    for record, name, text, kind in named:
        readings: Readings = read(text, kind)
        if not readings.ways:
            unread.append((record, name))
        if not readings.whole:
            cut.append((record, name))
        for way, reading in enumerate(readings.ways):
            rows.append((record, name, way))
            discounts.append(reading.discount)
            lengths.append(sum(len(token.text) for token in reading.tokens if token.cls != Class.LEGAL))
            tokens = reading.tokens
            syllabic.append(reading.syllabic)
            numbers = [words.number(token) for token in tokens]
            word.extend(numbers)
            for left, right in zip(tokens, tokens[1:], strict=False):
                joined.append(words.joined(left, right) if views.joins(left, right) else -1)
            joined.append(-1)
            at.append(len(word))
            letters.add(views.letters(reading))
            skeletons.add(views.skeletons(reading))
            short.add(views.short_forms(reading, asked=asked))
    columns = np.array(rows, np.int32).reshape(-1, 3)
    names = Names(
        words.finish(),
        np.array(at, np.int32),
        np.array(word, np.int32),
        np.array(joined, np.int32),
        *np.ascontiguousarray(columns.T),
        np.array(discounts, np.float64),
        np.array(lengths, np.int32),
        np.array(syllabic, np.bool_),
    )
    return Sheaf(names, letters.finish(), skeletons.finish(), short.finish(), tuple(unread), tuple(cut))
