"""Exceptions, general licences and other ways to go ahead, as lines of the trace."""

from compliance.classification.engine.asking import Ask
from compliance.classification.engine.authorising import (
    ASK,
    NO,
    YES,
    Authorisation,
    Judged,
    Matter,
    judge,
    matter_of,
    spoken,
    whole,
)
from compliance.classification.engine.facts import HIT
from compliance.classification.engine.judging import covers
from compliance.classification.engine.outcomes import Status
from compliance.classification.engine.rulebook.releases import CONCERN, QUANTUM_RULE_DAY
from compliance.classification.engine.rules import Effect, Finding, rule
from compliance.controls.rows import (
    Condition,
    Covered,
    ExceptionPart,
    GeneralLicence,
    LicenceException,
    Restriction,
)

Option = tuple[LicenceException, ExceptionPart | None]


def considered(ask: Ask) -> tuple[Authorisation, ...]:
    """Everything that might permit the transfer, the nearest to permitting first."""
    matter = matter_of(ask)
    found = [_exception(option, matter) for option in _options(ask)]
    found += [_general_licence(row, matter) for row in _general_licences(ask, matter)]
    found += _staff_of_the_day(matter)
    order = {YES: 0, ASK: 1, NO: 2}
    found.sort(key=lambda each: (order[each.status], each.code))
    for each in found:
        if each.status is not NO:
            authorised(ask, each)
    return tuple(found)


@rule("authorisation", citation="the section named in the trace")
def authorised(ask: Ask, authorisation: Authorisation) -> Finding | None:
    """An exception or general authorisation permits what needs a licence once every condition of it is satisfied."""
    if authorisation.status is YES:
        says = f"{authorisation.code} ({authorisation.name}) permits it; every condition is satisfied."
        return Finding(Effect.PERMITS, says, source=authorisation.citation)
    missing = "; ".join(authorisation.missing)
    says = f"{authorisation.code} ({authorisation.name}) could permit it; to be confirmed: {missing}"
    return Finding(Effect.NOTES, says, source=authorisation.citation, recalled=not authorisation.verified)


# Exceptions ------------------------------------------------------------------------------------------------


def _options(ask: Ask) -> list[Option]:
    options: list[Option] = []
    for row in ask.book.exceptions:
        if row.regime == ask.regime.code and row.status == "active":
            options += [(row, part) for part in row.parts] or [(row, None)]
    return options


def _exception(option: Option, matter: Matter) -> Authorisation:
    row, part = option
    code = f"{row.code}:{part.code}" if part else row.code
    matter = Matter(matter.ask, matter.readings, matter.targets, matter.reasons, code)
    judged = [*_walls(row, code, matter)]
    if not any(each.status is NO for each in judged):
        conditions = [*row.conditions, *(part.conditions if part else ())]
        judged += [judge(condition, matter) for condition in conditions]
        judged += _restricted(code, matter)
    verified = row.verified and (part is None or part.confidence == "verified")
    if not verified:
        judged.append(Judged("verified", "its wording was recalled and must be checked first", ASK, row.source))
    name = row.title if part is None else f"{row.title}: {part.covers}"
    citation = f"15 CFR {row.section}" if row.section[:1].isdigit() else row.section
    return Authorisation(spoken(code), name, whole(judged), tuple(judged), citation, row.duties, verified)


def _walls(row: LicenceException, code: str, matter: Matter) -> list[Judged]:
    """What takes an exception away whatever its own conditions say."""
    walls = []
    closed = [
        each for each in matter.readings if each.entry.only_exceptions and not _kept(code, each.entry.only_exceptions)
    ]
    if closed:
        text = f"{closed[0].name} leaves only {', '.join(map(spoken, closed[0].entry.only_exceptions))}"
        walls.append(Judged("740.2(a)(22)", text, NO, "15 CFR 740.2(a)(22)"))
    barred = {line.exception for each in matter.readings for line in each.entry.exceptions if line.status == "no"}
    if row.code in barred:
        walls.append(Judged("entry", "the entry itself says that it is not available", NO, "the entry"))
    for finding in matter.ask.found(Effect.REQUIRES):
        if (finding.part_744 or finding.part_746) and not _overcome(finding, row):
            named = finding.row.code if finding.row else ""
            part = "Part 746" if finding.part_746 else "Part 744"
            walls.append(Judged(part, f"no exception overcomes {named} unless {part} names it", NO, "15 CFR 740.1(a)"))
    return walls


def _overcome(finding: Finding, row: LicenceException) -> bool:
    return finding.row is not None and any(covers(name, finding.row.code) for name in row.overcomes)


def _kept(code: str, kept: tuple[str, ...]) -> bool:
    """Whether a list of exceptions names this one: TMP names TMP:a3, TMP:a3 does not name TMP:a4."""
    return any(code == each or code.startswith(f"{each}:") or code.startswith(f"{each}(") for each in kept)


def _restricted(code: str, matter: Matter) -> list[Judged]:
    """The general restrictions of 740.2 that touch this exception here."""
    judged: list[Judged] = []
    for row in matter.ask.book.restrictions:
        if row.regime == matter.ask.regime.code and _touches(row, code):
            judged += _restriction(row, matter)
    return judged


def _touches(row: Restriction, code: str) -> bool:
    if row.removes:
        return _kept(code, row.removes)
    return bool(row.adds) or not _kept(code, row.keeps)


def _restriction(row: Restriction, matter: Matter) -> list[Judged]:
    when = whole([judge(condition, matter) for condition in row.when]) if row.when else NO
    if when is NO:
        return []
    if row.adds:
        return [judge(condition, matter) for condition in row.adds]
    status = NO if when is YES else ASK
    return [Judged(row.code, row.says or row.title, status, row.source)]


# General licences ------------------------------------------------------------------------------------------


def _general_licences(ask: Ask, matter: Matter) -> list[GeneralLicence]:
    rows = (row for row in ask.book.general_licences if row.regime == ask.regime.code and row.status == "active")
    return [row for row in rows if any(_covers_entry(each, matter) for each in row.covers) or not row.covers]


def _covers_entry(covered: Covered, matter: Matter) -> bool:
    return any(covers(covered.entry, reading.entry.number) for reading in matter.readings)


def _general_licence(row: GeneralLicence, matter: Matter) -> Authorisation:
    matter = Matter(matter.ask, matter.readings, matter.targets, matter.reasons, row.code)
    judged = [_covered(row, matter), *(judge(condition, matter) for condition in row.conditions)]
    judged += [
        Judged("Part 746", "Part 746 and the sanctions programme must be read first", ASK, "15 CFR Part 746")
        for finding in matter.ask.found(Effect.REQUIRES)
        if finding.part_746
    ]
    if not row.verified:
        judged.append(Judged("verified", "its wording was recalled and must be checked first", ASK, row.source))
    return Authorisation(row.code, row.title, whole(judged), tuple(judged), row.section, row.duties, row.verified)


def _covered(row: GeneralLicence, matter: Matter) -> Judged:
    """Whether every entry that asks for a licence is covered, for what the item is for."""
    statuses = [_covers(row, reading, matter) for reading in matter.readings]
    status = NO if NO in statuses else ASK if ASK in statuses or not statuses else YES
    return Judged("covers", "the general licence covers this entry and what the item is for", status, row.source)


def _covers(row: GeneralLicence, reading, matter: Matter) -> Status:  # type: ignore[no-untyped-def]
    item = matter.ask.item
    lines = [each for each in row.covers if covers(each.entry, reading.entry.number)]
    lines = [each for each in lines if not each.kinds or item.kind in each.kinds]
    if not lines and row.covers:
        named = any(covers(each.entry, reading.entry.number) for each in row.covers)
        return ASK if named and reading.entry.deemed and reading.entry.deemed.confirm else NO
    wanted = [name for each in lines for name in each.for_items]
    if not wanted or any(covers(name, item.for_item) for name in wanted):
        return YES
    return ASK if not item.for_item or any(covers(item.for_item, name) for name in wanted) else NO


# Staff of the day the quantum rule came into force ----------------------------------------------------------


def _staff_of_the_day(matter: Matter) -> list[Authorisation]:
    """While nobody has said since when somebody is employed, the exclusion for staff of that day may still hold."""
    ask = matter.ask
    worldwide = [each for each in matter.readings if each.entry.deemed and each.entry.deemed.grandfathered]
    if ask.recipient.employed_since is not None or not worldwide or not matter.deemed:
        return []
    if not any(target.place.is_in(CONCERN) for target in matter.targets):
        return []
    listed = bool(ask.recipient.listed) or ask.recipient.screening == HIT
    text = f"the recipient was already on the staff on {QUANTUM_RULE_DAY.isoformat()}"
    since = Judged("employed_since", text, NO if listed else ASK, "15 CFR 742.4(a)(5)(ii)(A)")
    return [
        Authorisation(
            "742.4(a)(5)(ii)(A)",
            "Exclusion for staff of 6 September 2024",
            since.status,
            (since,),
            "15 CFR 742.4(a)(5)(ii)(A); 742.6(a)(10)(ii)(A)",
        )
    ]


__all__ = ["Condition", "authorised", "considered"]
