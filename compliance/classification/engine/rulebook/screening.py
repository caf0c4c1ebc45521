"""What the screening of the recipient lets through. It fails closed."""

from compliance.classification.engine.asking import Ask
from compliance.classification.engine.facts import CLEAR, HIT, NONE, PLANNED
from compliance.classification.engine.rules import Effect, Finding, rule


@rule("screening.hit", citation="15 CFR 744.11, 744.15, 744.8; promise: a hit is adjudicated by a person")
def hit(ask: Ask) -> Finding | None:
    """A possible match permits nothing until a person has adjudicated it."""
    if ask.recipient.screening != HIT:
        return None
    return Finding(
        Effect.REFERS, "The recipient may be on a list; a person adjudicates the match.", uses=("screening",)
    )


@rule("screening.none", citation="promise: not screened is never clear")
def none(ask: Ask) -> Finding | None:
    """Who was not screened against current lists is not clear."""
    if ask.recipient.screening != NONE:
        return None
    says = "The recipient has not been screened against current lists."
    return Finding(Effect.REFERS, says, uses=("screening",), settles=("recipient.screening",))


@rule("screening.clear", citation="promise: a negative result is a record too")
def clear(ask: Ask) -> Finding | None:
    """A clear screening is said in the trace, because the answer rests on it."""
    if ask.recipient.screening == CLEAR and ask.recipient.listed:
        named = ", ".join(name.replace("_", " ") for name in ask.recipient.listed)
        return Finding(Effect.NOTES, f"The screening is settled; a person found that this is on: {named}.")
    if ask.recipient.screening == CLEAR:
        return Finding(Effect.NOTES, "The recipient was screened and found on no list.", uses=("screening",))
    if ask.recipient.screening == PLANNED:
        return Finding(Effect.NOTES, "Nobody is named yet; the answer holds for a recipient whose screening is clear.")
    return None


IN_ORDER = (hit, none, clear)
