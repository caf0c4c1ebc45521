"""What a single word means to the engine: its class, its meaning in the tables, its families."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from compliance.screening.engine import tables
from compliance.screening.engine.keys import sound
from compliance.screening.engine.memory import REMEMBERED

LONG_LEGAL_WORDS = (
    "limited liability company companies corporation incorporated joint stock sirketi limitada obshchestvo "
    "aktsionernoe ogranichennoy otvetstvennostyu aktiengesellschaft cjsc ojsc pjsc"
).split()
LONGEST_ENDING = 6  # letters of grammar after a stem


class Class(IntEnum):
    """How much a word says about who is meant."""

    CONTENT = 0
    NUMBER = 1
    PATRONYMIC = 2
    PARTICLE = 3
    TITLE = 4
    LEGAL = 5
    INITIAL = 6


@dataclass(frozen=True, slots=True)
class Phrases:
    """Forms of several words, by their first word's sound; a form's word may be a stem."""

    by_first: dict[str, list[tuple[tuple[str, ...], str]]]
    longest: int

    def match(self, sounds: list[str], at: int) -> tuple[int, str] | None:
        """Return how many words from `at` make a phrase, and its meaning; the longest phrase wins."""
        for words, meaning in self.by_first.get(sounds[at][:3], ()):
            if len(words) <= len(sounds) - at and all(map(_fits, words, sounds[at:])):
                return len(words), meaning
        return None


def _fits(form: str, word: str) -> bool:
    return word.startswith(form[:-1]) if form.endswith("*") else word == form


def key_of(word: str) -> str:
    """Return what the tables know a word by: short words by their letters, longer ones by their sound."""
    return word if len(word) <= 4 else sound(word)


def _sound_form(form: str) -> str:
    return sound(form[:-1]) + "*" if form.endswith("*") else key_of(form)


def _phrases(pairs: list[tuple[str, str]]) -> Phrases:
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for form, meaning in pairs:
        words = tuple(_sound_form(word) for word in form.replace("-", " ").split())
        by_first.setdefault(words[0].rstrip("*")[:3], []).append((words, meaning))
    for entries in by_first.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return Phrases(by_first, max((len(words) for entries in by_first.values() for words, _ in entries), default=0))


def _is_latin(form: str) -> bool:
    return form.isascii()


@cache
def _gloss_forms() -> list[tuple[str, str]]:
    return [(form, row["meaning"]) for row in tables.rows("words") for form in tables.forms(row, "forms")]


@cache
def gloss_phrases() -> Phrases:
    """Return the phrases of the gloss table."""
    return _phrases(
        [(form, meaning) for form, meaning in _gloss_forms() if _is_latin(form) and " " in form.replace("-", " ")]
    )


@cache
def _gloss_words() -> tuple[dict[str, str], dict[str, str]]:
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    for form, meaning in _gloss_forms():
        if _is_latin(form) and " " not in form and "-" not in form:
            key = _sound_form(form)
            if key.endswith("*"):
                stems.setdefault(key[:-1], meaning)
            elif len(form) > 2:
                whole.setdefault(key, meaning)
    return whole, stems


@cache
def unspaced_forms() -> dict[str, str]:
    """Return the forms in scripts without spaces or capital letters: form to meaning, legal forms as "legal:name"."""
    forms = {form: meaning for form, meaning in _gloss_forms() if not _is_latin(form)}
    for row in tables.rows("legal_forms"):
        forms |= {form: f"legal:{row['form']}" for form in tables.forms(row, "written") if not _is_latin(form)}
    return forms


def letters_of(meaning: str) -> str:
    """Return the letters that stand for a meaning in Russian acronyms; "" where none is known."""
    return _letters().get(meaning, "")


def is_meaning(word: str) -> bool:
    """Return whether the word is itself the name of a meaning in the gloss table."""
    return word in _letters()


@cache
def _letters() -> dict[str, str]:
    return {row["meaning"]: row["letters"] for row in tables.rows("words")}


@lru_cache(maxsize=REMEMBERED)
def meaning_of(key: str) -> str:
    """
    Return the meaning of a word by its key: the whole word, else its longest stem in the table, else "".

    A word of two known parts has both: radiozavod is "radio+plant".
    """
    whole, stems = _gloss_words()
    if key in whole:
        return whole[key]
    for length in range(len(key), 2, -1):
        meaning = stems.get(key[:length])
        rest = key[length:]
        if meaning and len(rest) <= LONGEST_ENDING and not (len(rest) > 3 and _second_part(rest)):
            return meaning
        if meaning and (second := _second_part(rest)):
            return f"{meaning}+{second}"
    return ""


def _second_part(rest: str) -> str:
    """Return the meaning of what follows a stem: up to two linking letters, then a word of four letters or more."""
    whole, stems = _gloss_words()
    for skip in range(4):
        word = rest[skip:]
        if len(word) < 4:
            return ""
        if word in whole:
            return whole[word]
        for length in range(len(word), 3, -1):
            if word[:length] in stems and len(word) - length <= LONGEST_ENDING:
                return stems[word[:length]]
    return ""


@cache
def legal_phrases() -> Phrases:
    """Return the legal forms as phrases; their meaning is the canonical short name."""
    pairs = [(form, row["form"]) for row in tables.rows("legal_forms") for form in tables.forms(row, "written")]
    return _phrases([(form, name) for form, name in pairs if _is_latin(form)])


@cache
def _titles() -> dict[str, Class]:
    return {word: Class.TITLE if kind == "title" else Class.PARTICLE for word, kind in tables.titles().items()}


_PATRONYMIC = re.compile(
    r"..(ovi[ct]c?h?|evi[ct]c?h?|ovych|evych|yevich|avi[ct]c?h|ov(n|ny)[ay]|evn[ay]|auna|euna|ivna|yivna|inichna|ichna"
    r"|ogl[yiu]|kyzy|qizi)$"
)


@lru_cache(maxsize=REMEMBERED)
def class_of(word: str) -> Class:
    """Return the class of a Latin word that stands alone."""
    if word.isdigit():
        return Class.NUMBER
    if word in _titles():
        return _titles()[word]
    if len(word) == 1:
        return Class.INITIAL
    if len(word) > 6 and _PATRONYMIC.search(word):
        return Class.PATRONYMIC
    return Class.CONTENT


@cache
def _family_index() -> dict[str, tuple[tuple[int, str], ...]]:
    index: dict[str, list[tuple[int, str]]] = {}
    for number, (kind, members) in enumerate(tables.families(), start=1):
        for key in dict.fromkeys(sound(member) for member in members):
            index.setdefault(key, []).append((number, kind))
    return {key: tuple(families) for key, families in index.items()}


@lru_cache(maxsize=REMEMBERED)
def families_of(word_sound: str) -> tuple[tuple[int, str], ...]:
    """Return the families that a given name or surname belongs to: number and kind."""
    return _family_index().get(word_sound, ())
