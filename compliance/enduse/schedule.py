"""
When a verification is due. Pure functions over a tier and days.

The intervals follow the practice that BIS describes for compliance programmes:
more frequent checks where the risk is higher (BIS Export Compliance Guidelines,
elements 3 and 6); the figures are the institution's own and stand here as data.
"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from compliance.enduse.states import Reason


@dataclass(frozen=True)
class Rhythm:
    """How often cases of a tier are checked; None: only when the authorisation ends."""

    rule: str
    months: int | None


RHYTHMS = {
    0: Rhythm("tier-0-close-out", None),
    1: Rhythm("tier-1-close-out", None),
    2: Rhythm("tier-2-yearly", 12),
    3: Rhythm("tier-3-half-yearly", 6),
}
LIMITLESS_REVIEW = Rhythm("open-ended-yearly", 12)


@dataclass(frozen=True)
class Due:
    """The next verification of an authorisation."""

    on: date
    reason: str
    rule: str


def next_due(*, tier: int, valid_to: date | None, after: date) -> Due:
    """
    Return the verification that comes after a day.

    The last one of an authorisation with an end falls on that end. An authorisation
    without an end is checked at least once a year, as its close-out never comes.
    """
    rhythm = RHYTHMS[tier]
    if rhythm.months is None and valid_to is None:
        rhythm = LIMITLESS_REVIEW
    if rhythm.months is None:
        return Due(max(valid_to or after, after), Reason.CLOSE_OUT, rhythm.rule)
    regular = after + relativedelta(months=rhythm.months)
    if valid_to is not None and valid_to <= regular:
        return Due(max(valid_to, after), Reason.CLOSE_OUT, rhythm.rule)
    return Due(regular, Reason.SCHEDULE, rhythm.rule)
