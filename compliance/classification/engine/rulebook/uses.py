"""Rules that look at the use, the user or the place instead of the item: Part 744, Part 746, catch-alls elsewhere."""

from collections.abc import Callable

from compliance.classification.engine.asking import Ask
from compliance.classification.engine.judging import NOT_MET, covers
from compliance.classification.engine.rules import Effect, Finding, rule
from compliance.controls.rows import EndUseRule

Answer = bool | None

EFFECTS = {
    "licence_required": Effect.REQUIRES,
    "prohibited": Effect.BARS,
    "no_exceptions": Effect.REFERS,
    "needs_person": Effect.REFERS,
    "notice": Effect.NOTES,
}
CHIP_EQUIPMENT = ("3B903", "3B001", "3B002", "3B611", "3B991", "3B992", "3B993", "3B994")  # 744.23(a)(4)
LISTED_BY_RULE = {
    "US-744.8": ("sdn",),
    "US-744.11": ("entity_list",),
    "US-744.16": ("entity_list",),
    "OFAC": ("sdn",),
}


def _wmd(ask: Ask, _: EndUseRule) -> Answer:
    return ask.transfer.end_use.wmd


def _military(ask: Ask, _: EndUseRule) -> Answer:
    return True if "meu_list" in ask.recipient.listed else ask.transfer.end_use.military


def _listed_for_military_use(ask: Ask, _: EndUseRule) -> Answer:
    """Who is on the list is a military end user wherever it sits."""
    return "meu_list" in ask.recipient.listed


def _intelligence(ask: Ask, _: EndUseRule) -> Answer:
    """No military use is no military-intelligence use."""
    use = ask.transfer.end_use
    return False if use.military_intelligence is None and use.military is False else use.military_intelligence


def _supercomputer(ask: Ask, _: EndUseRule) -> Answer:
    return ask.transfer.end_use.supercomputer


def _chip_equipment(ask: Ask, _: EndUseRule) -> Answer:
    """Knowledge for making chip equipment is for making chip equipment."""
    named = ask.item.is_information and any(covers(each, ask.item.for_item) for each in CHIP_EQUIPMENT)
    return named or "semiconductor_equipment" in ask.transfer.end_use.also


def _listed_party(ask: Ask, row: EndUseRule) -> Answer:
    """Adjudicated listings; whether the screening was made at all is asked by the rules of screening."""
    return not set(LISTED_BY_RULE.get(row.code, ("entity_list", "sdn"))).isdisjoint(ask.recipient.listed)


def _on(*lists: str) -> Callable[[Ask, EndUseRule], Answer]:
    return lambda ask, _: not set(lists).isdisjoint(ask.recipient.listed)


def _known(name: str) -> Callable[[Ask, EndUseRule], Answer]:
    """A circumstance that counts once somebody knows of it."""
    return lambda ask, _: name in ask.transfer.end_use.also


def _goes_there(ask: Ask, _: EndUseRule) -> Answer:
    return True


def _occupied(ask: Ask, _: EndUseRule) -> Answer:
    return bool(ask.transfer.region)


FACTS: dict[str, Callable[[Ask, EndUseRule], Answer]] = {
    "wmd": _wmd,
    "nuclear": _wmd,
    "missile": _wmd,
    "chemical_biological": _wmd,
    "military": _military,
    "military_list": _listed_for_military_use,
    "military_intelligence": _intelligence,
    "supercomputer": _supercomputer,
    "semiconductor_equipment": _chip_equipment,
    "destination": _goes_there,
    "occupied_ukraine": _occupied,
    "listed_party": _listed_party,
    "sanctioned_party": _on("sdn"),
    "unverified_party": _on("unverified_list"),
    "denied_party": _on("denied_persons"),
    "owned_by_listed_party": _on("affiliate"),
    "maritime_nuclear": _known("maritime_nuclear"),
    "advanced_semiconductor": _known("advanced_semiconductor"),
    "known_violation": _known("known_violation"),
}
OF_THE_RULE = frozenset({"listed_party"})  # these need to know which rule asks
FIELD = {"nuclear": "wmd", "missile": "wmd", "chemical_biological": "wmd"}


def considered(ask: Ask) -> None:
    """Ask every end-use and end-user rule of the regime that is not answered with no."""
    rows = ask.book.end_use_rules(ask.regime.code)
    if not rows:
        return
    plain = {name: fact(ask, None) for name, fact in FACTS.items() if name not in OF_THE_RULE}  # type: ignore[arg-type]
    set_off = {name for name, answer in plain.items() if answer is not False}.union(OF_THE_RULE)
    for row in rows:
        if not set_off.isdisjoint(row.asks):
            end_use(ask, row)


@rule("end-use", citation="the rule that the trace names")
def end_use(ask: Ask, row: EndUseRule) -> Finding | None:
    """A use, a user or a place of concern asks for a licence whatever the item is, as far as the rule reaches."""
    answers = {name: FACTS[name](ask, row) for name in row.asks if name in FACTS}
    if not any(answer is not False for answer in answers.values()) or not _reaches(ask, row):
        return None
    known = tuple(name for name, answer in answers.items() if answer)
    if known:
        return _triggered(ask, row, known)
    if EFFECTS[row.effect] not in (Effect.REQUIRES, Effect.BARS):
        return None
    fields = tuple(dict.fromkeys(f"end_use.{FIELD.get(name, name)}" for name, each in answers.items() if each is None))
    says = f"{row.code} ({row.title}): nobody has said whether this is so. {row.trigger}"
    return Finding(Effect.REFERS, says, row, row.source, fields, fields)


def _triggered(ask: Ask, row: EndUseRule, known: tuple[str, ...]) -> Finding:
    effect = EFFECTS[row.effect]
    if row.status != "in_force" or not row.verified:
        effect = Effect.REFERS
    part_746 = "746" in row.code
    return Finding(
        effect,
        f"{row.code} ({row.title}): {row.trigger}",
        row,
        row.source,
        known,
        policy=row.policy,
        part_744=not part_746,
        part_746=part_746,
    )


def _reaches(ask: Ask, row: EndUseRule) -> bool:
    """Whether the rule looks at this place and at this item."""
    only_where_it_goes = "destination" in row.asks
    places = [target.place for target in ask.targets if not (target.deemed and only_where_it_goes)]
    if row.destinations and not any(place.is_in(row.destinations) for place in places):
        return False
    if only_where_it_goes and not places:
        return False
    if not row.entries:
        return True
    mine = [name for each in ask.assessment.readings if each.truth != NOT_MET for name in each.names]
    return any(covers(name, each) or covers(each, name) for each in mine for name in row.entries)
