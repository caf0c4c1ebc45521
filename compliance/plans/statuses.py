"""
Whose legal status a control's text asks for. A person's status is used nowhere else.

Only these regimes make a release to somebody in the country depend on who they are. For a plan under any other
regime nobody is asked.
"""

from collections.abc import Iterable

ASKED_BY = {
    "US-EAR": "15 CFR 734.13(a)(2) and 772.1: a release to a foreign person in the United States",
    "US-ITAR": "22 CFR 120.62 and 120.63: U.S. persons and foreign persons",
}


def asking(regimes: Iterable[str]) -> dict[str, str]:
    """Return the regimes among these whose text asks, with the text."""
    return {regime: ASKED_BY[regime] for regime in sorted(set(regimes)) if regime in ASKED_BY}
