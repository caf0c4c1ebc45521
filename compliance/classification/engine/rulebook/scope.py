"""Which regimes look at a transfer, and why."""

from decimal import Decimal

from compliance.classification.engine.asking import Ask
from compliance.classification.engine.facts import RELEASE, Facts, Item
from compliance.classification.engine.judging import NOT_MET
from compliance.classification.engine.rulebook.releases import nationalities
from compliance.classification.engine.rules import Effect, Finding, rule
from compliance.controls.book import Book, Place
from compliance.controls.criteria import plain
from compliance.controls.rows import RECALLED, Regime

US = "US-EAR"
NOTHING_TOLERATED = frozenset({"3B903", "5D002", "5E002"})  # 734.4(a): chip equipment and encryption, in part


def applicable(facts: Facts, book: Book) -> tuple[Regime, ...]:
    """
    Every regime that has a say: of the place of export, of the place of a release, and of the item's origin.

    A regime of which nothing is held is only named where no other has a say; then a person has to look.
    """
    asked = [regime for regime in book.regimes if _has_a_say(regime, facts)]
    held = [regime for regime in asked if regime.coverage != "none"]
    if any(facts.exporting_country in regime.exporting_countries for regime in held):
        return tuple(held)
    local = [regime for regime in asked if facts.exporting_country in regime.exporting_countries]
    return tuple(held + (local or [_nobody_we_know(facts, book)]))


def _has_a_say(regime: Regime, facts: Facts) -> bool:
    places = {facts.exporting_country}
    if facts.transfer.mode == RELEASE:
        places.add(facts.transfer.destination)
    if places.intersection(regime.exporting_countries):
        return True
    return regime.us_origin and us_say(facts.item)


def us_say(item: Item) -> bool:
    """Whether origin or content may put an item under US rules wherever it is."""
    return item.us_origin is not False or bool(item.us_content)


def _nobody_we_know(facts: Facts, book: Book) -> Regime:
    place = book.place(facts.exporting_country)
    name = place.name if place else facts.exporting_country
    return Regime(
        code=facts.exporting_country,
        title=f"Export control of {name}",
        source="not held",
        confidence=RECALLED,
        place=facts.exporting_country,
        coverage="none",
    )


@rule("scope.place", citation="the regime's own instrument")
def place_of_export(ask: Ask) -> Finding | None:
    """A regime looks at what leaves its territory, and at what is released in it."""
    home = ask.regime.exporting_countries
    if ask.facts.exporting_country in home or ask.transfer.destination in home:
        says = f"{ask.regime.title} applies: the place of export or release is {_where(ask)}."
        return Finding(Effect.NOTES, says, row=ask.regime, source=ask.regime.source, uses=("exporting_country",))
    return None


@rule("US-EAR.subject", citation="15 CFR 734.3(a)")
def us_origin(ask: Ask) -> Finding | None:
    """US-origin items stay subject to the EAR wherever they are; foreign items with US content may be."""
    if ask.facts.exporting_country in ask.regime.exporting_countries or not ask.regime.us_origin:
        return None
    if ask.item.us_origin:
        return Finding(
            Effect.NOTES, "The item is of US origin: a re-export is subject to the EAR.", uses=("us_origin",)
        )
    if ask.item.us_origin is False:
        return None  # its content decides
    says = "Nobody has said whether the item is of US origin, or holds US content above the de minimis level (734.4)."
    return Finding(Effect.REFERS, says, uses=("us_origin",), settles=("item.us_origin",))


@rule("US-EAR.de-minimis", citation="15 CFR 734.4; 734.3(a)(3)")
def us_content(ask: Ask) -> Finding | None:
    """A foreign item with little enough controlled US content is not subject to the EAR; for some items no share is."""
    share = ask.item.us_content
    if not ask.regime.us_origin or ask.item.us_origin is not False or share is None or _leaves_from_here(ask):
        return None
    places = _places(ask)
    limit = next((row for row in ask.book.de_minimis if not any(p.is_in(row.destinations_not) for p in places)), None)
    tolerated = (limit.percent if limit else None) or Decimal(0)
    effect, says = Effect.FREES, f"{plain(share)} percent of US content is within the {plain(tolerated)} tolerated"
    if share > tolerated:
        effect, says = Effect.NOTES, f"{plain(share)} percent of US content is above the {plain(tolerated)} tolerated"
    elif named := _tolerates_nothing(ask):
        effect, says = (
            Effect.REFERS,
            f"734.4(a) tolerates no US content in some items, perhaps in {named}; a person looks",
        )
    says += ": not subject to the EAR." if effect is Effect.FREES else "."
    return Finding(effect, says, limit, limit.source if limit else "", ("us_content",))


def _places(ask: Ask) -> list[Place]:
    """Where it goes, and the countries of whom information is shown to."""
    people = nationalities(ask.recipient, ask.regime.person_rule)[0] if ask.item.is_information else ()
    found = (ask.place(code) for code in (ask.transfer.destination, *people))
    return [place for place in found if place is not None]


def _leaves_from_here(ask: Ask) -> bool:
    return ask.facts.exporting_country in ask.regime.exporting_countries


def _tolerates_nothing(ask: Ask) -> str:
    """The first entry that may describe the item and for which 734.4(a) may tolerate no US content."""
    listed = (each.entry.number for each in ask.assessment.readings if each.truth != NOT_MET)
    return next((number for number in listed if number in NOTHING_TOLERATED), "")


@rule("scope.not-held", citation="promise: no matching rule means a person looks")
def not_held(ask: Ask) -> Finding | None:
    """Of a regime whose list is not held, nothing can be said."""
    if ask.regime.coverage != "none":
        return None
    return Finding(Effect.REFERS, f"The portal holds no list for {ask.regime.title}.", row=None, recalled=True)


def _where(ask: Ask) -> str:
    home = ask.regime.exporting_countries
    code = ask.facts.exporting_country if ask.facts.exporting_country in home else ask.transfer.destination
    place = ask.place(code)
    return place.name if place else code
