"""What the history of decided cases says, read once a day and kept as the few sentences that follow from it."""

from datetime import date, datetime, timedelta

from django.core.cache import cache

from compliance.licensing import clock, targets
from compliance.licensing.clock import Mark
from compliance.licensing.models import Case, ClockEntry
from compliance.licensing.predicting import LOOK_BACK, Coverage, Past, Prediction, Taken, coverage
from compliance.licensing.states import DECIDED, Activity, CaseState, Tier
from portal.core.words import as_day

A_DAY = 24 * 60 * 60
ENOUGH_FOR_A_YEAR = 5000  # the newest; quantiles of more cases are the same, and a large archive stays quick


def prediction_for(case: Case, *, at: datetime) -> Prediction | None:
    """Return how long cases like this one took; nothing for a case without a tier, or recorded at once."""
    if not case.tier:
        return None
    return predictions(on=as_day(at)).get((case.tier, case.activity))


def predictions(*, on: date) -> dict[tuple[int, str], Prediction | None]:
    """Return what is told about each tier and activity on a day."""
    key = f"licensing.predictions.{on}"
    found = cache.get(key)
    if found is None:
        past = Past(history(on=on))
        groups = ((int(tier), str(activity)) for tier in Tier for activity in Activity)
        found = {(tier, activity): past.tells(tier=tier, activity=activity) for tier, activity in groups}
        cache.set(key, found, A_DAY)
    return found


def measured_coverage(*, at: datetime) -> Coverage:
    """Return how often the bound of three quarters held over two years of cases."""
    key = f"licensing.coverage.{as_day(at)}"
    found = cache.get(key)
    if found is None:
        found = coverage(history(on=as_day(at), back=2 * LOOK_BACK))
        cache.set(key, found, A_DAY)
    return found


def history(*, on: date, back: timedelta = LOOK_BACK) -> list[Taken]:
    """Return every case that people decided in the time before the day, the newest 5,000 at most; four queries."""
    decided = Case.objects.filter(state__in=DECIDED, decided_at__date__gte=on - back, decided_at__date__lt=on).exclude(
        state=CaseState.RECORDED
    )
    newest = decided.order_by("-decided_at", "-pk").values_list("pk", flat=True)[:ENOUGH_FOR_A_YEAR]
    decided = Case.objects.filter(pk__in=list(newest))
    marks: dict[int, list[Mark]] = {}
    rows = (
        ClockEntry.objects.filter(case__in=decided.values("pk")).order_by("at", "pk").values_list("case", "at", "side")
    )
    for case, at, side in rows.iterator(chunk_size=2000):
        marks.setdefault(case, []).append(Mark(at, side))
    hours = targets.hours_of(targets.values(on=on))
    cases = decided.values_list("pk", "decided_at", "tier", "activity")
    return [
        Taken(as_day(at), tier or 0, activity, clock.read(marks.get(pk, ()), until=at, hours=hours).with_us)
        for pk, at, tier, activity in cases.order_by("decided_at", "pk").iterator(chunk_size=2000)
        if at is not None
    ]
