"""
Which weight a plan has, by rule: a pure function of the determinations and the tier.

The heaviest rule that speaks wins. Where none speaks there is no plan. An officer may choose otherwise with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass

from compliance.licensing.states import Mode, Outcome, Tier
from compliance.plans.states import HEAVINESS, Weight

NOT_PUBLIC = (Mode.RELEASE, Mode.REMOTE)


@dataclass(frozen=True)
class PlanFacts:
    """What the rules look at."""

    tier: int
    outcomes: frozenset[str]
    entries: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    conditions: int = 0
    restricted: bool = False


@dataclass(frozen=True)
class Rule:
    """When it speaks, the weight it asks for, and why."""

    code: str
    weight: str
    reason: str
    source: str
    speaks: Callable[[PlanFacts], bool]


RULES = (
    Rule(
        "P1.1",
        Weight.FULL,
        "A licence is required. A technology control plan is the usual condition of one.",
        "BIS deemed export guidance; 15 CFR 734.20(c)(5)",
        lambda facts: Outcome.LICENCE in facts.outcomes,
    ),
    Rule(
        "P1.2",
        Weight.FULL,
        "The advisory council looked at the case, and something on a control list is part of it.",
        "Institution's policy, tier 3",
        lambda facts: facts.tier >= Tier.COUNCIL and bool(facts.entries),
    ),
    Rule(
        "P2.1",
        Weight.MITIGATION,
        "It is on a control list and moves under an exception, whose terms have to be kept.",
        "15 CFR 740.2",
        lambda facts: Outcome.EXCEPTION in facts.outcomes,
    ),
    Rule(
        "P2.2",
        Weight.MITIGATION,
        "It is on a control list and shown here or used from elsewhere, so who gets at it has to be known.",
        "15 CFR 734.13(b)",
        lambda facts: bool(facts.entries) and bool(facts.modes & set(NOT_PUBLIC)),
    ),
    Rule(
        "P2.3",
        Weight.MITIGATION,
        "Two officers or the council looked at the case.",
        "Institution's policy, tiers 2 and 3",
        lambda facts: facts.tier >= Tier.SECOND,
    ),
    Rule(
        "P3.1",
        Weight.LETTER,
        "The authorisation has conditions that somebody has to keep.",
        "Institution's policy",
        lambda facts: facts.conditions > 0,
    ),
    Rule(
        "P3.2",
        Weight.LETTER,
        "It is on a control list and needs no licence for this recipient; for another one it might.",
        "15 CFR 732.3",
        lambda facts: bool(facts.entries),
    ),
    Rule(
        "P3.3",
        Weight.LETTER,
        "The sponsor restricts publication or who may take part.",
        "15 CFR 734.8(a)",
        lambda facts: facts.restricted,
    ),
)


@dataclass(frozen=True)
class Proposal:
    """The weight that the rules propose, and every rule that spoke."""

    weight: str
    rule: Rule
    spoke: tuple[Rule, ...]


def propose(facts: PlanFacts) -> Proposal | None:
    """Return the proposal, or nothing where no rule asks for a plan."""
    spoke = tuple(rule for rule in RULES if rule.speaks(facts))
    if not spoke:
        return None
    heaviest = max(spoke, key=lambda rule: HEAVINESS[Weight(rule.weight)])
    return Proposal(heaviest.weight, heaviest, spoke)
