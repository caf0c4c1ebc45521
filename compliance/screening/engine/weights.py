"""
How much a word, a triple of letters or a skeleton says: frozen counts from one edition of the US Consolidated List.

The counts are files beside the other tables and belong to ENGINE_VERSION. They are not taken from the index, so a score
is the same today and after the list has grown, and the same in both directions.
"""

import math
from functools import cache, lru_cache

from compliance.screening.engine import tables
from compliance.screening.engine.keys import bones
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.memory import REMEMBERED

NAMES = 56_000  # how many names the counts were taken from
RARE = 2  # a word that is not in the table counts as this frequent

GENERIC = 0.8  # words that have a meaning in the gloss table tell institutions apart less than names do

SHARE = {
    Class.CONTENT: 1.0,
    Class.NUMBER: 1.0,
    Class.PATRONYMIC: 0.6,
    Class.PARTICLE: 0.15,
    Class.TITLE: 0.10,
    Class.LEGAL: 0.10,
    Class.INITIAL: 0.45,
}


def _idf(count: float) -> float:
    return math.log((NAMES + 1) / (count + 1)) / math.log(NAMES + 1)


@cache
def _counts(table: str) -> dict[str, int]:
    return {row["part"]: int(row["count"]) for row in tables.rows(table)}


def is_known(word: str) -> bool:
    """Return whether the word is common enough to be in the counts: then it is no slip of the pen."""
    return word in _counts("word_counts")


@cache
def _bone_counts() -> dict[str, int]:
    counts: dict[str, int] = {}
    for word, count in _counts("word_counts").items():
        counts[bones(word)] = counts.get(bones(word), 0) + count
    return counts


@lru_cache(maxsize=REMEMBERED)
def word(text: str, cls: Class, meaning: str) -> float:
    """Return the weight of a word: rarity, of its meaning too where it has one, times the share of its class."""
    if cls in (Class.PARTICLE, Class.TITLE, Class.LEGAL, Class.INITIAL):
        return SHARE[cls]
    count = max(_counts("word_counts").get(text, RARE), _counts("meaning_counts").get(meaning, 0))
    return _idf(count) * SHARE[cls] * (GENERIC if meaning else 1.0)


@lru_cache(maxsize=REMEMBERED)
def triple(letters: str) -> float:
    """Return the weight of three letters in a row."""
    return _idf(_counts("triple_counts").get(letters, RARE))


@lru_cache(maxsize=REMEMBERED)
def skeleton(key: str) -> float:
    """Return the weight of a consonant skeleton."""
    return _idf(_bone_counts().get(key, RARE))
