"""Conditions whose day has passed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.licensing.models import Condition
from compliance.licensing.states import STILL_LIVE, ConditionState
from portal.core.batches import by_key
from portal.core.words import as_day

PATIENCE = timedelta(days=7)


@check(
    "condition-overdue",
    title="Condition overdue",
    why="A condition is part of what was permitted.",
    severity=Severity.MEDIUM,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name open conditions of live authorisations that are more than a week late."""
    late = Condition.objects.filter(
        state=ConditionState.OPEN, due_on__lt=as_day(at) - PATIENCE, authorisation__state__in=STILL_LIVE
    )
    for condition in by_key(late.select_related("authorisation__case")):
        yield Trouble(
            key=(condition.pk, condition.due_on),
            title=f"{condition} is overdue",
            detail=f"{condition.obligation}\n\nIt was due on {condition.due_on:%-d %B %Y}.",
            case_id=condition.authorisation.case_id,
            authorisation_id=condition.authorisation_id,
            unit_id=condition.authorisation.case.unit_id,
            concerns_id=condition.owner_id,
        )
