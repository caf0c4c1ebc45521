"""Whether the regime leaves this information alone, by the answers to a tree of questions."""

from compliance.classification.engine.asking import Ask
from compliance.classification.engine.rules import Effect, Finding, rule
from compliance.classification.engine.walking import Walk, walk

LOST = frozenset({"excluded_lost", "not_excluded", "not_published"})


def followed(ask: Ask) -> Walk | None:
    """The tree as far as the answers lead, if one was answered for this regime and it can exclude anything."""
    claim = ask.facts.exclusion
    tree = ask.book.tree(claim.tree) if claim else None
    if claim is None or tree is None or tree.regime != ask.regime.code or tree.purpose != "exclusion":
        return None
    return walk(tree, claim.values) if ask.item.is_information else None


@rule("exclusion.information-only", citation="15 CFR 734.7(a), 734.8(a)")
def information_only(ask: Ask) -> Finding | None:
    """An exclusion covers information, never a shipped thing."""
    if ask.facts.exclusion is None or ask.item.is_information:
        return None
    says = "An exclusion is claimed for a physical item. It covers information only; the item is determined as it is."
    return Finding(Effect.FALLS, says, uses=("kind", "exclusion"))


@rule("exclusion.other-regime", citation="each regime's own text")
def other_regime(ask: Ask) -> Finding | None:
    """The exclusion of one regime says nothing under another."""
    claim = ask.facts.exclusion
    tree = ask.book.tree(claim.tree) if claim else None
    if tree is None or tree.regime == ask.regime.code or not ask.item.is_information:
        return None
    says = f'The questions "{tree.title}" are those of {tree.regime}; they exclude nothing under {ask.regime.code}.'
    return Finding(Effect.FALLS, says, row=tree, uses=("exclusion",))


@rule("exclusion.open", citation="the tree's own nodes")
def still_open(ask: Ask, way: Walk) -> Finding | None:
    """While a question is not answered the exclusion neither holds nor is lost."""
    if way.pending is None:
        return None
    says = f'The exclusion is not settled; the next question is: "{way.pending.question}"'
    settles = (f"exclusion.{way.pending.code}",)
    return Finding(Effect.OPENS, says, row=way.tree, source=way.pending.source, uses=("exclusion",), settles=settles)


@rule("exclusion.established", citation="the tree's own nodes")
def established(ask: Ask, way: Walk) -> Finding | None:
    """Every answer led to the exclusion: the regime leaves this information alone."""
    if way.ending is None or way.ending.outcome != "excluded":
        return None
    source = way.path[-1].node.source
    if not way.tree.verified:
        says = f'"{way.tree.title}" leads to an exclusion, but its wording was not verified.'
        return Finding(Effect.OPENS, says, row=way.tree, source=source, uses=("exclusion",))
    return Finding(Effect.EXCLUDES, f"Excluded: {way.tree.title}", row=way.tree, source=source, uses=("exclusion",))


@rule("exclusion.lost", citation="the tree's own nodes")
def lost(ask: Ask, way: Walk) -> Finding | None:
    """What voids an exclusion voids it whatever else is true."""
    if way.ending is None or way.ending.outcome not in LOST:
        return None
    node = way.path[-1].node
    why = (way.ending.reason or f'the answer to "{node.question}"').rstrip(".")
    return Finding(Effect.FALLS, f"No exclusion: {why}.", row=way.tree, source=node.source, uses=("exclusion",))


@rule("exclusion.escalated", citation="the tree's own nodes")
def escalated(ask: Ask, way: Walk) -> Finding | None:
    """Where the tree ends in a condition, or outside the regime, a person decides."""
    if way.ending is None or way.ending.outcome in LOST | {"excluded"}:
        return None
    node = way.path[-1].node
    why = way.ending.reason or way.ending.outcome.replace("_", " ")
    says = f'The answers to "{way.tree.title}" end with: {why.rstrip(".")}. The export control office decides.'
    return Finding(Effect.OPENS, says, row=way.tree, source=node.source, uses=("exclusion",))


IN_ORDER = (still_open, established, lost, escalated)
