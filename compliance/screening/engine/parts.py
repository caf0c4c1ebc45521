"""What else a name may say beside the whole of it: without its brackets, in them, between "also known as"."""

import re
from collections.abc import Iterator

from compliance.screening.engine import affiliations, french, lexicon
from compliance.screening.engine.keys import sound
from compliance.screening.engine.wording import CAMEL

IN_BRACKETS = "the short form in brackets"
NAME_IN_BRACKETS = "the short form in brackets, a given name as well"
OUTSIDE_BRACKETS = "without the part in brackets"
PUT_TOGETHER = "the end put before the beginning, where the two make one expression"
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


def of(plain: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield what else a text may say: in small letters, outside and in brackets, between "also known as" and commas."""
    if CAMEL.search(plain):
        yield plain.lower(), "capitals within words read as small letters"
    outside = _BRACKETS.sub(" ", plain).strip()
    if outside != plain and sum(map(str.isalnum, outside)) > 3:
        yield outside, OUTSIDE_BRACKETS
        for inside in _bracketed_acronyms(plain, outside):
            yield inside, NAME_IN_BRACKETS if lexicon.families_of(sound(inside.lower())) else IN_BRACKETS
    for pattern in _TORN_LETTERS if plain[:1].isalpha() and not plain[1:2].isalnum() else ():
        if torn := pattern.match(plain):
            yield f"{torn.group(2)} {torn.group(1)}", PUT_TOGETHER
    parts = [part for part in _ALSO.split(plain) if part and sum(map(str.isalnum, part)) > 3]
    if len(parts) > 1:
        for part in parts:
            yield part, "one of several names in one"
    if kind != "organisation" and (russian := french.as_english(plain)) != plain:
        yield russian, french.NOTE
    for part in affiliations.of(outside, kind):
        yield part, affiliations.NOTE


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
