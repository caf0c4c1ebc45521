"""
When a verification is due and how it is best made. Pure functions over a tier, kinds of transfer, conditions and days.

The intervals follow the practice that BIS describes for compliance programmes:
more frequent checks where the risk is higher (BIS Export Compliance Guidelines,
elements 3 and 6); the figures are the institution's own and stand here as data.
"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from compliance.enduse.states import Method, Reason
from compliance.licensing.states import Mode


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
# What is used from elsewhere goes on being used, so its logs are looked at once a year at least.
REMOTE_REVIEW = Rhythm("remote-access-yearly", 12)
CONDITION_REVIEW = Rhythm("condition-yearly", 12)
# How a kind of transfer is best checked, the most telling method first.
METHODS: dict[str, tuple[Method, ...]] = {
    Mode.PHYSICAL: (Method.RECIPIENT, Method.VIDEO, Method.VISIT),
    Mode.ELECTRONIC: (Method.RECIPIENT, Method.PUBLICATIONS, Method.NO_RETRANSFER),
    Mode.REMOTE: (Method.ACCESS_LOG, Method.RECIPIENT),
    Mode.RELEASE: (Method.ATTESTATION, Method.PUBLICATIONS),
    Mode.SERVICE: (Method.ATTESTATION, Method.PUBLICATIONS),
}
AT_THE_END = (Method.DISPOSAL, Method.NO_RETRANSFER)
VISITED_FROM_TIER = 3


@dataclass(frozen=True)
class Due:
    """The next verification of an authorisation."""

    on: date
    reason: str
    rule: str


def rhythm_of(*, tier: int, modes: frozenset[str] = frozenset(), yearly: bool = False) -> Rhythm:
    """Return how often a case is checked: by its tier, and more often where its transfers or conditions ask for it."""
    found = [RHYTHMS[tier]]
    if tier and Mode.REMOTE in modes:
        found.append(REMOTE_REVIEW)
    if tier and yearly:
        found.append(CONDITION_REVIEW)
    return min(found, key=lambda each: each.months or 10_000)


def methods_of(*, tier: int, modes: frozenset[str], reason: str) -> tuple[str, ...]:
    """Return the methods that fit, the most telling first: by kind of transfer, a visit for the highest tier."""
    found = list(AT_THE_END) if reason == Reason.CLOSE_OUT and modes & {Mode.PHYSICAL, Mode.ELECTRONIC} else []
    if tier >= VISITED_FROM_TIER and Mode.PHYSICAL in modes:
        found.append(Method.VISIT)
    for mode in sorted(modes):
        found += METHODS.get(mode, ())
    return tuple(dict.fromkeys(found)) or (Method.ATTESTATION,)


def next_due(
    *,
    tier: int,
    valid_to: date | None,
    after: date,
    modes: frozenset[str] = frozenset(),
    yearly: bool = False,
) -> Due:
    """
    Return the verification that comes after a day.

    The last one of an authorisation with an end falls on that end. An authorisation
    without an end is checked at least once a year, as its close-out never comes.
    """
    rhythm = rhythm_of(tier=tier, modes=modes, yearly=yearly)
    if rhythm.months is None and valid_to is None:
        rhythm = LIMITLESS_REVIEW
    if rhythm.months is None:
        return Due(max(valid_to or after, after), Reason.CLOSE_OUT, rhythm.rule)
    regular = after + relativedelta(months=rhythm.months)
    if valid_to is not None and valid_to <= regular:
        return Due(max(valid_to, after), Reason.CLOSE_OUT, rhythm.rule)
    return Due(regular, Reason.SCHEDULE, rhythm.rule)
