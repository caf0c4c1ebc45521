"""The words in which the engine answers, and which of two answers is the stricter one."""

from enum import StrEnum


class Outcome(StrEnum):
    """The answer for one transfer under one regime. Never blank."""

    EXCLUDED = "excluded"
    NOT_CONTROLLED = "not_controlled"
    NO_LICENCE_REQUIRED = "no_licence_required"
    EXCEPTION = "exception"
    LICENCE_REQUIRED = "licence_required"
    PROHIBITED = "prohibited"
    NEEDS_PERSON = "needs_person"


LABELS = {
    Outcome.EXCLUDED: "Excluded",
    Outcome.NOT_CONTROLLED: "Not controlled",
    Outcome.NO_LICENCE_REQUIRED: "No licence required",
    Outcome.EXCEPTION: "Exception or general authorisation",
    Outcome.LICENCE_REQUIRED: "Licence required",
    Outcome.PROHIBITED: "Prohibited",
    Outcome.NEEDS_PERSON: "Needs a person",
}

PERMISSIVE = frozenset(
    {Outcome.EXCLUDED, Outcome.NOT_CONTROLLED, Outcome.NO_LICENCE_REQUIRED, Outcome.EXCEPTION},
)

BY_STRICTNESS = (
    Outcome.PROHIBITED,
    Outcome.LICENCE_REQUIRED,
    Outcome.NEEDS_PERSON,
    Outcome.EXCEPTION,
    Outcome.NO_LICENCE_REQUIRED,
    Outcome.NOT_CONTROLLED,
    Outcome.EXCLUDED,
)


class Status(StrEnum):
    """How one condition of an authorisation stands, and the authorisation as a whole."""

    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"
    TO_BE_CONFIRMED = "to_be_confirmed"


class Policy(StrEnum):
    """How a licence application would be looked at; the most restrictive one wins (15 CFR 742.4(b))."""

    DENIAL = "denial"
    PRESUMPTION_OF_DENIAL = "presumption_of_denial"
    CASE_BY_CASE = "case_by_case"
    PRESUMPTION_OF_APPROVAL = "presumption_of_approval"


POLICIES_BY_STRICTNESS = tuple(Policy)


def strictest(outcomes: "list[Outcome] | tuple[Outcome, ...]") -> Outcome:
    """The answer for all regimes together; nothing asked is a question for a person."""
    for outcome in BY_STRICTNESS:
        if outcome in outcomes:
            return outcome
    return Outcome.NEEDS_PERSON


def strictest_policy(policies: "list[str] | tuple[str, ...]") -> str:
    """The most restrictive of several review policies, or nothing."""
    for policy in POLICIES_BY_STRICTNESS:
        if policy in policies:
            return str(policy)
    return ""


def all_together(statuses: "list[Status]") -> Status:
    """The status of a whole whose every part counts."""
    if Status.NOT_SATISFIED in statuses:
        return Status.NOT_SATISFIED
    return Status.TO_BE_CONFIRMED if Status.TO_BE_CONFIRMED in statuses else Status.SATISFIED
