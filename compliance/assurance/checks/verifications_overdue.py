"""Verifications whose day passed two weeks ago."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.enduse.models import Verification
from portal.core.batches import by_key
from portal.core.words import as_day

PATIENCE = timedelta(days=14)


@check(
    "verification-overdue",
    title="Verification overdue",
    why="An authorisation whose use nobody has looked at is trusted on its word.",
    severity=Severity.MEDIUM,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name awaited verifications that are more than two weeks late."""
    late = Verification.objects.overdue(on=as_day(at) - PATIENCE)
    for verification in by_key(late.select_related("authorisation__case")):
        yield Trouble(
            key=(verification.pk, verification.due_on),
            title=f"{verification} is overdue",
            detail=f"It was due on {verification.due_on:%-d %B %Y}, and is {verification.get_state_display().lower()}.",
            case_id=verification.authorisation.case_id,
            authorisation_id=verification.authorisation_id,
            verification_id=verification.pk,
            unit_id=verification.authorisation.case.unit_id,
            concerns_id=verification.responsible_id,
        )
