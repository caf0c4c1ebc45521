"""
Which places the rules of a regime cannot tell apart.

Rules ask of a place only whether it is among named countries and groups, and, in the United States, what its chart row
says. Two places that answer alike are of one kind: whatever does not name the place is found once for all of them.
"""

from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property

from compliance.controls.book import Book, Place
from compliance.controls.rows import Condition, Eligibility, Regime, ReviewPolicy

US = "US-EAR"
ALWAYS_NAMED = ("D:1", "D:5")  # 742.4(a)(5)(ii)(B) is a rule in code


class Kinds:
    """The kinds of places under one regime."""

    def __init__(self, book: Book, regime: Regime):
        self.book = book
        self.regime = regime
        self._found: dict[str, Hashable] = {}
        self._named: dict[str, frozenset[str]] = {}

    def of(self, place: Place) -> Hashable:
        """The kind of this place; equal for places that no rule of the regime can tell apart."""
        found = self._found.get(place.code)
        if found is None:
            inside = place.code in self.territory
            found = self._found[place.code] = (self._answers(place), self._read(place), inside)
        return found

    def named_of(self, place: Place) -> frozenset[str]:
        """Which of the named countries and groups the place is in; all that conditions ask of a place."""
        found = self._named.get(place.code)
        if found is None:
            found = self._named[place.code] = self._answers(place)
        return found

    def _answers(self, place: Place) -> frozenset[str]:
        return self.named.intersection({place.code, place.stands_in, *place.groups})

    def _read(self, place: Place) -> Hashable:
        row = place.chart
        if self.regime.code != US or row is None:
            return None
        return row.rule, row.columns, place.recalled, bool(place.stands_in)

    @cached_property
    def territory(self) -> frozenset[str]:
        """The countries between which a movement leaves no territory of the regime."""
        union = self.book.regime(self.regime.within)
        return frozenset((union or self.regime).exporting_countries)

    @cached_property
    def named(self) -> frozenset[str]:
        """Every country and group that some rule of the regime names."""
        return frozenset(name for names in self._every_list() for name in names).union(ALWAYS_NAMED)

    def _every_list(self) -> Iterator[Iterable[str]]:
        book, code = self.book, self.regime.code
        yield from (condition.values for condition in self._conditions())
        yield from (rule.destinations for rule in book.end_use_rules(code))
        for entry in book.entries_of(code):
            yield entry.except_destinations
            yield from (reason.countries for reason in entry.reasons)
        if code == US:
            for policy in book.all(ReviewPolicy):
                yield from (policy.approval, policy.denial, policy.refusal)
            yield (cell.destination for cell in book.all(Eligibility))

    def _conditions(self) -> Iterator[Condition]:
        mine = self.regime.code
        for exception in (each for each in self.book.exceptions if each.regime == mine):
            yield from exception.conditions
            for part in exception.parts:
                yield from part.conditions
        for restriction in (each for each in self.book.restrictions if each.regime == mine):
            yield from (*restriction.when, *restriction.adds)
        for licence in (each for each in self.book.general_licences if each.regime == mine):
            yield from licence.conditions
