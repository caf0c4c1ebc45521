"""
Rules are small registered functions: an id, a citation, a docstring that says what the rule says, and a test each.

    @rule("US-EAR.worldwide", citation="15 CFR 742.4(a)(5)(i); 742.6(a)(10)(i)")
    def worldwide(ask: Ask, reading: Reading) -> Finding | None:
        '''A worldwide control asks for a licence to every destination, and never goes through the Country Chart.'''

A rule says nothing (None), or what it finds; what it finds goes into the trace under its id.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import update_wrapper
from typing import Any, NamedTuple

from compliance.controls.rows import Row


class Effect(StrEnum):
    """What a finding does to the answer."""

    NOTES = "noted"  # said for the record
    MATCHES = "met"  # an entry is met
    MISSES = "not met"
    REQUIRES = "licence required"
    POSSIBLY = "licence required if met"  # an entry that is still unknown would require one
    FREES = "no licence required"
    PERMITS = "permitted"  # an exception or general licence
    FALLS = "not available"
    BARS = "prohibited"
    REFERS = "needs a person"
    EXCLUDES = "excluded"
    OPENS = "exclusion not settled"  # an exclusion is claimed, and could still hold


class Finding(NamedTuple):
    """What a rule found, in a sentence."""

    effect: Effect
    says: str
    row: Row | None = None  # the reference row it rests on: its version and confidence go into the trace
    source: str = ""  # a closer citation than the rule's own
    uses: tuple[str, ...] = ()  # names of the inputs it looked at
    settles: tuple[str, ...] = ()  # what somebody has to say before this is certain
    policy: str = ""
    reasons: tuple[str, ...] = ()  # reasons for control that a requirement stands for
    part_744: bool = False
    part_746: bool = False
    recalled: bool = False


class Step(NamedTuple):
    """One line of the trace."""

    rule: str
    citation: str
    outcome: str
    says: str
    uses: tuple[str, ...] = ()
    version: str = ""
    verified: bool = True


class Rule:
    """A registered rule. Calling it asks it; the finding is returned and written into the trace."""

    def __init__(self, code: str, citation: str, check: Callable[..., Finding | None]):
        self.code = code
        self.citation = citation
        self.check = check
        update_wrapper(self, check)

    def __call__(self, ask: Any, *about: Any) -> Finding | None:
        finding = self.check(ask, *about)
        if finding is not None:
            ask.note(self, finding)
        return finding

    def __repr__(self) -> str:
        return f"<rule {self.code}>"


RULES: dict[str, Rule] = {}


def rule(code: str, *, citation: str) -> Callable[[Callable[..., Finding | None]], Rule]:
    """
    Register a rule under its id.

    :raises ValueError: if the id is taken, or the function does not say what the rule says
    """

    def register(check: Callable[..., Finding | None]) -> Rule:
        if code in RULES:
            raise ValueError(f"There are two rules {code}.")
        if not check.__doc__:
            raise ValueError(f"Rule {code} has no sentence that says what it says.")
        RULES[code] = Rule(code, citation, check)
        return RULES[code]

    return register


_versions: dict[int, tuple[Row, str]] = {}


def version_of(row: Row | None) -> str:
    """Which version of a row was used: its code and the day from which it reads like this."""
    if row is None:
        return ""
    known = _versions.get(id(row))
    if known is None or known[0] is not row:
        if len(_versions) > 10_000:
            _versions.clear()
        known = _versions[id(row)] = (row, f"{row.code} from {row.valid_from.isoformat()}")
    return known[1]
