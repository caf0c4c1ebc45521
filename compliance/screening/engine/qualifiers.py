"""
The facts beside a name: kind, country, birth date, identifiers, address.

Each is stated with what both sides say and moves the score a little, in the open. They order and band candidates; none
takes a candidate out of the answer, and none takes an exact name out of the strong band.
"""

import re
from dataclasses import dataclass

from compliance.screening.engine.normaliser import read
from compliance.screening.engine.records import Listed, Qualifier, Query

IDENTIFIER = 0.15
BIRTH_DATE, BIRTH_YEAR, OTHER_BIRTH_YEAR, OTHER_BIRTH_DAY = 0.06, 0.04, -0.10, -0.03
COUNTRY, OTHER_COUNTRY = 0.03, -0.03
ADDRESS = 0.03
OTHER_KIND = -0.10
ABOUT = 2  # years either side of a date that is only about right
NEAR = 1  # a year's difference contradicts nothing


@dataclass(frozen=True, slots=True)
class _Born:
    first: int
    last: int
    day: str = ""


def compare(query: Query, entry: Listed) -> tuple[Qualifier, ...]:
    """Return what the facts beside the name say; only facts that both sides state are compared."""
    found = (
        _kind(query, entry),
        _country(query, entry),
        _birth(query, entry),
        _identifiers(query, entry),
        _address(query, entry),
    )
    return tuple(qualifier for qualifier in found if qualifier)


def adjustment(qualifiers: tuple[Qualifier, ...]) -> float:
    """Return the sum of what the qualifiers add and take away."""
    return round(sum(qualifier.adjustment for qualifier in qualifiers), 6)


def _kind(query: Query, entry: Listed) -> Qualifier | None:
    if "unknown" in (query.kind, entry.kind):
        return None
    if query.kind == entry.kind:
        return Qualifier("kind", query.kind, entry.kind, "neutral", 0.0)
    return Qualifier("kind", query.kind, entry.kind, "contradicts", OTHER_KIND)


def _country(query: Query, entry: Listed) -> Qualifier | None:
    if not query.countries or not entry.countries:
        return None
    ours, theirs = {code.upper() for code in query.countries}, {code.upper() for code in entry.countries}
    asked, listed = ", ".join(sorted(ours)), ", ".join(sorted(theirs))
    if ours & theirs:
        return Qualifier("country", asked, listed, "supports", COUNTRY)
    return Qualifier("country", asked, listed, "contradicts", OTHER_COUNTRY)


def _birth(query: Query, entry: Listed) -> Qualifier | None:
    asked = _born(query.birth_date)
    dates = [(text, born) for text in entry.birth_dates if (born := _born(text))]
    if not asked or not dates:
        return None
    return max(
        (_compare_births(query.birth_date, asked, text, born) for text, born in dates), key=lambda each: each.adjustment
    )


def _compare_births(asked_text: str, asked: _Born, text: str, born: _Born) -> Qualifier:
    apart = max(born.first - asked.last, asked.first - born.last, 0)
    if apart > NEAR:
        return Qualifier("birth_date", asked_text, text, "contradicts", OTHER_BIRTH_YEAR, f"{apart} years apart")
    if apart:
        return Qualifier("birth_date", asked_text, text, "neutral", 0.0, "one year apart")
    if asked.day and born.day and not (asked.day.startswith(born.day) or born.day.startswith(asked.day)):
        return Qualifier("birth_date", asked_text, text, "contradicts", OTHER_BIRTH_DAY, "same year, another day")
    if asked.day and asked.day == born.day:
        return Qualifier("birth_date", asked_text, text, "supports", BIRTH_DATE, "same day")
    return Qualifier("birth_date", asked_text, text, "supports", BIRTH_YEAR, "same year")


def _born(text: str) -> _Born | None:
    """Return a birth date as years and, where given, a day; None if there is no year in it."""
    years = [int(year) for year in re.findall(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", text)]
    if not years:
        return None
    slack = ABOUT if text.lstrip().startswith("~") else 0
    whole = re.fullmatch(r"\s*\d{4}-(\d\d(?:-\d\d)?)\s*", text)
    return _Born(min(years) - slack, max(years) + slack, whole.group(1) if whole else "")


def _identifiers(query: Query, entry: Listed) -> Qualifier | None:
    ours = {_bare(each.number): each for each in query.identifiers}
    theirs = {_bare(each.number): each for each in entry.identifiers}
    shared = sorted(number for number in ours.keys() & theirs.keys() if len(number) > 3)
    if not shared:
        return None
    number = shared[0]
    asked, listed = (f"{side[number].type} {side[number].number}".strip() for side in (ours, theirs))
    return Qualifier("identifier", asked, listed, "supports", IDENTIFIER, "same number")


def _bare(number: str) -> str:
    return re.sub(r"[\W_]", "", number).upper()


def _address(query: Query, entry: Listed) -> Qualifier | None:
    ours, theirs = _places(query.addresses), _places(entry.addresses)
    shared = sorted(ours & theirs)
    if not shared:
        return None
    return Qualifier(
        "address", "; ".join(query.addresses), "; ".join(entry.addresses), "supports", ADDRESS, ", ".join(shared)
    )


def _places(addresses: tuple[str, ...]) -> set[str]:
    """Return the telling words of addresses: four letters or more, and no word of every address."""
    words = {token.text for address in addresses for way in read(address).ways[:1] for token in way.tokens}
    return {word for word in words if len(word) > 3 and word.isalpha()} - _EVERYWHERE


_EVERYWHERE = frozenset(
    "street road avenue lane building floor room office district city town province region house apartment block "
    "north south east west central square boulevard prospekt ulitsa rayon oblast republic state unit suite postal code "
    "near".split()
)
