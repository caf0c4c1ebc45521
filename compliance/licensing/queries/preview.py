"""What a changed threshold or target would do to the cases that are open now. Nothing is written."""

from dataclasses import dataclass
from datetime import datetime

from compliance.licensing import clock, rules, targets
from compliance.licensing.facts import Facts, facts_of
from compliance.licensing.models import Case
from compliance.licensing.queries.clocks import marks_of
from compliance.licensing.states import UNDER_REVIEW, Tier
from portal.core.words import as_day

SHOWN = 200


@dataclass(frozen=True)
class Moved:
    """An open case that would be somewhere else."""

    case: Case
    before: str
    after: str


def would_move(code: str, value: int, *, at: datetime) -> list[Moved]:
    """Return those of the 200 most urgent open cases that would have another tier or target if the setting counted."""
    now = targets.values(on=as_day(at))
    then = {**now, code: value}
    found = []
    cases = Case.objects.filter(state__in=UNDER_REVIEW).select_related("applicant").order_by("target_on", "pk")
    for case in cases[:SHOWN]:
        facts, marks = facts_of(case.looked_at(at)), marks_of(case)
        before, after = _stand(facts, marks, now, at=at), _stand(facts, marks, then, at=at)
        if before != after:
            found.append(Moved(case, before, after))
    return found


def _stand(facts: Facts, marks: list[clock.Mark], settings: dict[str, int], *, at: datetime) -> str:
    tier = rules.tier_of(rules.apply(facts, settings))
    hours = targets.hours_of(settings)
    reading = clock.read(marks, until=at, hours=hours, allowed=settings.get(f"target_tier_{int(tier)}"))
    until = f", answer by {reading.target_on:%-d %B %Y}" if reading.target_on else ""
    return f"Tier {Tier(tier).label}{until}"
