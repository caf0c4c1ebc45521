"""People on a controlled project whose training has lapsed."""

from collections.abc import Iterator
from datetime import datetime

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.plans import queries as plans
from portal.core.batches import by_key
from portal.core.words import as_day


@check(
    "training-lapsed",
    title="Training lapsed on a controlled project",
    why="A person is active on a plan only when briefed.",
    severity=Severity.MEDIUM,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name whoever is on a live plan and not current in its course."""
    for place in by_key(plans.lapsed_people(as_day(at)).select_related("plan__case", "user")):
        yield Trouble(
            key=(place.pk,),
            title=f"Training lapsed: {place.user} on {place.plan}",
            detail=f"{place.user} is on {place.plan} and not current in its course.",
            case_id=place.plan.case_id,
            unit_id=place.plan.unit_id,
            concerns_id=place.user_id,
        )
