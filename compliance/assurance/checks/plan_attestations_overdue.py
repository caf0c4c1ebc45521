"""Yearly attestations of control plans that nobody has given two weeks after their day."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.plans import queries as plans
from portal.core.batches import by_key
from portal.core.words import as_day

PATIENCE = timedelta(days=14)


@check(
    "plan-attestation-overdue",
    title="Yearly attestation of a plan overdue",
    why="A plan that nobody has looked at for a year describes another laboratory.",
    severity=Severity.MEDIUM,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name attestations of live plans that are more than two weeks late."""
    for attestation in by_key(plans.overdue_attestations(as_day(at) - PATIENCE)):
        plan = attestation.plan
        yield Trouble(
            key=(attestation.pk,),
            title=f"{attestation} is overdue",
            detail=f"{plan.responsible} was to say by {attestation.due_on:%-d %B %Y} that the plan is still true.",
            case_id=plan.case_id,
            unit_id=plan.unit_id,
            concerns_id=plan.responsible_id,
        )
