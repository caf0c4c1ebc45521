"""
The distinct words of many names as columns of numbers, so that thousands of word pairs are compared at once.

The same columns serve an index on disk, memory-mapped, and the handful of words of one query.
"""

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from compliance.screening.engine import lexicon, weights
from compliance.screening.engine.keys import bones, sound
from compliance.screening.engine.normaliser import Token

FAMILIES = 4  # families of given names that one word may belong to
_KIND_OF_FAMILY = {"name": 0, "short": 1, "surname": 2}

COLUMNS = {
    "text_at": np.int32,
    "sound_at": np.int32,
    "length": np.uint8,
    "sound_length": np.uint8,
    "first": np.uint8,
    "text_id": np.uint32,
    "sound_id": np.uint32,
    "bones_id": np.uint32,
    "bones_length": np.uint8,
    "meaning_id": np.uint32,
    "cls": np.int8,
    "weight": np.float64,
    "vowelless": np.bool_,
    "families": np.int16,
}


class Vocabulary:
    """Columns over words; `texts` and `sounds` are all spellings one after another, cut by `text_at` and `sound_at`."""

    def __init__(self, columns: dict[str, np.ndarray], texts: bytes | np.ndarray, sounds: bytes | np.ndarray) -> None:
        self.columns = columns
        self.texts, self.sounds = texts, sounds

    def __len__(self) -> int:
        return len(self.columns["cls"])

    def __getattr__(self, name: str) -> np.ndarray:
        try:
            return self.__dict__["columns"][name]
        except KeyError:
            raise AttributeError(name) from None

    def spelt(self, ids: np.ndarray, *, by_sound: bool = False) -> list[str]:
        """Return the words with these numbers, as they are spelt or as they sound; ASCII by construction."""
        blob, at = (self.sounds, self.columns["sound_at"]) if by_sound else (self.texts, self.columns["text_at"])
        view = memoryview(blob)
        starts, ends = at[ids].tolist(), at[ids + 1].tolist()
        return [str(view[start:end], "ascii") for start, end in zip(starts, ends, strict=True)]

    def save(self, directory: Path) -> None:
        """Write the columns as files."""
        for name, column in self.columns.items():
            np.save(directory / f"word_{name}.npy", column)
        (directory / "word_texts.bin").write_bytes(bytes(self.texts))
        (directory / "word_sounds.bin").write_bytes(bytes(self.sounds))

    @classmethod
    def load(cls, directory: Path) -> "Vocabulary":
        """Open the columns memory-mapped."""
        columns = {name: np.load(directory / f"word_{name}.npy", mmap_mode="r") for name in COLUMNS}
        return cls(columns, *(_mapped(directory / f"word_{blob}.bin") for blob in ("texts", "sounds")))


def _mapped(path: Path) -> np.ndarray | bytes:
    return np.memmap(path, dtype=np.uint8, mode="r") if path.stat().st_size else b""


class VocabularyBuilder:
    """Collects words while names are read; gives each distinct one a number."""

    def __init__(self) -> None:
        self.numbers: dict[tuple, int] = {}
        self._rows: list[tuple] = []

    def number(self, token: Token) -> int:
        """Return the number of a word, new or known."""
        key = (token.text, token.cls, token.meaning, token.vowelless)
        known = self.numbers.get(key)
        if known is None:
            known = self.numbers[key] = len(self._rows)
            self._rows.append((*key, weights.word(token.text, token.cls, token.meaning)))
        return known

    def joined(self, left: Token, right: Token) -> int:
        """Return the number of two neighbours written as one word; its weight is that of its parts, kept with them."""
        return self.number(Token(left.text + right.text, "", lexicon.Class.CONTENT, "", left.vowelless or right.vowelless))

    def finish(self) -> Vocabulary:
        """Return the columns."""
        return _columns(self._rows)


def _columns(rows: Sequence[tuple]) -> Vocabulary:
    texts = [row[0] for row in rows]
    sounds = [sound(text) for text in texts]
    skeletons = [bones(text) for text in texts]
    families = np.zeros((len(rows), FAMILIES), np.int16)
    for at, key in enumerate(sounds):
        for place, (family, kind) in enumerate(lexicon.families_of(key)[:FAMILIES]):
            families[at, place] = family * 4 + _KIND_OF_FAMILY[kind]
    columns = {
        "text_at": _cuts(texts),
        "sound_at": _cuts(sounds),
        "length": _lengths(texts),
        "sound_length": _lengths(sounds),
        "first": np.fromiter((ord(text[0]) for text in texts), np.uint8, len(rows)),
        "text_id": _ids(texts),
        "sound_id": _ids(sounds),
        "bones_id": _ids(skeletons),
        "bones_length": _lengths(skeletons),
        "meaning_id": _ids([row[2] for row in rows]),
        "cls": np.fromiter((row[1] for row in rows), np.int8, len(rows)),
        "weight": np.fromiter((row[4] for row in rows), np.float64, len(rows)),
        "vowelless": np.fromiter((row[3] for row in rows), np.bool_, len(rows)),
        "families": families,
    }
    return Vocabulary(columns, "".join(texts).encode("ascii"), "".join(sounds).encode("ascii"))


def _cuts(words: list[str]) -> np.ndarray:
    cuts = np.zeros(len(words) + 1, np.int32)
    np.cumsum([len(word) for word in words], out=cuts[1:])
    return cuts


def _lengths(words: list[str]) -> np.ndarray:
    return np.fromiter((min(len(word), 255) for word in words), np.uint8, len(words))


def _ids(words: list[str]) -> np.ndarray:
    return np.fromiter((crc32(word.encode()) if word else 0 for word in words), np.uint32, len(words))
