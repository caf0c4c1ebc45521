"""Exceptions, general licences and other ways to go ahead, as lines of the trace."""

from collections.abc import Hashable

from compliance.classification.engine.asking import Ask
from compliance.classification.engine.assessing import Reading
from compliance.classification.engine.authorising import (
    ASK,
    NO,
    YES,
    Matter,
    judge,
    matter_of,
    whole,
)
from compliance.classification.engine.facts import HIT
from compliance.classification.engine.judging import covers
from compliance.classification.engine.kinds import Kinds
from compliance.classification.engine.outcomes import Status
from compliance.classification.engine.permits import Authorisation, Authorisations, Judged
from compliance.classification.engine.rulebook import exceptions
from compliance.classification.engine.rulebook.releases import CONCERN, QUANTUM_RULE_DAY
from compliance.classification.engine.rules import Effect, Finding, rule
from compliance.controls.rows import (
    Covered,
    GeneralLicence,
)

LIVE = ("active", "unverified")


def considered(ask: Ask, remembered: dict[Hashable, Authorisations], kinds: Kinds) -> Authorisations:
    """Everything that might permit the transfer, the nearest to permitting first."""
    key = _key(ask, kinds)
    found = remembered.get(key)
    if found is None:
        found = remembered[key] = _weighed(ask)
    for each in found:
        if each.status is NO:
            break
        authorised(ask, each)
    return found


def _weighed(ask: Ask) -> Authorisations:
    matter = matter_of(ask)
    found = exceptions.considered(ask, matter)
    found += [_general_licence(row, matter) for row in _general_licences(ask, matter)]
    found += _staff_of_the_day(matter)
    order = {YES: 0, ASK: 1, NO: 2}
    return Authorisations(sorted(found, key=lambda each: (order[each.status], each.code)))


def _key(ask: Ask, kinds: Kinds) -> Hashable:
    """Everything that conditions look at. Equal keys are weighed alike, so they are weighed once."""
    transfer, recipient = ask.transfer, ask.recipient
    required = tuple(
        (each.row.code if each.row else "", each.reasons, each.part_744, each.part_746)
        for each in ask.found(Effect.REQUIRES)
    )
    perhaps = frozenset(reason for each in ask.found(Effect.POSSIBLY) for reason in each.reasons)
    met = tuple((each.entry.code, each.names) for each in ask.assessment.met)
    item = (ask.regime.code, ask.item.kind, ask.item.for_item, ask.item.value_usd, met)
    return (
        (item, transfer.mode, transfer.end_use, transfer.confirmed, transfer.refuted),
        (recipient.screening, recipient.listed, recipient.employed_since is None),
        tuple((kinds.named_of(target.place), target.deemed) for target in ask.targets),
        (required, perhaps),
    )


@rule("authorisation", citation="the section named in the trace")
def authorised(ask: Ask, authorisation: Authorisation) -> Finding | None:
    """An exception or general authorisation permits what needs a licence once every condition of it is satisfied."""
    if authorisation.status is YES:
        says = f"{authorisation.code} ({authorisation.name}) permits it; every condition is satisfied."
        return Finding(Effect.PERMITS, says, source=authorisation.citation)
    missing = "; ".join(text.rstrip(".") for text in authorisation.missing)
    says = f"{authorisation.code} ({authorisation.name}) could permit it; to be confirmed: {missing}."
    return Finding(Effect.NOTES, says, source=authorisation.citation, recalled=not authorisation.verified)


# General licences ------------------------------------------------------------------------------------------


def _general_licences(ask: Ask, matter: Matter) -> list[GeneralLicence]:
    rows = (row for row in ask.book.general_licences if row.regime == ask.regime.code and row.status in LIVE)
    return [row for row in rows if any(_covers_entry(each, matter) for each in row.covers) or not row.covers]


def _covers_entry(covered: Covered, matter: Matter) -> bool:
    return any(covers(covered.entry, reading.entry.number) for reading in matter.readings)


def _general_licence(row: GeneralLicence, matter: Matter) -> Authorisation:
    matter = matter.of(row.code)
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


def _covers(row: GeneralLicence, reading: Reading, matter: Matter) -> Status:
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
