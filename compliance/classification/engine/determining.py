"""
Determines one transfer under every regime that has a say.

    determine(facts, book)          one Result per applicable regime, in the order of the reference data

A pure function: the same facts and the same Book give the same results, on any machine and in any year.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace

from compliance.classification.engine import concluding
from compliance.classification.engine.asking import Ask, Target
from compliance.classification.engine.assessing import Assessment, assess
from compliance.classification.engine.facts import RELEASE, SERVICE, Facts, Item
from compliance.classification.engine.judging import MET, NOT_MET
from compliance.classification.engine.results import Result
from compliance.classification.engine.rulebook import (
    authorisations,
    elsewhere,
    entries,
    exclusions,
    releases,
    requirements,
    scope,
    screening,
    uses,
)
from compliance.classification.engine.rules import Effect
from compliance.controls.book import Book
from compliance.controls.rows import Regime

ENGINE_VERSION = "1"
REMEMBERED = 512


@dataclass
class Desk:
    """A Book lying open, with the assessments made from it. What is remembered never changes an answer."""

    book: Book

    def __post_init__(self) -> None:
        self._assessed: OrderedDict[tuple[Item, str], Assessment] = OrderedDict()

    def assess(self, item: Item, regime: str) -> Assessment:
        """How the item stands to the regime's list."""
        key = (item, regime)
        found = self._assessed.get(key)
        if found is None:
            found = self._assessed[key] = assess(item, regime, self.book)
            if len(self._assessed) > REMEMBERED:
                self._assessed.popitem(last=False)
        return found

    def determine(self, facts: Facts) -> tuple[Result, ...]:
        """The answer under every regime that has a say."""
        return tuple(self.under(regime, facts) for regime in scope.applicable(facts, self.book))

    def under(self, regime: Regime, facts: Facts) -> Result:
        """The answer under one regime; where it is open which nationality counts, the answers must agree."""
        assessment = self.assess(facts.item, regime.code)
        alternatives = _alternatives(facts, regime)
        if len(alternatives) < 2:
            return _ask(facts, self.book, regime, assessment, alternatives)
        results = [_ask(facts, self.book, regime, assessment, (each,)) for each in alternatives]
        return concluding.agreed(results)


_desks: OrderedDict[int, Desk] = OrderedDict()


def desk(book: Book) -> Desk:
    """The desk on which this Book lies; a few are kept open."""
    found = _desks.get(id(book))
    if found is None or found.book is not book:
        found = _desks[id(book)] = Desk(book)
        while len(_desks) > 8:
            _desks.popitem(last=False)
    return found


def determine(facts: Facts, book: Book) -> tuple[Result, ...]:
    """The answer under every regime that has a say, from these facts and this Book alone."""
    return desk(book).determine(facts)


def _alternatives(facts: Facts, regime: Regime) -> tuple[str, ...]:
    """The countries of which one counts for a release, as long as nobody has said which."""
    if not _is_shown_to_somebody(facts) or regime.code != scope.US:
        return ()
    if releases.is_local(facts.transfer.recipient, facts.transfer.destination):
        return ()
    return releases.nationalities(facts.transfer.recipient, regime.person_rule)[0]


def _is_shown_to_somebody(facts: Facts) -> bool:
    return facts.item.is_information and facts.transfer.mode != SERVICE


def _ask(facts: Facts, book: Book, regime: Regime, assessment: Assessment, people: tuple[str, ...]) -> Result:
    ask = Ask(facts, book, regime, assessment)
    scope.place_of_export(ask)
    scope.us_origin(ask)
    scope.not_held(ask)
    _exclusion(ask)
    _entries(ask)
    if regime.code == scope.US:
        _united_states(ask, people)
    else:
        _elsewhere(ask)
    uses.considered(ask)
    for each in screening.IN_ORDER:
        each(ask)
    if ask.has(Effect.REQUIRES, Effect.POSSIBLY) and not ask.has(Effect.BARS):
        ask.authorisations = authorisations.considered(ask)
    return concluding.conclude(ask)


def _exclusion(ask: Ask) -> None:
    if ask.facts.exclusion is None:
        return
    exclusions.information_only(ask)
    exclusions.other_regime(ask)
    way = exclusions.followed(ask)
    if way is not None:
        for each in exclusions.IN_ORDER:
            each(ask, way)


def _entries(ask: Ask) -> None:
    entries.none_held(ask)
    entries.implied(ask)
    for reading in ask.assessment.readings:
        if reading.truth == MET:
            entries.met(ask, reading)
        elif reading.truth == NOT_MET:
            entries.not_met(ask, reading)
        else:
            entries.unknown(ask, reading)


# The United States -----------------------------------------------------------------------------------------


def _united_states(ask: Ask, people: tuple[str, ...]) -> None:
    ask.targets = _targets(ask, people)
    if not ask.targets:
        return
    if ask.transfer.mode == SERVICE:
        releases.service(ask)
        return
    stays = releases.remote_access(ask) is not None
    for target in ask.targets:
        _place(ask, target)
        if not stays:
            _entries_at(ask, target)


def _targets(ask: Ask, people: tuple[str, ...]) -> tuple[Target, ...]:
    """Where the transfer counts as going: the destination, and the country of whom the information is shown to."""
    transfer, home = ask.transfer, ask.transfer.destination in ask.regime.exporting_countries
    if home and releases.domestic(ask):
        return ()
    inside = home or (transfer.mode == RELEASE and ask.facts.exporting_country == transfer.destination)
    place = ask.place(transfer.destination)
    targets = [] if inside or place is None else [Target(place)]
    if targets:
        releases.in_country(ask)
    if not _is_shown_to_somebody(ask.facts) or releases.object_code(ask) or releases.not_foreign(ask):
        return tuple(targets)
    if not people:
        releases.nationality_unknown(ask)
    for code in people:
        person = ask.place(code)
        if person is not None:
            targets.append(Target(person, deemed=True))
            releases.counts_as(ask, targets[-1])
    return tuple(targets)


def _place(ask: Ask, target: Target) -> None:
    requirements.inherited_row(ask, target)
    requirements.no_row(ask, target)
    requirements.embargo(ask, target)
    requirements.embargo_release(ask, target)


def _entries_at(ask: Ask, target: Target) -> None:
    for reading in ask.assessment.readings:
        if reading.truth == NOT_MET:
            continue
        if target.deemed and reading.entry.deemed and releases.outside_quantum_controls(ask, reading, target):
            continue
        requirements.required(ask, reading, target)
        requirements.chart_blank(ask, reading, target)
    requirements.residual(ask, target)


# Everywhere else -------------------------------------------------------------------------------------------


def _elsewhere(ask: Ask) -> None:
    place = ask.place(ask.transfer.destination)
    ask.targets = (Target(place),) if place is not None else ()
    elsewhere.partial_list(ask)
    if elsewhere.inside(ask):
        return
    elsewhere.release(ask)
    elsewhere.remote_or_service(ask)
    if ask.transfer.mode in (RELEASE, SERVICE):
        return
    for target in ask.targets:
        for reading in ask.assessment.readings:
            if reading.truth != NOT_MET:
                elsewhere.excepted(ask, reading, target)
                elsewhere.requirement(ask, reading, target)


__all__ = ["ENGINE_VERSION", "Desk", "desk", "determine", "replace"]
