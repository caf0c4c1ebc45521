"""
The review policy as rules: which facts give a case which tier.

Every rule has an id, a version, a tier and a citation. It gets the facts and the institution's thresholds, and returns
the sentence that says why it applies, or nothing. What it read is written down with its effect. The highest tier wins.
Where no rule speaks, one officer looks: silence is never a permission.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from compliance.licensing import facts as derived
from compliance.licensing.states import Activity, Known, Outcome, Tier

Test = Callable[[Any, dict[str, int]], str | None]


@dataclass(frozen=True)
class Rule:
    """One rule of the review policy."""

    id: str
    tier: Tier
    version: int
    citation: str
    title: str
    test: Test
    setting: str = ""  # the threshold of the institution that it reads


@dataclass(frozen=True)
class Effect:
    """What a rule says about one case, and the facts it read to say so."""

    rule: Rule
    reason: str
    read: dict[str, Any]


RULES: dict[str, Rule] = {}


def rule(id: str, tier: Tier, citation: str, *, version: int = 1, setting: str = "") -> Callable[[Test], Test]:
    """Register a rule. Its docstring is what the policy says in words."""

    def register(test: Test) -> Test:
        if id in RULES:
            raise ValueError(f"There are two rules {id}.")
        RULES[id] = Rule(id, tier, version, citation, " ".join((test.__doc__ or "").split()), test, setting)
        return test

    return register


class Reader:
    """Hands out facts and remembers which were asked for."""

    def __init__(self, facts: derived.Facts):
        self._facts = facts
        self.read: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._facts, name)
        self.read[name] = list(value) if isinstance(value, tuple) else value
        return value


def apply(facts: derived.Facts, settings: dict[str, int]) -> list[Effect]:
    """Return what every rule says, in the order of the policy; never nothing."""
    found = []
    for each in RULES.values():
        reader = Reader(facts)
        reason = each.test(reader, settings)
        if reason:
            found.append(Effect(each, reason, reader.read))
    return found or [Effect(FALLBACK, "No rule speaks of this case, so an officer looks at it.", {})]


def tier_of(effects: list[Effect]) -> Tier:
    """Return the tier that follows from the effects."""
    return max(effect.rule.tier for effect in effects)


FALLBACK = Rule(
    id="R1.9",
    tier=Tier.OFFICER,
    version=1,
    citation="Review policy 1.9",
    title="No other rule speaks of the case.",
    test=lambda _facts, _settings: None,
)


# Rules whose number says something about a person; only those who review the case read that they spoke.
DISCREET = frozenset({"R1.10"})

# -- Tier 0: recorded at once -------------------------------------------------------


@rule("R0.1", Tier.RECORDED, "Review policy 0.1; 15 CFR 734.3(b), 736.2(a)")
def free_to_go(facts, _settings):
    """
    Nothing controlled, or excluded, or no licence required, on verified rows only; every party screened clear; no red
    flag; no embargoed destination; a civil use.
    """
    harmless = not facts.embargoed and not facts.signs and not facts.open_flags and facts.end_use_is_civil
    if facts.free and facts.verified and not facts.by_person and facts.clear and facts.transfers and harmless:
        return "Every transfer is free, every party is clear, and nothing else asks for a closer look."
    return None


# -- Tier 1: one officer ---------------------------------------------------------------


@rule("R1.1", Tier.OFFICER, "Review policy 1.1; 15 CFR 740.1, 740.2")
def relies_on_an_exception(facts, _settings):
    """An exception or a general authorisation is relied on."""
    return "A transfer relies on a licence exception." if Outcome.EXCEPTION in facts.outcomes else None


@rule("R1.2", Tier.OFFICER, "Review policy 1.2")
def somebody_must_determine(facts, _settings):
    """The rules give no certain answer about a transfer."""
    return "A transfer needs to be determined by a person." if not facts.determined else None


@rule("R1.3", Tier.OFFICER, "Review policy 1.3")
def restricted_agreement(facts, _settings):
    """Somebody agreed to limits on publication or participation, or nobody knows whether."""
    return "An agreement may limit publication or participation." if facts.restricted else None


@rule("R1.4", Tier.OFFICER, "Review policy 1.4; 15 CFR 758.1(b)", setting="value_threshold")
def valuable_shipment(facts, settings):
    """A shipment is worth as much as the threshold of the institution, or more."""
    if facts.activity == Activity.SHIP and facts.value_usd >= settings["value_threshold"]:
        return f"The shipment is worth {settings['value_threshold']:,} US dollars or more."
    return None


@rule("R1.5", Tier.OFFICER, "Review policy 1.5", setting="long_stay_days")
def long_stay(facts, settings):
    """A guest stays longer than the institution's threshold."""
    if facts.activity == Activity.HOST and (facts.stay_days or 0) > settings["long_stay_days"]:
        return f"The stay is longer than {settings['long_stay_days']} days."
    return None


@rule("R1.6", Tier.OFFICER, "Review policy 1.6")
def missing_document(facts, _settings):
    """A document is missing for a reason that somebody should read, and not everything is free."""
    return "A document is missing, with a reason." if facts.excused_documents and not facts.free else None


@rule("R1.7", Tier.OFFICER, "Review policy 1.7; 15 CFR 734.18(a)(5)")
def open_cloud(facts, _settings):
    """Data lie on somebody else's computers without being sealed from end to end."""
    return "The data are not sealed from end to end." if facts.unsealed_cloud else None


@rule("R1.8", Tier.OFFICER, "Review policy 1.8")
def nothing_is_transferred(facts, _settings):
    """Nothing is transferred, so that there is nothing to determine."""
    return "No transfer follows from the answers." if not facts.transfers else None


@rule("R1.10", Tier.OFFICER, "Review policy 1.10")
def always_read(facts, _settings):
    """Whoever signs has lost self-certification by a decision that is final, until it is given back."""
    return "An officer reads this case, whatever its facts are." if facts.always_read else None


# -- Tier 2: officer and second reviewer ------------------------------------------------


@rule("R2.1", Tier.SECOND, "Review policy 2.1; 15 CFR 736.2(b)(1)")
def licence_required(facts, _settings):
    """A licence is required for a transfer."""
    return "A transfer needs a government licence." if Outcome.LICENCE in facts.outcomes else None


@rule("R2.2", Tier.SECOND, "Review policy 2.2; 15 CFR 744.11, 744.15, 744.16")
def possible_match(facts, _settings):
    """A party may be somebody on a list."""
    return "A party has an open screening match." if "hit" in facts.screening else None


@rule("R2.3", Tier.SECOND, "Review policy 2.3")
def not_screened(facts, _settings):
    """A party could not be screened against current lists."""
    return "A party could not be screened against current lists." if "none" in facts.screening else None


@rule("R2.4", Tier.SECOND, "Review policy 2.4; 15 CFR part 740, supplement no. 1, country group D:5")
def arms_embargo(facts, _settings):
    """A destination is under an arms embargo, and not everything is free."""
    if facts.arms_embargoed and not facts.free:
        return "A destination is under an arms embargo."
    return None


@rule("R2.5", Tier.SECOND, "Review policy 2.5; 15 CFR part 744")
def uncertain_use(facts, _settings):
    """Nobody knows whether a sensitive use is meant."""
    answers = (facts.military, facts.military_intelligence, facts.weapons, facts.supercomputer)
    return "It is not known whether a sensitive use is meant." if Known.UNKNOWN in answers else None


@rule("R2.6", Tier.SECOND, "Review policy 2.6; 15 CFR part 732, supplement no. 3")
def red_flag(facts, _settings):
    """A warning sign was seen and has not been settled."""
    return "A warning sign was seen." if facts.open_flags else None


@rule("R2.7", Tier.SECOND, "Review policy 2.7; 15 CFR 744.23")
def supercomputer(facts, _settings):
    """A supercomputer or the most advanced chips are the use."""
    return "It is meant for a supercomputer or for the most advanced chips." if facts.supercomputer == "yes" else None


@rule("R2.8", Tier.SECOND, "Review policy 2.8")
def new_partner_and_controlled(facts, _settings):
    """A party is new to the institution, and a transfer to it is controlled."""
    controlled = {Outcome.EXCEPTION, Outcome.LICENCE} & set(facts.outcomes)
    return "A party is new to us, and a transfer is controlled." if facts.first_time_parties and controlled else None


# -- Tier 3: the advisory council -----------------------------------------------------


@rule("R3.1", Tier.COUNCIL, "Review policy 3.1; 15 CFR 742.4(a)(5), 742.6(a)(10)")
def controlled_worldwide(facts, _settings):
    """A licence is required under an entry that is controlled to every destination, as the quantum entries are."""
    return "A transfer is controlled to every destination." if facts.worldwide else None


@rule("R3.2", Tier.COUNCIL, "Review policy 3.2; 15 CFR 744.2 to 744.4, 744.21, 744.22")
def forbidden_use(facts, _settings):
    """A military, intelligence or weapons use is known."""
    known = Known.YES in (facts.military, facts.military_intelligence, facts.weapons)
    return "A military, intelligence or weapons use is known." if known else None


@rule("R3.3", Tier.COUNCIL, "Review policy 3.3; 15 CFR 744.6(b), 744.21(b)")
def authority_has_spoken(facts, _settings):
    """An authority told us that a licence is needed, or warned us."""
    return "An authority has told us about this." if facts.informed == Known.YES else None


@rule("R3.4", Tier.COUNCIL, "Review policy 3.4; 15 CFR part 746")
def embargo(facts, _settings):
    """A destination is under a comprehensive embargo, or is unknown to the lists."""
    return "A destination is under an embargo." if facts.embargoed else None


@rule("R3.5", Tier.COUNCIL, "Review policy 3.5; 15 CFR 736.2(b)(4), (5)")
def prohibited(facts, _settings):
    """A transfer is prohibited."""
    return "A transfer is prohibited." if Outcome.PROHIBITED in facts.outcomes else None


@rule("R3.6", Tier.COUNCIL, "Review policy 3.6; 15 CFR 744.11")
def listed_party(facts, _settings):
    """A party is on a list."""
    return "A party is on a list." if facts.true_match else None


@rule("R3.7", Tier.COUNCIL, "Review policy 3.7; 15 CFR 742.4(b)")
def denial_is_presumed(facts, _settings):
    """The government would presume to deny the licence."""
    strict = {"denial", "presumption_of_denial"} & set(facts.review_policies)
    licence = Outcome.LICENCE in facts.outcomes
    return "The government would presume to deny the licence." if strict and licence else None
