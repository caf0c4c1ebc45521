"""
The distinct words of many names as columns of numbers, so that thousands of word pairs are compared at once.

The same columns serve an index on disk, memory-mapped, and the handful of words of one query.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from compliance.screening.engine import lexicon, weights
from compliance.screening.engine.keys import bones, sound
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.memory import REMEMBERED
from compliance.screening.engine.tokens import Token

FAMILIES = 4  # families of given names that one word may belong to
_KIND_OF_FAMILY = {"name": 0, "short": 1, "surname": 2}

_BIT = {letter: 1 << at for at, letter in enumerate("abcdefghijklmnopqrstuvwxyzS")} | {
    digit: 1 << 27 + int(digit) // 2 for digit in "0123456789"
}

COLUMNS = {
    "text_at": np.int32,
    "sound_at": np.int32,
    "length": np.uint8,
    "sound_length": np.uint8,
    "first": np.uint8,
    "letters": np.uint32,
    "sound_letters": np.uint32,
    "text_id": np.uint32,
    "opening_id": np.uint32,
    "bones_id": np.uint32,
    "bones_length": np.uint8,
    "meaning_id": np.uint32,
    "cls": np.int8,
    "weight": np.float64,
    "vowelless": np.bool_,
    "families": np.int16,
}


class Vocabulary:
    """
    Columns over words; `texts` and `sounds` are all spellings one after another, cut by `text_at` and `sound_at`.

    `letters` and `sound_letters` say as bits which letters a word has: what one has and another lacks bounds their
    distance. The columns that end in `_id` are hashes, 0 for none, good for asking whether two are the same.
    """

    text_at: np.ndarray
    sound_at: np.ndarray
    length: np.ndarray
    sound_length: np.ndarray
    first: np.ndarray
    letters: np.ndarray
    sound_letters: np.ndarray
    text_id: np.ndarray
    opening_id: np.ndarray
    bones_id: np.ndarray
    bones_length: np.ndarray
    meaning_id: np.ndarray
    cls: np.ndarray
    weight: np.ndarray
    vowelless: np.ndarray
    families: np.ndarray

    def __init__(self, columns: dict[str, np.ndarray], texts: Any, sounds: Any) -> None:
        self.columns = columns
        self.texts, self.sounds = memoryview(texts), memoryview(sounds)
        self._known_texts: dict[int, str] = {}
        self._known_sounds: dict[int, str] = {}
        for name in COLUMNS:
            setattr(self, name, columns[name])

    def __len__(self) -> int:
        return len(self.columns["cls"])

    def spelt(self, ids: np.ndarray, *, by_sound: bool = False) -> list[str]:
        """Return the words with these numbers, as they are spelt or as they sound; ASCII by construction."""
        known = self._known_sounds if by_sound else self._known_texts
        if len(known) > REMEMBERED:
            known.clear()
        return [known[number] if number in known else self._cut(known, number, by_sound) for number in ids.tolist()]

    def _cut(self, known: dict[int, str], number: int, by_sound: bool) -> str:
        blob, at = (self.sounds, self.sound_at) if by_sound else (self.texts, self.text_at)
        known[number] = str(blob[at[number] : at[number + 1]], "ascii")
        return known[number]

    def save(self, directory: Path) -> None:
        """Write the columns as files."""
        for name, column in self.columns.items():
            np.save(directory / f"word_{name}.npy", column)
        (directory / "word_texts.bin").write_bytes(bytes(self.texts))
        (directory / "word_sounds.bin").write_bytes(bytes(self.sounds))

    @classmethod
    def load(cls, directory: Path) -> "Vocabulary":
        """Open the columns memory-mapped."""
        columns = {name: np.asarray(np.load(directory / f"word_{name}.npy", mmap_mode="r")) for name in COLUMNS}
        return cls(columns, *(_mapped(directory / f"word_{blob}.bin") for blob in ("texts", "sounds")))


def _mapped(path: Path) -> np.ndarray | bytes:
    return np.asarray(np.memmap(path, dtype=np.uint8, mode="r")) if path.stat().st_size else b""


class VocabularyBuilder:
    """Collects words while names are read; gives each distinct one a number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple, int] = {}
        self._rows: list[tuple] = []

    def number(self, token: Token) -> int:
        """Return the number of a word, new or known."""
        key = (token.text, token.cls, token.meaning, token.vowelless)
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = len(self._rows)
            self._rows.append(_row(*key))
        return known

    def weight(self, number: int) -> float:
        """Return the weight of the word with this number."""
        return self._rows[number][_WEIGHT]

    def joined(self, left: Token, right: Token) -> int:
        """Return the number of two neighbours written as one word; its weight is that of its parts, kept with them."""
        return self.number(Token(left.text + right.text, "", Class.CONTENT, "", left.vowelless or right.vowelless))

    def finish(self) -> Vocabulary:
        """Return the columns."""
        texts, sounds, *columns = list(zip(*self._rows, strict=True)) if self._rows else [()] * (2 + len(_ROW))
        named: dict[str, np.ndarray] = {
            name: np.array(column, COLUMNS[name]) for name, column in zip(_ROW, columns, strict=True)
        }
        named["families"] = named["families"].reshape(-1, FAMILIES)
        named |= {"text_at": _cuts(texts), "sound_at": _cuts(sounds)}
        return Vocabulary(named, "".join(texts).encode("ascii"), "".join(sounds).encode("ascii"))


_ROW = tuple(name for name in COLUMNS if name not in ("text_at", "sound_at"))
_WEIGHT = 2 + _ROW.index("weight")


@lru_cache(maxsize=REMEMBERED)
def _row(text: str, cls: Class, meaning: str, vowelless: bool) -> tuple:
    """Return one word's text, sound, and its value in every column, in their order."""
    heard, skeleton = sound(text), bones(text)
    families = [family * 4 + _KIND_OF_FAMILY[kind] for family, kind in lexicon.families_of(heard)[:FAMILIES]]
    values = {
        "length": min(len(text), 255),
        "sound_length": min(len(heard), 255),
        "first": ord(text[0]),
        "letters": _letters(text),
        "sound_letters": _letters(heard),
        "text_id": _hash(text),
        "opening_id": _hash(text[:4]) if len(text) > 3 else 0,
        "bones_id": _hash(skeleton),
        "bones_length": min(len(skeleton), 255),
        "meaning_id": _hash(meaning),
        "cls": int(cls),
        "weight": weights.word(text, cls, meaning),
        "vowelless": vowelless,
        "families": (*families, *([0] * (FAMILIES - len(families)))),
    }
    return (text, heard, *(values[name] for name in _ROW))


def _cuts(words: Sequence[str]) -> np.ndarray:
    cuts = np.zeros(len(words) + 1, np.int32)
    np.cumsum([len(word) for word in words], out=cuts[1:])
    return cuts


def _letters(word: str) -> int:
    """Return which letters are in a word, as bits."""
    return sum({_BIT[letter] for letter in word})


def _hash(word: str) -> int:
    return crc32(word.encode()) if word else 0
