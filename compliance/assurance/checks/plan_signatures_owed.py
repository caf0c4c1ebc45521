"""Signatures under control plans that are still owed four weeks after they were asked for."""

from collections.abc import Iterator
from datetime import datetime

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.plans import queries as plans
from portal.core.batches import by_key
from portal.core.words import as_day

PATIENCE = 28  # days; by then four reminders have left


@check(
    "plan-signature-owed",
    title="Signature under a plan still owed",
    why="Whoever has not signed has not promised anything, and is not active on the plan.",
    severity=Severity.MEDIUM,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name signatures under live plans that were asked for at least four weeks ago."""
    for signature in by_key(plans.unsigned(as_day(at), days=PATIENCE)):
        yield Trouble(
            key=(signature.pk,),
            title=f"{signature.plan}: {signature.person} has not signed",
            detail=f"{signature.person} was asked on {signature.asked_at:%-d %B %Y} to sign version "
            f"{signature.version} as {signature.get_capacity_display().lower()}.",
            case_id=signature.plan.case_id,
            unit_id=signature.plan.unit_id,
            concerns_id=signature.person_id,
        )
