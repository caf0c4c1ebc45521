"""Controlled projects without a plan."""

from collections.abc import Iterator
from datetime import datetime

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.plans import queries as plans
from portal.core.batches import by_key


@check(
    "case-without-plan",
    title="Controlled, and without a plan",
    why="What is controlled stays so only where somebody has said how.",
    severity=Severity.MEDIUM,
)
def find(_at: datetime) -> Iterator[Trouble]:
    """Name permitted cases for which the rules propose a plan and none was made."""
    for case in by_key(plans.without_plan()):
        yield Trouble(
            key=(case.pk,),
            title=f"{case} is controlled and has no plan",
            detail="The rules propose a control plan for it, and none was made.",
            case_id=case.pk,
            unit_id=case.unit_id,
        )
