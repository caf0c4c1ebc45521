"""
Where may it go? One item, every destination, every regime: for planning before anybody is named.

Under each regime the item is taken to leave from the place of that regime, so that a collaboration can be planned from
either end. Places that the rules of a regime cannot tell apart are determined once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from compliance.classification.engine.desks import Desk
from compliance.classification.engine.facts import ORGANISATION, PLANNED, EndUse, Facts, Item, Recipient, Transfer
from compliance.classification.engine.outcomes import Outcome, Status
from compliance.classification.engine.results import Result
from compliance.controls.book import Place
from compliance.controls.rows import Regime

CIVIL = EndUse(military=False, wmd=False, supercomputer=False, military_intelligence=False)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What to expect for one destination under one regime."""

    regime: str
    place: Place
    outcome: Outcome
    entries: tuple[str, ...]
    review_policy: str
    open_to: tuple[str, ...]  # authorisations that permit it, or could once confirmed
    home: bool = False


def planned(item: Item, *, exporting_country: str, as_of: date, mode: str, end_use: EndUse = CIVIL) -> Facts:
    """The facts of a transfer to nobody in particular, whose screening will be clear and whose use is civil."""
    transfer = Transfer(mode, exporting_country, Recipient(kind=ORGANISATION, screening=PLANNED), end_use)
    return Facts(as_of, exporting_country, item, transfer)


def survey(facts: Facts, desk: Desk, *, regimes: tuple[str, ...] = ()) -> Iterator[Prospect]:
    """What to expect for every destination under every regime that is held, or under those that are named."""
    places = sorted(desk.book.places.values(), key=lambda place: place.name)
    for regime in desk.book.regimes:
        if regime.exporting_countries and (regime.code in regimes if regimes else regime.coverage != "none"):
            yield from _under(regime, facts, desk, places)


def _under(regime: Regime, facts: Facts, desk: Desk, places: list[Place]) -> Iterator[Prospect]:
    from_here = facts.exporting_country in regime.exporting_countries
    home = facts.exporting_country if from_here else regime.exporting_countries[0]
    kinds, found = desk.kinds(regime), dict[object, Result]()
    for place in places:
        kind = (kinds.of(place), place.code == home)
        result = found.get(kind)
        if result is None:
            transfer = replace(facts.transfer, destination=place.code)
            question = replace(facts, exporting_country=home, transfer=transfer)
            result = found[kind] = desk.under(regime, question)
        yield _prospect(regime, place, result, home)


def _prospect(regime: Regime, place: Place, result: Result, home: str) -> Prospect:
    permitting = tuple(each.code for each in result.authorisations if each.status is Status.SATISFIED)
    hoped = tuple(each.code for each in result.authorisations if each.status is Status.TO_BE_CONFIRMED)
    return Prospect(
        regime.code,
        place,
        result.outcome,
        result.entries,
        result.review_policy,
        permitting or hoped,
        place.code == home,
    )
