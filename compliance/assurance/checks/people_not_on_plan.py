"""People in a controlled room who are not on its plan."""

from collections.abc import Iterator
from datetime import datetime

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.plans import queries as plans
from portal.core.words import as_day


@check(
    "people-not-on-plan",
    title="In the access list, and not on the plan",
    why="Who can open the door can see what is inside: a release may need an authorisation.",
    severity=Severity.HIGH,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name whoever can open a room of a live plan and is not on that plan."""
    for each in plans.people_not_on_plan(as_day(at)):
        yield Trouble(
            key=(each.plan.pk, each.room.pk, each.person.pk),
            title=f"{each.person} can open {each.room} and is not on {each.plan}",
            detail=f"{each.person} is in the access list of {each.room}. Put them on the plan, or take access away.",
            case_id=each.plan.case_id,
            unit_id=each.plan.unit_id,
        )
