"""Rules that look at the use, the user or the place instead of the item: Part 744, Part 746, catch-alls elsewhere."""

from collections.abc import Callable

from compliance.classification.engine.asking import Ask
from compliance.classification.engine.facts import CLEAR, PLANNED
from compliance.classification.engine.judging import MET, UNKNOWN, covers
from compliance.classification.engine.rules import Effect, Finding, rule
from compliance.controls.rows import EndUseRule

EFFECTS = {
    "licence_required": Effect.REQUIRES,
    "prohibited": Effect.BARS,
    "no_exceptions": Effect.NOTES,
    "needs_person": Effect.REFERS,
    "notice": Effect.NOTES,
}


def _wmd(ask: Ask) -> bool | None:
    return ask.transfer.end_use.wmd


def _military(ask: Ask) -> bool | None:
    return ask.transfer.end_use.military


def _intelligence(ask: Ask) -> bool | None:
    """No military use is no military-intelligence use."""
    use = ask.transfer.end_use
    return False if use.military_intelligence is None and use.military is False else use.military_intelligence


def _supercomputer(ask: Ask) -> bool | None:
    return ask.transfer.end_use.supercomputer


def _region(ask: Ask) -> bool | None:
    return bool(ask.transfer.region)


def _listed(*lists: str) -> Callable[[Ask], bool | None]:
    """Adjudicated listings. Whether the screening was made at all is asked by the rules of screening."""

    def on_a_list(ask: Ask) -> bool | None:
        found = not set(lists).isdisjoint(ask.recipient.listed)
        return found if found or ask.recipient.screening in (CLEAR, PLANNED) else False

    return on_a_list


FACTS: dict[str, Callable[[Ask], bool | None]] = {
    "wmd": _wmd,
    "nuclear": _wmd,
    "missile": _wmd,
    "chemical_biological": _wmd,
    "military": _military,
    "military_intelligence": _intelligence,
    "supercomputer": _supercomputer,
    "occupied_region": _region,
    "listed_party": _listed("entity_list", "sdn"),
    "entity_list": _listed("entity_list"),
    "unverified_list": _listed("unverified_list"),
    "denied_persons": _listed("denied_persons"),
    "meu_list": _listed("meu_list"),
    "sdn": _listed("sdn"),
}
FIELD = {"nuclear": "wmd", "missile": "wmd", "chemical_biological": "wmd"}


def considered(ask: Ask) -> None:
    """Ask every end-use and end-user rule of the regime."""
    for row in ask.book.end_use_rules(ask.regime.code):
        end_use(ask, row)


@rule("end-use", citation="the rule named in the trace")
def end_use(ask: Ask, row: EndUseRule) -> Finding | None:
    """A use, a user or a place of concern asks for a licence whatever the item is, as far as the rule reaches."""
    if not _reaches(ask, row):
        return None
    answers = {name: FACTS[name](ask) for name in row.asks if name in FACTS}
    known = [name for name, answer in answers.items() if answer]
    open_ = tuple(f"end_use.{FIELD.get(name, name)}" for name, answer in answers.items() if answer is None)
    if known or not row.asks:
        return _triggered(ask, row, known)
    if open_ and row.effect in ("licence_required", "prohibited"):
        says = f"{row.code} ({row.title}) asks about the end use, and nobody has said: {row.trigger}."
        return Finding(Effect.REFERS, says, row, row.source, open_, tuple(dict.fromkeys(open_)))
    return None


def _triggered(ask: Ask, row: EndUseRule, known: list[str]) -> Finding | None:
    effect = EFFECTS[row.effect]
    if not known and effect not in (Effect.REQUIRES, Effect.BARS):
        return None  # a remark that nothing in particular has set off
    if row.status != "in_force" or (not row.verified and effect is Effect.NOTES):
        effect = Effect.REFERS
    says = f"{row.code} ({row.title}): {row.trigger}."
    uses = tuple(known) or ("destination",)
    return Finding(effect, says, row, row.source, uses, policy=row.policy, part_744=True)


def _reaches(ask: Ask, row: EndUseRule) -> bool:
    places = [target.place for target in ask.targets]
    if row.destinations and not any(place.is_in(row.destinations) for place in places):
        return False
    if not row.asks and not row.destinations:
        return False
    if not row.entries:
        return True
    readings = [each for each in ask.assessment.readings if each.truth in (MET, UNKNOWN)]
    return any(
        covers(name, mine) or covers(mine, name) for each in readings for mine in each.names for name in row.entries
    )
