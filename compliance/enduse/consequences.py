"""
What follows from the outcome of a check, as data.

A licence is used as approved, or it is not used. So trouble stops the authorisation
until an officer has looked into it and reinstates it with a reason.
"""

from dataclasses import dataclass

from compliance.enduse.states import Finding


@dataclass(frozen=True)
class Consequence:
    """One rule: after which finding nothing more may be transferred, and in which words that is said."""

    rule: str
    reason: str


CONSEQUENCES = {
    Finding.DISCREPANCY: Consequence("V7.1", "{verification} found a use other than the approved one (rule V7.1)."),
    Finding.NOT_VERIFIED: Consequence("V7.2", "{verification} could not establish how it is used (rule V7.2)."),
}


def of(finding: str) -> Consequence | None:
    """Return what follows from a finding, or nothing where all is as approved."""
    return CONSEQUENCES.get(Finding(finding)) if finding else None
