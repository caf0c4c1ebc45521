"""Items in use that the plan does not name."""

from collections.abc import Iterator
from datetime import datetime

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.plans import queries as plans
from portal.core.words import as_day


@check(
    "items-not-on-plan",
    title="Permitted, and not on the plan",
    why="A plan that does not name an item does not protect it.",
    severity=Severity.MEDIUM,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name items that an authorisation in force permits and the live plan of the case does not name."""
    for each in plans.items_not_on_plan(as_day(at)):
        yield Trouble(
            key=(each.plan.pk, each.item.pk),
            title=f"{each.item} is permitted and not on {each.plan}",
            detail=f"The authorisation of case {each.plan.case} covers {each.item}. Amend the plan.",
            case_id=each.plan.case_id,
            unit_id=each.plan.unit_id,
        )
