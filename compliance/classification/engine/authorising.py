"""
Whether an exception, a general authorisation or an exclusion of people permits what a licence would be needed for.

Every condition is satisfied, not satisfied, or to be confirmed by a person; so is the authorisation as a whole. Codes
are written as in the law: TSU(f), STA(c)(1), IEC, GO6-f3.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from compliance.classification.engine.asking import Ask, Target
from compliance.classification.engine.assessing import Reading
from compliance.classification.engine.facts import CLEAR, HIT, PLANNED
from compliance.classification.engine.judging import covers
from compliance.classification.engine.outcomes import Status, all_together
from compliance.classification.engine.permits import Judged
from compliance.classification.engine.rules import Effect
from compliance.controls.rows import Condition

YES, NO, ASK = Status.SATISFIED, Status.NOT_SATISFIED, Status.TO_BE_CONFIRMED
HARMLESS = frozenset({"AT"})  # no chart column asks for a licence for it, so it stands in no exception's way


@dataclass(frozen=True, slots=True)
class Matter:
    """What a condition is judged on: the entries that are met, where it goes, and which reasons ask for a licence."""

    ask: Ask
    readings: tuple[Reading, ...]
    targets: tuple[Target, ...]
    reasons: frozenset[str]
    perhaps: frozenset[str] = frozenset()  # reasons that may ask for a licence as well
    exception: str = ""

    @property
    def deemed(self) -> bool:
        return bool(self.targets) and all(target.deemed for target in self.targets)

    def of(self, code: str) -> "Matter":
        """The same matter, looked at for one exception or licence."""
        return Matter(self.ask, self.readings, self.targets, self.reasons, self.perhaps, code)


@lru_cache(maxsize=512)
def spoken(code: str) -> str:
    """A code as the law writes it: "TSU:f" is TSU(f), "STA:c1" is STA(c)(1)."""
    name, _, part = code.partition(":")
    return name + "".join(f"({piece})" for piece in re.findall(r"\d+|[a-z]+", part))


def judge(condition: Condition, matter: Matter) -> Judged:
    """How one condition stands: by the facts, or by what somebody has confirmed or denied."""
    status = TESTS.get(condition.test, _confirm)(condition, matter)
    if status is ASK:
        status = _said(condition, matter)
    elif status is YES and condition.confidence != "verified":
        status = ASK
    return Judged(condition.code, condition.text, status, condition.source)


def _said(condition: Condition, matter: Matter) -> Status:
    name = f"{spoken(matter.exception)}.{condition.code}"
    transfer = matter.ask.transfer
    if name in transfer.refuted:
        return NO
    return YES if name in transfer.confirmed else ASK


def _places(condition: Condition, matter: Matter, *, among: bool) -> Status:
    fits = (target.place.is_in(condition.values) is among for target in matter.targets)
    return YES if all(fits) else NO


def _nationality(condition: Condition, matter: Matter, *, among: bool) -> Status:
    people = [target for target in matter.targets if target.deemed]
    if not people:
        return ASK
    return YES if all(target.place.is_in(condition.values) is among for target in people) else NO


def _reasons(condition: Condition, matter: Matter) -> Status:
    among = HARMLESS.union(condition.values)
    if not matter.reasons <= among:
        return NO
    return YES if matter.perhaps <= among else ASK


def _reasons_exclude(condition: Condition, matter: Matter) -> Status:
    if matter.reasons.intersection(condition.values):
        return NO
    return ASK if matter.perhaps.intersection(condition.values) else YES


def _reason_applies(condition: Condition, matter: Matter) -> Status:
    if matter.reasons.intersection(condition.values):
        return YES
    return ASK if matter.perhaps.intersection(condition.values) else NO


def _kind(condition: Condition, matter: Matter) -> Status:
    return YES if matter.ask.item.kind in condition.values else NO


def _mode(condition: Condition, matter: Matter) -> Status:
    return YES if matter.ask.transfer.mode in condition.values else NO


def _entry_lists(condition: Condition, matter: Matter) -> Status:
    """The line of the entry itself: yes, no, or limited, which a person has to read."""
    whole = matter.exception.partition(":")[0]
    lines = [
        next((line.status for line in reading.entry.exceptions if line.exception == whole), "no")
        for reading in matter.readings
    ]
    if "no" in lines:
        return NO
    return ASK if "limited" in lines else YES


def _entries(condition: Condition, matter: Matter, *, among: bool) -> Status:
    fits = [_named(condition.values, reading) for reading in matter.readings]
    if None in fits or not fits:
        return ASK
    return YES if all(each is among for each in fits) else NO


def _entry_not_barred(condition: Condition, matter: Matter) -> Status:
    """The line of the entry itself does not rule the exception out; a limited line is read by a person."""
    lines = [
        line.status for each in matter.readings for line in each.entry.exceptions if line.exception in condition.values
    ]
    return NO if "no" in lines else ASK if "limited" in lines else YES


def _for_item(condition: Condition, matter: Matter) -> Status:
    mine = matter.ask.item.for_item
    if not mine:
        return ASK
    if any(covers(name, mine) for name in condition.values):
        return YES
    return ASK if any(covers(mine, name) for name in condition.values) else NO


def _named(names: tuple[str, ...], reading: Reading) -> bool | None:
    """Whether the entry or its paragraph is named; None where only some unread part of it is."""
    if any(covers(name, mine) for name in names for mine in reading.names):
        return True
    return None if any(covers(mine, name) for name in names for mine in reading.names[-1:]) else False


def _table(condition: Condition, matter: Matter) -> Status:
    """A table that the site keeps: without a verified row for this entry and destination a person looks."""
    book, whole = matter.ask.book, matter.exception.partition(":")[0]
    rows = [
        book.eligibility(whole, reading.name, target.place.code)
        for reading in matter.readings
        for target in matter.targets
    ]
    if any(row is not None and not row.eligible for row in rows):
        return NO
    return YES if rows and all(row is not None and row.verified and not row.condition for row in rows) else ASK


def _screening(condition: Condition, matter: Matter) -> Status:
    recipient = matter.ask.recipient
    if recipient.listed:
        return NO
    return YES if recipient.screening in (CLEAR, PLANNED) else NO if recipient.screening == HIT else ASK


def _end_use(condition: Condition, matter: Matter) -> Status:
    use = matter.ask.transfer.end_use
    if use.wmd or use.military or use.supercomputer:
        return NO
    return YES if use.wmd is False and use.military is False else ASK


def _deemed(condition: Condition, matter: Matter) -> Status:
    return YES if matter.deemed else NO


def _value(condition: Condition, matter: Matter) -> Status:
    whole = matter.exception.partition(":")[0]
    limits = [
        line.limit_usd for reading in matter.readings for line in reading.entry.exceptions if line.exception == whole
    ]
    value = matter.ask.item.value_usd
    if value is None or None in limits or not limits:
        return ASK
    return YES if value <= min(limit for limit in limits if limit is not None) else NO


def _confirm(condition: Condition, matter: Matter) -> Status:
    """Only a person can say; where the condition is for some places or one exception alone, only there."""
    if not condition.values:
        return ASK
    named = any(target.place.is_in(condition.values) for target in matter.targets)
    return ASK if named or matter.exception.partition(":")[0] in condition.values else YES


def _listed_party(condition: Condition, matter: Matter) -> Status:
    named = {LISTS.get(value, value) for value in condition.values}
    return YES if named.intersection(matter.ask.recipient.listed) else NO


LISTS = {"UVL": "unverified_list", "EL": "entity_list", "DPL": "denied_persons", "MEU": "meu_list", "SDN": "sdn"}

TESTS: dict[str, Callable[[Condition, Matter], Status]] = {
    "destination_in": lambda condition, matter: _places(condition, matter, among=True),
    "destination_not_in": lambda condition, matter: _places(condition, matter, among=False),
    "nationality_in": lambda condition, matter: _nationality(condition, matter, among=True),
    "nationality_not_in": lambda condition, matter: _nationality(condition, matter, among=False),
    "reasons_within": _reasons,
    "reasons_exclude": _reasons_exclude,
    "reason_applies": _reason_applies,
    "entry_not_barred": _entry_not_barred,
    "for_item_in": _for_item,
    "listed_party": _listed_party,
    "kind_in": _kind,
    "mode_in": _mode,
    "entry_lists": _entry_lists,
    "entry_in": lambda condition, matter: _entries(condition, matter, among=True),
    "entry_not_in": lambda condition, matter: _entries(condition, matter, among=False),
    "table": _table,
    "screening_clear": _screening,
    "end_use_clear": _end_use,
    "deemed_only": _deemed,
    "us_person": _confirm,
    "value_below_entry_limit": _value,
    "confirm": _confirm,
}


def whole(judged: list[Judged]) -> Status:
    """The status of an authorisation whose every condition counts."""
    return all_together([each.status for each in judged])


def matter_of(ask: Ask) -> Matter:
    """What the conditions are judged on, once every requirement has been found."""
    required = ask.found(Effect.REQUIRES)
    entries = {id(finding.row) for finding in required}
    readings = tuple(each for each in ask.assessment.met if id(each.entry) in entries) or ask.assessment.met
    reasons = frozenset(reason for finding in required for reason in finding.reasons)
    perhaps = frozenset(reason for finding in ask.found(Effect.POSSIBLY) for reason in finding.reasons)
    return Matter(ask, readings, ask.targets, reasons, perhaps)
