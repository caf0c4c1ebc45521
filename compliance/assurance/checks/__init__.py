"""
Standing checks, one small module each.

A check looks at the records of a moment and names what is not as it should be. It decides nothing and changes
nothing; `audit` states what is new, once, and clears what it no longer finds. A check reads a thousand rows
at a time, with everything it needs about them.
"""

from compliance.assurance.checks import (
    authorisations_expired_in_use,
    authorisations_over_scope,
    authorisations_without_plan,
    authorisations_without_verification,
    conditions_overdue,
    items_not_on_plan,
    people_not_on_plan,
    plan_attestations_overdue,
    plan_signatures_owed,
    remedies_overdue,
    retention_due,
    screening_stale,
    second_reviewer,
    statements_missing,
    tier_zero_changed,
    tier_zero_stricter,
    training_lapsed,
    verification_trouble,
    verifications_overdue,
)
from compliance.assurance.checks.registry import CHECKS, Check, Trouble

__all__ = [
    "CHECKS",
    "Check",
    "Trouble",
    "authorisations_expired_in_use",
    "authorisations_over_scope",
    "authorisations_without_plan",
    "authorisations_without_verification",
    "conditions_overdue",
    "items_not_on_plan",
    "people_not_on_plan",
    "plan_attestations_overdue",
    "plan_signatures_owed",
    "remedies_overdue",
    "retention_due",
    "screening_stale",
    "second_reviewer",
    "statements_missing",
    "tier_zero_changed",
    "tier_zero_stricter",
    "training_lapsed",
    "verification_trouble",
    "verifications_overdue",
]
