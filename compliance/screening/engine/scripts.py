"""
Other scripts in Latin letters, one word at a time, the way names on lists are written.

anyascii covers every script but knows no language; Arabic, Cyrillic, Hangul and Han are done here because names depend
on them: Arabic without vowels, Korean by the spelling lists use, Han split into surname and given name.
"""

import re
import unicodedata
from functools import cache, lru_cache

from anyascii import anyascii

from compliance.screening.engine import tables
from compliance.screening.engine.memory import REMEMBERED

_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويىپچژگڤکیةۀھہےۃډټړښڅځږڼګېۍئؤأإآءٱٲٳڈٹڑںەیۆۇۈڭ",
        (
            "a b t th j h kh d dh r z s sh s d t z ' gh f q k l m n h w y a p ch zh g v k y a a h h e a "
            "d t r sh ts dz zh n g e e y w a a a ' a a a d t r n e y o u u ng"
        ).split(),
        strict=True,
    )
)
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџѓќѕәғқңөұүһ",
        (
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya "
            "i yi ye g u j lj nj c dj dz g k dz a g k n o u u h"
        ).split(),
        strict=True,
    )
)
_SAME_ARABIC = {
    ord(letter): base
    for base, letters in {"ا": "أإآٱٲٳ", "ي": "ىئیېۍےۓ", "ك": "کكڪ", "ه": "ۀةھہۃەۂ", "و": "ؤۇۆۈ", "گ": "ګ"}.items()
    for letter in letters
}
_INITIALS = "k kk n t tt r m p pp s ss _ ch tch ch k t p h".split()
_VOWELS = "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i".split()
_FINALS = "_ k k k n n n t l k m p t t p l m p p t t ng t t k t p t".split()

_SCRIPTS = (
    ("latin", re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")),
    ("cyrillic", re.compile(r"[Ѐ-ԯ]")),
    ("greek", re.compile(r"[Ͱ-Ͽἀ-῿]")),
    ("arabic", re.compile(r"[؀-ۿݐ-ݿࢠ-ࣿﭐ-﷿ﹰ-﻿]")),
    ("hebrew", re.compile(r"[֐-׿]")),
    ("hangul", re.compile(r"[가-힣ᄀ-ᇿ㄰-㆏]")),
    ("kana", re.compile(r"[぀-ヿ]")),
    ("han", re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff々]")),
    ("devanagari", re.compile(r"[ऀ-ॿ]")),
)


@lru_cache(maxsize=REMEMBERED)
def of(character: str) -> str:
    """Return the script of a letter: latin, cyrillic, greek, arabic, …, "other" for any other letter, "" for none."""
    for name, pattern in _SCRIPTS:
        if pattern.match(character):
            return name
    return "other" if character.isalpha() else ""


def latin(word: str, script: str) -> str:
    """Return the word in lower-case Latin letters and digits; "" if nothing is left of it."""
    if script == "cyrillic":
        text = "".join(_CYRILLIC.get(letter, letter) for letter in word.lower()).replace("_", "")
    elif script == "arabic":
        text = _arabic(word)
    elif script == "hangul":
        text = " ".join(_hangul(word))
    elif script == "greek":
        text = anyascii(
            unicodedata.normalize("NFD", word.lower()).replace("ου", "u").replace("μπ", "b").replace("ντ", "d")
        )
    else:
        text = anyascii(word)
    return re.sub(r"[^a-z0-9 ]", "", anyascii(text).lower())


def _arabic(word: str) -> str:
    """Return an Arabic or Persian word by the table of common names, else letter by letter."""
    bare = fold_arabic(word)
    return arabic_names().get(bare) or "".join(_ARABIC.get(letter, letter) for letter in bare)


@cache
def arabic_names() -> dict[str, str]:
    """Return the common words of Arabic and Persian names: folded word to usual Latin spelling."""
    return {fold_arabic(row["arabic"]): row["latin"] for row in tables.rows("arabic_names")}


def fold_arabic(word: str) -> str:
    """Return the word without vowel signs and with the letters that are typed in several ways made one."""
    text = unicodedata.normalize("NFKC", word)
    text = "".join(letter for letter in text if not unicodedata.combining(letter) and letter != "ـ")
    return text.translate(_SAME_ARABIC)


def _hangul(word: str) -> list[str]:
    """Return the syllables as lists spell them (McCune-Reischauer without its marks)."""
    syllables = []
    for letter in unicodedata.normalize("NFC", word):
        code = ord(letter) - 0xAC00
        if 0 <= code < 11172:
            initial, vowel, final = code // 588, code % 588 // 28, code % 28
            syllables.append((_INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]).replace("_", ""))
    return syllables
