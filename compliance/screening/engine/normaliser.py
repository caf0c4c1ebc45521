"""
A name as written becomes readings: sequences of words that can be compared across scripts, orders and spellings.

Most names have one reading. A name in Han characters is read in Mandarin and, where it can be, as a Korean or Cantonese
name; a name with a part in brackets also without it; one that hides letters of another script also as it looks.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from compliance.screening.engine import scripts, weights
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.settling import acronyms, finish, put_together, spell_out
from compliance.screening.engine.tokens import Token
from compliance.screening.engine.wording import CAMEL, han_hints, read_word, words_of

LONGEST_NAME = 1_000  # letters that are read; a longer name is searched as far as this and reported as not searchable
LONGEST_READING = 64  # words that are compared
IN_BRACKETS = "the short form in brackets"
OUTSIDE_BRACKETS = "without the part in brackets"
PUT_TOGETHER = "the end put before the beginning, where the two make one expression"
_DISCOUNTS = {IN_BRACKETS: 0.2, OUTSIDE_BRACKETS: 0.02}
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХЅІЈавеорсухѕіјкмнтԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαονρτυικχεϲ",
    "ABEKMHOPCTYXSIJabeopcyxsijkmhtdqwhlABEZHIKMNOPTYXaovptuikxec",
)
_BRACKETS = re.compile(r"[(\[（【「『][^()\[\]（）【】「」『』]*[)\]）】」』]")
_ALSO = re.compile(
    r"\b(?:[afn]\.?\s?k\.?\s?a\.?|also known as|formerly known as|formerly|subordinate institution)"
    r"(?=[\s,:;-])[\s,:;-]*",
    re.IGNORECASE,
)
# Single letters at both ends that may be one short form: Y R Arquitectos G is G Y R Arquitectos.
_TORN_LETTERS = (
    re.compile(r"([^\W\d_]\W+[^\W\d_]\W.*\W)([^\W\d_])\W*$"),
    re.compile(r"([^\W\d_]\W.*\W)([^\W\d_]\W+[^\W\d_])\W*$"),
)
_LETTERS = re.compile(r"[^\W\d_]+")
_MARKUP = re.compile(r"<[^<>]{1,60}>")
_REVERSED = re.compile("[\u202e\u202d]([^\u202c\u2069]*)[\u202c\u2069]?")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name; `acronyms` are the short forms that its words would make."""

    tokens: tuple[Token, ...]
    acronyms: tuple[str, ...] = ()
    note: str = ""

    @property
    def syllabic(self) -> bool:
        """Return whether the name itself, not only its kind of institution, was written in Han or Hangul."""
        own = [token for token in self.tokens if token.cls == Class.CONTENT and not token.meaning]
        return bool(own) and all(scripts.of(token.written[:1] or "a") in ("han", "hangul") for token in own)

    @property
    def discount(self) -> float:
        """Return what a match with this reading loses, because it is only part of the name."""
        return next((cost for said, cost in _DISCOUNTS.items() if self.note.endswith(said)), 0.0)


@dataclass(frozen=True, slots=True)
class Readings:
    """All ways to read a name. `whole` is False where part of it was too long to be read."""

    ways: tuple[Reading, ...]
    whole: bool = True


@lru_cache(maxsize=4096)
def read(text: str, kind: str = "unknown") -> Readings:
    """Return every reading of a name; none if nothing in it can be read."""
    whole = len(text) <= LONGEST_NAME
    ways: dict[tuple[str, ...], Reading] = {}
    for version, note in _versions(text[:LONGEST_NAME]):
        for tokens, hint in _tokenise(version, kind):
            complete = len(tokens) <= LONGEST_READING
            whole = whole and complete
            tokens = tokens[:LONGEST_READING]
            key = tuple(token.text for token in tokens)
            if tokens and key not in ways:
                ways[key] = Reading(tuple(tokens), acronyms(tokens), note or hint)
    return Readings(tuple(ways.values()), whole)


def _versions(text: str) -> list[tuple[str, str]]:
    """
    Return the text and its other versions, each with a note: turned round, without markup, as it looks, and parts.

    Disguises are taken off one after another, so that a name under two of them is read as well.
    """
    versions = {_clean(text): ""}
    if "\u202e" in text or "\u202d" in text:
        versions.setdefault(_clean(_REVERSED.sub(lambda found: found.group(1)[::-1], text)), "letters turned round")
    for written in [each for each in versions if "<" in each]:
        versions.setdefault(_MARKUP.sub(" ", written), "without markup")
    for written in [each for each in versions if not each.isascii()]:
        versions.setdefault(_as_it_looks(written), "letters of another script read as they look")
    for written, note in list(versions.items()):
        for part, said in _parts(written):
            versions.setdefault(part, f"{note}, {said}" if note else said)
    return [(version, note) for version, note in versions.items() if any(map(str.isalnum, version))]


def _parts(plain: str) -> Iterator[tuple[str, str]]:
    """Yield what else a text may say: in small letters, without brackets, in brackets, between "also known as"."""
    if CAMEL.search(plain):
        yield plain.lower(), "capitals within words read as small letters"
    outside = _BRACKETS.sub(" ", plain).strip()
    if outside != plain and sum(map(str.isalnum, outside)) > 3:
        yield outside, OUTSIDE_BRACKETS
        for inside in _bracketed_acronyms(plain, outside):
            yield inside, IN_BRACKETS
    for pattern in _TORN_LETTERS if plain[:1].isalpha() and not plain[1:2].isalnum() else ():
        if torn := pattern.match(plain):
            yield f"{torn.group(2)} {torn.group(1)}", PUT_TOGETHER
    parts = [part for part in _ALSO.split(plain) if part and sum(map(str.isalnum, part)) > 3]
    if len(parts) > 1:
        for part in parts:
            yield part, "one of several names in one"


def _clean(text: str) -> str:
    """Return the text in composed letters, without invisible and control characters."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFKC", text.replace("ı", "i"))
    kept = (
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Zs") else letter
        for letter in text
        if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn")
    )
    return "".join(kept)


def _as_it_looks(text: str) -> str:
    """
    Return the text with letters of another script as they look, where a word has letters of several scripts.

    One such word gives a disguise away, or one that looks like a word of the lists from end to end; then words that
    could be read either way are Latin as well.
    """
    if not any(map(_is_mixed, text.split())) and not any(map(_is_known_by_looks, _LETTERS.findall(text))):
        return text
    return _LETTERS.sub(_look, text)


def _look(found: re.Match[str]) -> str:
    word = found.group()
    look = word.translate(_LOOKALIKES)
    return look if look.isascii() or _is_mixed(word) else word


def _is_known_by_looks(word: str) -> bool:
    look = word.translate(_LOOKALIKES)
    return word != look and len(look) > 2 and look.isascii() and weights.is_known(look.lower())


def _is_mixed(word: str) -> bool:
    found = {scripts.of(letter) for letter in word} & {"latin", "cyrillic", "greek"}
    return len(found) > 1


def _bracketed_acronyms(plain: str, outside: str) -> list[str]:
    """Return what stands in brackets and is spelt from the first letters outside, as in … Institute (MIPT)."""
    initials = "".join(word[0] for word in re.findall(r"\w+", outside)).lower()
    found = (span.group()[1:-1].strip() for span in _BRACKETS.finditer(plain) if span.end() >= len(plain.rstrip(" .,")))
    return [
        short
        for short in found
        if short.isalpha() and short.isupper() and len(short) > 3 and _within(short.lower(), initials)
    ]


def _within(short: str, letters: str) -> bool:
    rest = iter(letters)
    return all(letter in rest for letter in short)


def _tokenise(text: str, kind: str) -> list[tuple[list[Token], str]]:
    """Return the token sequences of one version of the text, each with a note on how it was read."""
    words = words_of(text)
    if not words:
        return []
    han = any(script == "han" for _, script in words)
    hints = ["", *han_hints("".join(word for word, script in words if script == "han"))] if han else [""]
    read = [([token for word, script in words for token in read_word(word, script, hint)], hint) for hint in hints]
    if mended := put_together(read[0][0], kind):
        read.append((mended, PUT_TOGETHER))
    ways = [(finish(tokens, kind), hint) for tokens, hint in read]
    if kind != "person":
        spelt = [(spell_out(tokens), hint) for tokens, hint in ways]
        sure = any(token.meaning or token.cls in (Class.LEGAL, Class.NUMBER) for token in ways[0][0])
        ways = spelt if sure else ways + [way for way, plain in zip(spelt, ways, strict=True) if way != plain]
    return ways
