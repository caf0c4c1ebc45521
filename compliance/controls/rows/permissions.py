"""Rows about what permits a transfer and what bars it."""

from dataclasses import dataclass

from compliance.controls.rows.base import VERIFIED, Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """
    One condition of eligibility. `test` says who can answer it:

    destination_in / destination_not_in (groups and countries) · nationality_in / nationality_not_in · reasons_within ·
    kind_in · mode_in · entry_lists (the entry's own line says yes) · entry_in / entry_not_in · table (a row of
    Eligibility) · screening_clear · end_use_clear · deemed_only · us_person · value_below_entry_limit ·
    confirm (only a person can say).
    """

    code: str
    test: str
    text: str
    values: tuple[str, ...] = ()
    source: str = ""
    confidence: str = VERIFIED


@dataclass(frozen=True, kw_only=True, slots=True)
class ExceptionPart:
    """A paragraph of an exception that can be used by itself: TSU (f), STA (c)(1)."""

    code: str
    covers: str
    conditions: tuple[Condition, ...] = ()
    for_900_series: bool = False
    confidence: str = VERIFIED


@dataclass(frozen=True, kw_only=True, slots=True)
class LicenceException(Row):
    """A licence exception: what it covers, under which conditions, and what it brings with it."""

    regime: str
    section: str
    covers: str
    status: str = "active"  # active | removed | out_of_scope
    conditions: tuple[Condition, ...] = ()
    parts: tuple[ExceptionPart, ...] = ()
    for_900_series: str = "no"  # yes | no | parts
    duties: tuple[str, ...] = ()
    overcomes: tuple[str, ...] = ()  # Part 744 rules against which it may still be used


@dataclass(frozen=True, kw_only=True, slots=True)
class Restriction(Row):
    """A general restriction: when all of `when` holds, every exception outside `keeps` falls away."""

    regime: str
    section: str
    when: tuple[Condition, ...]
    keeps: tuple[str, ...] = ()  # "IEC", "TMP:a3"; empty: none survives
    removes: tuple[str, ...] = ()  # only these fall away; empty: all outside `keeps`
    adds: tuple[Condition, ...] = ()  # further conditions instead of removal
    says: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Covered:
    """What a general licence covers: an entry, and what it is for."""

    entry: str
    for_items: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GeneralLicence(Row):
    regime: str
    section: str
    says: str
    status: str = "active"  # active | expired | unverified
    covers: tuple[Covered, ...] = ()
    conditions: tuple[Condition, ...] = ()
    duties: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Eligibility(Row):
    """One cell of a table that a site enters itself: this entry may go there under this exception."""

    exception: str
    entry: str  # "4A906" or "4A906.b"
    destination: str
    eligible: bool = True
    condition: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EvaluationStep(Row):
    """One step of the order in which exceptions are considered."""

    order: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewPolicy(Row):
    """How an application would be looked at, by destination or nationality."""

    approval: tuple[str, ...] = ()  # presumption of approval for these groups and countries
    denial: tuple[str, ...] = ()  # presumption of denial
    refusal: tuple[str, ...] = ()  # policy of denial
    otherwise: str = "case_by_case"
    precedence: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EndUseRule(Row):
    """A rule that looks at the use, the user or the place instead of the item."""

    regime: str
    items: str
    trigger: str
    asks: tuple[
        str, ...
    ] = ()  # facts that set it off: military, wmd, nuclear, missile, supercomputer, listed_party, ...
    destinations: tuple[str, ...] = ()  # groups and countries; empty: everywhere
    entries: tuple[str, ...] = ()  # empty: any item
    effect: str = "licence_required"  # licence_required | prohibited | no_exceptions | needs_person | notice
    status: str = "in_force"  # in_force | stayed | unclear
    severity: str = "blocking"  # blocking | high | info
    exceptions: tuple[str, ...] = ()
    policy: str = ""
    scope: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RedFlag(Row):
    number: int = 0
    in_research: str = ""
    family: str = "bis"  # bis | academic
    status: str = "in_force"
