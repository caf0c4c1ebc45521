"""What a changed threshold or target would do to the cases that are open now. Nothing is written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum

from compliance.licensing import clock, rules, targets
from compliance.licensing.clock import Hours, Mark
from compliance.licensing.models import Case, CaseItem, ClockEntry, RoutingEffect, TransferDetermination
from compliance.licensing.routing import RAISED
from compliance.licensing.states import UNDER_REVIEW, Tier
from portal.core.words import as_day

SHOWN = 200


@dataclass(frozen=True)
class Moved:
    """An open case that would be somewhere else."""

    case: Case
    before: str
    after: str


@dataclass(frozen=True)
class Measured:
    """What rules with a threshold read of a case."""

    activity: str
    value_usd: int
    stay_days: int | None


@dataclass(frozen=True)
class Standing:
    """An open case, with what rules without a threshold said of it and the tier that nothing takes from it."""

    case: Case
    measured: Measured
    spoken: Sequence[int]
    least: int
    marks: Sequence[Mark]

    def tier(self, settings: dict[str, int]) -> Tier:
        """Return the tier under these settings."""
        found = [rule.tier for rule in rules.RULES.values() if rule.setting and rule.test(self.measured, settings)]
        return Tier(max([*self.spoken, *found] or [rules.FALLBACK.tier], key=int))

    def words(self, settings: dict[str, int], hours: Hours, *, at: datetime) -> str:
        """Say where the case is under these settings, and when it is answered."""
        tier = max(self.tier(settings), Tier(self.least))
        reading = clock.read(self.marks, until=at, hours=hours, allowed=settings.get(f"target_tier_{int(tier)}"))
        until = f", answer by {reading.target_on:%-d %B %Y}" if reading.target_on else ""
        return f"Tier {tier.label}{until}"


def would_move(code: str, value: int, *, at: datetime) -> list[Moved]:
    """Return those of the 200 most urgent open cases that would have another tier or target if the setting counted."""
    now = targets.values(on=as_day(at))
    then = {**now, code: value}
    hours = {id(settings): targets.hours_of(settings) for settings in (now, then)}
    found = []
    for each in _standing():
        before, after = (each.words(settings, hours[id(settings)], at=at) for settings in (now, then))
        if before != after:
            found.append(Moved(each.case, before, after))
    return found


def _standing() -> Iterable[Standing]:
    """Read the most urgent open cases with everything a preview looks at; five statements, however many there are."""
    open_cases = Case.objects.filter(state__in=UNDER_REVIEW).select_related("applicant").order_by("target_on", "pk")
    cases = list(open_cases[:SHOWN])
    worth = dict(CaseItem.objects.filter(case__in=cases).values_list("case").annotate(Sum("value_usd")))
    by_hand = TransferDetermination.objects.standing().filter(transfer__case__in=cases, determined_by__isnull=False)
    kept = set(by_hand.values_list("transfer__case", flat=True))
    effects, marks = _grouped(RoutingEffect, cases, "run", "pk"), _grouped(ClockEntry, cases, "at", "pk")
    for case in cases:
        spoken, raised = _said(effects[case.pk])
        stay = (case.ends_on - case.starts_on).days if case.starts_on and case.ends_on else None
        yield Standing(
            case=case,
            measured=Measured(case.activity, int(worth.get(case.pk) or 0), stay),
            spoken=spoken,
            least=max([*raised, *([case.tier] if case.pk in kept and case.tier is not None else [])], default=0),
            marks=[Mark(each.at, each.side) for each in marks[case.pk]],
        )


def _grouped(model: Any, cases: list[Case], *order: str) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in model.objects.filter(case__in=cases).order_by(*order):
        found[row.case_id].append(row)
    return found


def _said(effects: list[RoutingEffect]) -> tuple[list[int], list[int]]:
    """Return the tiers of the newest routing by rules without a threshold, and those to which officers raised it."""
    raised = [each.tier for each in effects if each.rule == RAISED]
    last = max((each.run for each in effects if each.rule != RAISED), default=0)
    newest = [each for each in effects if each.run == last and each.rule != RAISED]
    with_setting = {rule.id for rule in rules.RULES.values() if rule.setting}
    return [each.tier for each in newest if each.rule not in with_setting], raised
