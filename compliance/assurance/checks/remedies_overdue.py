"""Remedies that nobody has done, or checked, two weeks after their day."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.remedies.models import Remedy
from compliance.remedies.states import RemedyState
from portal.core.batches import by_key
from portal.core.words import as_day

PATIENCE = timedelta(days=14)


@check(
    "remedy-overdue",
    title="Remedy overdue",
    why="A remedy that is never done repairs nothing.",
    severity=Severity.MEDIUM,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name remedies that are more than two weeks late, in the doing or in the check."""
    for remedy in by_key(Remedy.objects.overdue(on=as_day(at) - PATIENCE)):
        undone = remedy.state == RemedyState.OPEN
        yield Trouble(
            key=(remedy.pk, remedy.state, remedy.waits_until),
            title=f"{remedy} is overdue",
            detail=f"It was to be {'done' if undone else 'checked'} by {remedy.waits_until:%-d %B %Y}.",
            concerns_id=remedy.owner_id if undone else remedy.checker_id,
        )
