"""
A Book lying open on a desk, and everything that is asked of it.

    determine(facts, book)          one Result per applicable regime, in the order of the reference data

A pure function: the same facts and the same Book give the same results, on any machine and in any year. What a desk
remembers saves work and never changes an answer.
"""

from collections import OrderedDict
from collections.abc import Hashable

from compliance.classification.engine import concluding, determining
from compliance.classification.engine.assessing import Assessment, assess
from compliance.classification.engine.facts import Facts, Item
from compliance.classification.engine.kinds import Kinds
from compliance.classification.engine.outlines import Outline, outline, shape
from compliance.classification.engine.permits import Authorisations
from compliance.classification.engine.results import Result
from compliance.classification.engine.rulebook import scope
from compliance.controls.book import Book
from compliance.controls.rows import Regime

ENGINE_VERSION = "3"
ASSESSED, OUTLINED, WEIGHED, DESKS = 256, 512, 768, 8


class Desk:
    """One Book and what was found in it lately."""

    def __init__(self, book: Book):
        self.book = book
        self._kinds: dict[str, Kinds] = {}
        self.weighed: dict[Hashable, Authorisations] = {}
        self._assessed: OrderedDict[tuple[Item, str], Assessment] = OrderedDict()
        self._outlines: dict[Hashable, Outline] = {}
        self._applicable: dict[Hashable, tuple[Regime, ...]] = {}

    def kinds(self, regime: Regime) -> Kinds:
        """The kinds of places under this regime."""
        if regime.code not in self._kinds:
            self._kinds[regime.code] = Kinds(self.book, regime)
        return self._kinds[regime.code]

    def assess(self, item: Item, regime: str) -> Assessment:
        """How the item stands to the regime's list."""
        key = (item, regime)
        found = self._assessed.get(key)
        if found is None:
            found = self._assessed[key] = assess(item, regime, self.book, self._outlined(item, regime))
            if len(self._assessed) > ASSESSED:
                self._assessed.popitem(last=False)
        return found

    def _outlined(self, item: Item, regime: str) -> Outline:
        key = shape(item, regime)
        if key not in self._outlines:
            if len(self._outlines) > OUTLINED:
                self._outlines.clear()
            self._outlines[key] = outline(item, regime, self.book)
        return self._outlines[key]

    def applicable(self, facts: Facts) -> tuple[Regime, ...]:
        """The regimes that have a say."""
        key = (facts.exporting_country, facts.transfer.mode, facts.transfer.destination, scope.us_say(facts.item))
        found = self._applicable.get(key)
        if found is None:
            found = self._applicable[key] = scope.applicable(facts, self.book)
        return found

    def determine(self, facts: Facts) -> tuple[Result, ...]:
        """The answer under every regime that has a say."""
        return tuple(self.under(regime, facts) for regime in self.applicable(facts))

    def under(self, regime: Regime, facts: Facts) -> Result:
        """The answer under one regime; where it is open which nationality counts, the answers must agree."""
        while len(self.weighed) > WEIGHED:
            del self.weighed[next(iter(self.weighed))]  # the oldest; one at a time, so that what is in use is not lost
        assessment = self.assess(facts.item, regime.code)
        open_ = determining.possible_nationalities(facts, regime)
        alternatives = [open_] if len(open_) < 2 else [(each,) for each in open_]
        results = [
            determining.determine_under(regime, facts, memory=self, assessment=assessment, people=people)
            for people in alternatives
        ]
        return results[0] if len(results) == 1 else concluding.agreed(results)


_desks: OrderedDict[int, Desk] = OrderedDict()


def desk(book: Book) -> Desk:
    """The desk on which this Book lies; a few are kept open."""
    found = _desks.get(id(book))
    if found is None or found.book is not book:
        found = _desks[id(book)] = Desk(book)
        while len(_desks) > DESKS:
            _desks.popitem(last=False)
    return found


def determine(facts: Facts, book: Book) -> tuple[Result, ...]:
    """The answer under every regime that has a say, from these facts and this Book alone."""
    return desk(book).determine(facts)
