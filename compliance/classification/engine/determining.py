"""
The order in which the rules are asked about one transfer under one regime.

    determine_under(regime, facts, …)       the Result, with everything that spoke in its trace
"""

from collections.abc import Hashable
from typing import Protocol

from compliance.classification.engine import concluding
from compliance.classification.engine.asking import Ask, Target
from compliance.classification.engine.assessing import Assessment
from compliance.classification.engine.facts import RELEASE, SERVICE, Facts
from compliance.classification.engine.judging import MET, NOT_MET
from compliance.classification.engine.kinds import Kinds
from compliance.classification.engine.permits import Authorisations
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


class Memory(Protocol):
    """What has been found before from the same Book."""

    book: Book
    weighed: dict[Hashable, Authorisations]

    def kinds(self, regime: Regime) -> Kinds:
        """The kinds of places under this regime."""


def possible_nationalities(facts: Facts, regime: Regime) -> tuple[str, ...]:
    """The countries of which one counts for a release, as long as nobody has said which."""
    if not _is_shown_to_somebody(facts) or regime.code != scope.US:
        return ()
    recipient = facts.transfer.recipient
    if releases.is_local(recipient, facts.transfer.destination) or releases.is_us_person(recipient):
        return ()
    return releases.nationalities(recipient, regime.person_rule)[0]


def _is_shown_to_somebody(facts: Facts) -> bool:
    return facts.item.is_information and facts.transfer.mode != SERVICE


def determine_under(
    regime: Regime, facts: Facts, *, memory: Memory, assessment: Assessment, people: tuple[str, ...]
) -> Result:
    """Ask every rule that has a say, and conclude."""
    ask = Ask(facts, memory.book, regime, assessment)
    scope.place_of_export(ask)
    scope.us_origin(ask)
    scope.not_held(ask)
    _exclusion(ask)
    _entries(ask)
    content = scope.us_content(ask)
    if content is None or content.effect is Effect.NOTES:
        if regime.code == scope.US:
            _united_states(ask, people)
        else:
            _elsewhere(ask)
        uses.considered(ask)
    for each in screening.IN_ORDER:
        each(ask)
    if ask.has(Effect.REQUIRES, Effect.POSSIBLY) and not ask.has(Effect.BARS):
        ask.authorisations = authorisations.considered(ask, memory.weighed, memory.kinds(regime))
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
    entries.purpose_not_held(ask)
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
    service = ask.transfer.mode == SERVICE
    stays = (releases.service(ask) if service else releases.remote_access(ask)) is not None
    for target in ask.targets:
        _place(ask, target)
        if not stays and not service:
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
    releases.nationality_contradicted(ask)
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
    stays = elsewhere.release(ask), elsewhere.remote_or_service(ask)
    if any(stays) or ask.transfer.mode in (RELEASE, SERVICE):
        return
    for target in ask.targets:
        for reading in ask.assessment.readings:
            if reading.truth != NOT_MET:
                elsewhere.excepted(ask, reading, target)
                elsewhere.requirement(ask, reading, target)
