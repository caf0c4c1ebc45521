"""
How long a signed statement counts, by whose certificate it serves as. Pure functions over days.

US: a letter for several transactions covers those of the same parties for four years from its signature (15 CFR
748.11); one for a single transaction counts for that one. UK: the licence has to be applied for within six months of
the signature (guidance on end-user undertakings). Elsewhere no fixed term was found, and a year is the
institution's own rule.
"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from compliance.enduse.states import StatementRegime


@dataclass(frozen=True)
class Term:
    """Until when a statement counts, by which rule, and what that means in words."""

    until: date | None
    rule: str
    sentence: str


def term(regime: str, *, many: bool, signed_on: date, ends_on: date | None = None) -> Term:
    """Return how long a statement counts that was signed on a day. ``ends_on`` is the end of the transaction."""
    if regime == StatementRegime.US and many:
        return Term(
            signed_on + relativedelta(years=4), "S3.1", "Covers every transaction with this party for four years."
        )
    if regime == StatementRegime.US:
        return Term(ends_on, "S3.2", "Covers this one transaction.")
    if regime == StatementRegime.UK:
        until = signed_on + relativedelta(months=6)
        return Term(until, "S3.3", "The licence has to be applied for within six months of the signature.")
    if regime == StatementRegime.EU:
        return Term(signed_on + relativedelta(years=1), "S3.4", "No fixed term is known; a year is our own rule.")
    return Term(signed_on + relativedelta(years=1), "S3.5", "A year, by our own rule.")
