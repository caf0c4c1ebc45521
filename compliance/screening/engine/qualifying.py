"""
Facts beside the name: kind, country, birth date, identifiers, address. They move a candidate up or down a little.

None of them can clear an exact name or take a candidate out of the answer; whoever reads it sees both sides.
"""

import re
from collections.abc import Iterable

from compliance.screening.engine.records import Listed, Qualifier, Query

PEOPLE, THINGS = {"person"}, {"vessel", "aircraft"}
OTHER_KIND, OTHER_COUNTRY, OTHER_BIRTH = -0.08, -0.03, -0.15
SAME_COUNTRY, SAME_BIRTH, SAME_YEAR, SAME_NUMBER, SAME_PLACE = 0.02, 0.10, 0.04, 0.30, 0.03


def qualify(query: Query, entry: Listed) -> tuple[Qualifier, ...]:
    """Return what both sides say, fact by fact; a fact that one side does not give is left out."""
    found = (_kind(query, entry), _country(query, entry), _birth(query, entry), _number(query, entry))
    return tuple(fact for fact in (*found, _address(query, entry)) if fact is not None)


def _kind(query: Query, entry: Listed) -> Qualifier | None:
    if "unknown" in (query.kind, entry.kind):
        return None
    if query.kind == entry.kind:
        return Qualifier("kind", query.kind, entry.kind, "neutral", 0.0)
    return Qualifier("kind", query.kind, entry.kind, "contradicts", OTHER_KIND, "They are of different kinds.")


def _country(query: Query, entry: Listed) -> Qualifier | None:
    if not query.countries or not entry.countries:
        return None
    ours, theirs = " ".join(query.countries), " ".join(entry.countries)
    if set(query.countries) & set(entry.countries):
        return Qualifier("country", ours, theirs, "supports", SAME_COUNTRY)
    return Qualifier("country", ours, theirs, "contradicts", OTHER_COUNTRY, "No country in common.")


def _birth(query: Query, entry: Listed) -> Qualifier | None:
    if not query.birth_date or not entry.birth_dates:
        return None
    theirs = "; ".join(entry.birth_dates)
    nearest = min(_apart(query.birth_date, each) for each in entry.birth_dates)
    if query.birth_date in entry.birth_dates and len(query.birth_date) == 10:
        return Qualifier("birth_date", query.birth_date, theirs, "supports", SAME_BIRTH)
    if nearest == 0:
        return Qualifier("birth_date", query.birth_date, theirs, "supports", SAME_YEAR)
    if nearest == 1:
        return Qualifier("birth_date", query.birth_date, theirs, "neutral", 0.0, "One year apart.")
    return Qualifier("birth_date", query.birth_date, theirs, "contradicts", OTHER_BIRTH, "Years apart.")


def _apart(ours: str, theirs: str) -> int:
    """Return how many years lie between two dates; a range counts from its nearer end, "about" forgives two years."""
    one = _years(ours)
    other = _years(theirs)
    if not one or not other:
        return 1
    gap = max(0, min(other) - max(one), min(one) - max(other))
    return max(0, gap - 2) if theirs.startswith("~") else gap


def _years(text: str) -> list[int]:
    return [int(year) for year in re.findall(r"\b(1[89]\d\d|20\d\d)", text)]


def _number(query: Query, entry: Listed) -> Qualifier | None:
    ours = {_plain(each.number): each.number for each in query.identifiers}
    for each in entry.identifiers:
        number = _plain(each.number)
        if len(number) >= 5 and number in ours:
            return Qualifier("identifier", ours[number], each.number, "supports", SAME_NUMBER, each.type)
    return None


def _plain(number: str) -> str:
    return "".join(sign for sign in number.upper() if sign.isalnum())


def _address(query: Query, entry: Listed) -> Qualifier | None:
    if not query.addresses or not entry.addresses:
        return None
    ours, theirs = _words(query.addresses), _words(entry.addresses)
    common = ours & theirs
    if len(common) < 2:
        return None
    return Qualifier(
        "address", "; ".join(query.addresses), "; ".join(entry.addresses), "supports", SAME_PLACE, " ".join(sorted(common))
    )


def _words(lines: Iterable[str]) -> set[str]:
    return {word for line in lines for word in re.findall(r"\w{4,}", line.casefold())}
