"""
Whom an affiliation names beside the whole of it: School of Law, Umbral University, Ostrava is of Umbral University.

People write where they work as a line of parts, from the smallest unit to the country. Only what is asked about is read
so; and a part finds only a listed name that it covers, or every institute of an academy would be every other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.screening.engine import lexicon
from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.settling import finish
from compliance.screening.engine.wording import read_word, words_of

NOTE = "one part of an affiliation"
MOST_PARTS = 6  # of one line
TELLING = 2  # words that a part needs
_CUT = re.compile(r"\s*[,;，；、\n]\s*|\s+[-–—|/]\s+")
_UNIT_WITHIN = re.compile(
    r"^(?:[\w.&'’-]+\s+){0,5}?(?:school|department|dept|faculty|laborator(?:y|ies)|lab|institute|college|division|chair"
    r"|cent(?:er|re)|group|section|branch)\b.*?\s(?:at(?:\s+the)?|of\s+the)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_INSTITUTIONS = frozenset(
    "university institute academy college school laboratory center bureau plant enterprise ministry agency bank".split()
)
_UNITS = frozenset("faculty department laboratory chair".split())
_UNITS_OF = frozenset("school college center institute".split())  # School of Law is one; Stockholm School is none


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    meanings: tuple[str, ...]  # of each telling word, "" where it has none
    links: bool = False  # whether its second word is "of", "de", "für"

    @property
    def is_institution(self) -> bool:
        """Return whether it says by itself who is meant."""
        return len(self.meanings) >= TELLING and not _INSTITUTIONS.isdisjoint(self.meanings)

    @property
    def is_unit(self) -> bool:
        """Return whether it begins as the name of a part of an institution: School of Law."""
        return self.meanings[0] in _UNITS or (self.links and self.meanings[0] in _UNITS_OF)


def of(text: str, kind: str) -> Iterator[str]:
    """Yield the parts of a line that may be who is meant; none for people, ships and aircraft."""
    if kind not in ("organisation", "unknown"):
        return
    cut = _CUT.split(text)[:MOST_PARTS]
    if len(cut) == 1 and not _UNIT_WITHIN.match(text):
        return
    parts = [part for part in map(_part, cut) if part.meanings]
    institutions = [part for part in parts if part.is_institution]
    if len(parts) > 1:
        whole = [part for part in institutions if not part.is_unit] or institutions
        yield from (part.text for part in whole or parts[:1] if whole or _says_what_it_does(part, kind))
        if whole and (last := parts.index(institutions[-1])):  # Institute of Ice, Academy of Sciences, Ostrava
            yield ", ".join(part.text for part in parts[: last + 1])
    for part in institutions:
        if (within := _UNIT_WITHIN.match(part.text)) and _part(within["rest"]).is_institution:
            yield within["rest"]


def _says_what_it_does(part: _Part, kind: str) -> bool:
    """Return whether the first part of a line is an organisation, without a word such as university in it."""
    return len(part.meanings) >= TELLING and (kind == "organisation" or any(part.meanings))


def _part(text: str) -> _Part:
    tokens = [token for word, script in words_of(text) for token in read_word(word, script, "")]
    legal = lexicon.legal_phrases().match([lexicon.key_of(token.text) for token in tokens], 0) if tokens else None
    if legal and legal[0] == len(tokens):  # Co., Ltd. is cut in two as well
        return _Part(text, ())
    tokens = finish(tokens, "unknown")
    telling = (token for token in tokens if token.cls in (Class.CONTENT, Class.PATRONYMIC))
    return _Part(text, tuple(token.meaning for token in telling), tokens[1:2] != [] and tokens[1].cls == Class.PARTICLE)
