"""
A name as written becomes readings: sequences of words that can be compared across scripts, orders and spellings.

Most names have one reading. A name in Han characters is read in Mandarin and, where it can be, as a Korean or Cantonese
name, or by the English names of its parts; a name with a part in brackets also without it; a disguised one also without
its disguise (`disguises`); an affiliation also by its institution (`affiliations`); initials in other transliterations.
"""

from dataclasses import dataclass
from functools import lru_cache

from compliance.screening.engine import affiliations, disguises, initials, originals, parts, scripts
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.settling import acronyms, finish, put_together, spell_out
from compliance.screening.engine.tokens import Token
from compliance.screening.engine.wording import han_hints, read_word, words_of

LONGEST_NAME = 1_000  # letters that are read; a longer name is searched as far as this and reported as not searchable
LONGEST_READING = 64  # words that are compared
_DISCOUNTS = {
    parts.IN_BRACKETS: 0.1,
    parts.NAME_IN_BRACKETS: 0.2,
    parts.OUTSIDE_BRACKETS: 0.02,
    affiliations.NOTE: 0.04,
}


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
    def part(self) -> bool:
        """Return whether it is one part of an affiliation: it asks, and is not asked for."""
        return self.note.endswith(affiliations.NOTE)

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
    for version, note in _versions(text[:LONGEST_NAME], kind):
        for tokens, hint in _tokenise(version, kind):
            complete = len(tokens) <= LONGEST_READING
            whole = whole and complete
            tokens = tokens[:LONGEST_READING]
            key = tuple(token.text for token in tokens)
            if tokens and key not in ways:
                ways[key] = Reading(tuple(tokens), acronyms(tokens), note or hint)
    return Readings(tuple(ways.values()), whole)


def _versions(text: str, kind: str) -> list[tuple[str, str]]:
    """Return the text and its other versions, each with a note: without disguises, and its parts."""
    versions = disguises.versions(text)
    for written, note in list(versions.items()):
        for english in originals.versions(written, kind):
            versions.setdefault(english, f"{note}, {originals.NOTE}" if note else originals.NOTE)
    for written, note in list(versions.items()):
        for part, said in parts.of(written, kind):
            versions.setdefault(part, f"{note}, {said}" if note else said)
    return [(version, note) for version, note in versions.items() if any(map(str.isalnum, version))]


def _tokenise(text: str, kind: str) -> list[tuple[list[Token], str]]:
    """Return the token sequences of one version of the text, each with a note on how it was read."""
    words = words_of(text)
    if not words:
        return []
    han = any(script == "han" for _, script in words)
    hints = ["", *han_hints("".join(word for word, script in words if script == "han"))] if han else [""]
    read = [([token for word, script in words for token in read_word(word, script, hint)], hint) for hint in hints]
    if kind != "organisation":
        read = [(initials.settle(tokens), hint) for tokens, hint in read]
        read += [(other, initials.OTHER_LETTERS) for other in initials.otherwise(read[0][0])]
    if mended := put_together(read[0][0], kind):
        read.append((mended, parts.PUT_TOGETHER))
    ways = [(finish(tokens, kind), hint) for tokens, hint in read]
    if kind != "person":
        spelt = [(spell_out(tokens), hint) for tokens, hint in ways]
        sure = any(token.meaning or token.cls in (Class.LEGAL, Class.NUMBER) for token in ways[0][0])
        ways = spelt if sure else ways + [way for way, plain in zip(spelt, ways, strict=True) if way != plain]
    return ways
