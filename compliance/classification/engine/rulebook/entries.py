"""How the item stands to each entry, as lines of the trace."""

from compliance.classification.engine.asking import Ask
from compliance.classification.engine.assessing import Reading
from compliance.classification.engine.judging import MET
from compliance.classification.engine.rules import Effect, Finding, rule

RESIDUAL = "residual"


@rule("entry.met", citation="the entry")
def met(ask: Ask, reading: Reading) -> Finding | None:
    """An entry is met when one of its paragraphs is."""
    said = [each.paragraph.says for each in reading.paragraphs if each.truth == MET]
    says = f"{reading.name} describes the item: {said[0] if said else reading.entry.title}"
    return _finding(Effect.MATCHES, reading, says)


@rule("entry.unknown", citation="the entry")
def unknown(ask: Ask, reading: Reading) -> Finding | None:
    """An entry is unknown while what nobody has said, or nobody could read, may still decide it."""
    missing = ", ".join(reading.settles)
    says = f"{reading.entry.number} ({reading.entry.title}) may describe the item"
    says += f"; it is settled by: {missing}." if missing else "; its text was not read, so a person looks it up."
    return _finding(Effect.NOTES, reading, says)


@rule("entry.not-met", citation="the entry")
def not_met(ask: Ask, reading: Reading) -> Finding | None:
    """An entry is not met only if every paragraph fails, whatever the unknown values are."""
    return _finding(
        Effect.MISSES, reading, f"{reading.entry.number} ({reading.entry.title}) does not describe the item."
    )


@rule("entry.none", citation="promise: no matching rule means a person looks")
def none_held(ask: Ask) -> Finding | None:
    """Where no entry of the regime speaks of the item's technology on this day, nothing permits it either."""
    listed = any(not each.entry.residual for each in ask.assessment.readings)
    if listed or ask.regime.coverage == "none" or (ask.assessment.readings and ask.item.basket == RESIDUAL):
        return None
    says = f"On this day {ask.regime.title} as held has no entry for basket {ask.item.basket} and kind {ask.item.kind}."
    return Finding(Effect.REFERS, says, uses=("basket", "kind"))


@rule("entry.purpose-not-held", citation="promise: no matching rule means a person looks")
def purpose_not_held(ask: Ask) -> Finding | None:
    """
    Software and technology for a listed thing is controlled by entries of its own; a person looks if none is held.

    The 900-series is held whole, and what is in a residual entry has nothing stricter.
    """
    item, readings = ask.item, ask.assessment.readings
    if not item.is_information or not item.for_item or ask.regime.coverage == "entries_only" or not readings:
        return None
    if any(each.truth == MET or each.names_purpose(item.for_item) for each in readings):
        return None
    found = [entry for entry, _ in ask.book.item(item.for_item) if entry.regime == ask.regime.code]
    if found and all(each.residual or each.series == "900" for each in found):
        return None
    says = f"The portal holds no entry on {item.kind} for {item.for_item} under {ask.regime.title} on this day."
    return Finding(Effect.REFERS, says, uses=("for_item", "kind"))


def _finding(effect: Effect, reading: Reading, says: str) -> Finding:
    uses = tuple(ask for ask in ("basket", "kind") if ask)
    source = reading.entry.citation or reading.entry.source
    return Finding(effect, says, row=reading.entry, source=source, uses=uses, recalled=reading.recalled)


@rule("item.implied", citation="the catalogue of parameters")
def implied(ask: Ask) -> Finding | None:
    """What follows from other answers is taken as said, and the trace tells."""
    taken = ask.assessment.implied
    if not taken:
        return None
    says = "; ".join(f"{each.title}: {dict(each.choices).get(each.implied, each.implied)}" for each in taken)
    return Finding(Effect.NOTES, f"Taken as answered, because other answers imply it: {says}.", row=taken[0])
