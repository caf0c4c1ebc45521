"""Regimes of which the portal holds single entries: their criteria, their destinations, and what nobody could read."""

from compliance.classification.engine.asking import Ask, Target
from compliance.classification.engine.assessing import Reading
from compliance.classification.engine.facts import RELEASE, REMOTE, SERVICE
from compliance.classification.engine.judging import MET, NOT_MET
from compliance.classification.engine.rules import Effect, Finding, rule

ALL_DESTINATIONS = "all_destinations"


@rule("elsewhere.destination", citation="the entry's own instrument")
def requirement(ask: Ask, reading: Reading, target: Target) -> Finding | None:
    """A national entry asks for a licence to every destination but those that it leaves out by name."""
    entry = reading.entry
    if target.place.is_in(entry.except_destinations) or entry.requirement == "none":
        return None
    certain = reading.truth == MET and entry.requirement == ALL_DESTINATIONS
    says = f"{reading.name} asks for a licence to {target.place.name}, as to every destination."
    if entry.requirement != ALL_DESTINATIONS:
        says = f"Whether {reading.name} asks for a licence to {target.place.name} was not read; a person looks."
    effect = Effect.REQUIRES if certain else Effect.POSSIBLY
    source = entry.citation or entry.source
    settles = () if reading.truth == MET else reading.settles
    return Finding(effect, says, entry, source, ("destination",), settles, recalled=reading.recalled)


@rule("elsewhere.excepted", citation="the entry's own instrument")
def excepted(ask: Ask, reading: Reading, target: Target) -> Finding | None:
    """A destination that the entry leaves out by name needs no licence under it."""
    entry = reading.entry
    if reading.truth != MET or not target.place.is_in(entry.except_destinations):
        return None
    says = f"{reading.name} leaves {target.place.name} out."
    recalled = not entry.verified
    return Finding(Effect.FREES, says, entry, entry.citation or entry.source, ("destination",), recalled=recalled)


@rule("elsewhere.inside", citation="the regime's own instrument")
def inside(ask: Ask) -> Finding | None:
    """What stays inside the territory of a regime is no export from it; only its special lists may say otherwise."""
    if ask.transfer.mode in (RELEASE, SERVICE) or ask.transfer.destination not in _territory(ask):
        return None
    union = ask.transfer.destination != ask.facts.exporting_country
    says = "The transfer stays inside the Union; only a special list (Annex IV, recalled) would ask for a licence."
    if not union:
        says = f"Nothing leaves {ask.targets[0].place.name if ask.targets else ask.transfer.destination}."
    return Finding(Effect.FREES, says, ask.regime, uses=("destination",), recalled=union)


@rule("elsewhere.release", citation="the regime's own instrument (recalled)")
def release(ask: Ask) -> Finding | None:
    """Whether showing something to a foreigner inside the country counts as an export differs, and was not verified."""
    if ask.transfer.mode != RELEASE or not _may_be_listed(ask):
        return None
    words = {"none": "knows no deemed export, as recalled", "all": "looks at every nationality, as recalled"}
    rule_of_persons = words.get(ask.regime.person_rule, "was not read on releases to people")
    says = f"{ask.regime.title} {rule_of_persons}; a person confirms what applies inside the country."
    return Finding(Effect.REFERS, says, ask.regime, uses=("mode",), recalled=True)


@rule("elsewhere.remote-or-service", citation="the regime's own instrument (recalled)")
def remote_or_service(ask: Ask) -> Finding | None:
    """Remote use of a thing and services are treated differently everywhere, and nobody could verify how."""
    stays = ask.transfer.mode == REMOTE and not ask.item.is_information
    if not (stays or ask.transfer.mode == SERVICE) or not _may_be_listed(ask):
        return None
    says = f"How {ask.regime.title} treats remote access and services was not read; a person looks."
    return Finding(Effect.REFERS, says, ask.regime, uses=("mode",), recalled=True)


@rule("elsewhere.partial-list", citation="promise: no matching rule means a person looks")
def partial_list(ask: Ask) -> Finding | None:
    """Where only single entries of a list are held, their not being met does not mean that nothing is."""
    readings = ask.assessment.readings
    if ask.regime.coverage != "entries_only" or any(each.truth != NOT_MET for each in readings) or not readings:
        return None
    says = f"None of the entries held describes the item, but the portal holds only part of {ask.regime.title}."
    return Finding(Effect.REFERS, says, ask.regime, uses=("basket",))


def _territory(ask: Ask) -> tuple[str, ...]:
    """The countries between which a movement leaves no territory: the Union's for the lists of its members."""
    union = ask.book.regime(ask.regime.within) if ask.regime.within else None
    return (union or ask.regime).exporting_countries


def _may_be_listed(ask: Ask) -> bool:
    return any(each.truth != NOT_MET for each in ask.assessment.readings)
