"""The life of a finding."""

from compliance.assurance import policies
from compliance.assurance.states import UNSETTLED, FindingState
from compliance.remedies.states import RemedyState
from portal.core.errors import Conflict
from portal.core.policy import the_portal_itself
from portal.core.workflow import Move, Owner, Workflow


def remedies_are_settled(finding):
    """A finding closes when something helped and nothing is left to be done."""
    states = set(finding.remedies.values_list("state", flat=True))
    if states & {RemedyState.OPEN, RemedyState.DONE}:
        raise Conflict("A remedy is still to be done or to be checked.")
    if RemedyState.EFFECTIVE not in states:
        raise Conflict("No remedy has been found effective. Open one, or dismiss the finding with a reason.")


def nothing_is_under_way(finding):
    """A finding that somebody works on is not dismissed."""
    if finding.remedies.unsettled().exists():
        raise Conflict("A remedy is under way. Cancel it first.")


FINDING = Workflow(
    name="Finding",
    states=FindingState,
    owners={
        FindingState.OPEN: Owner.OFFICER,
        FindingState.IN_HAND: Owner.OFFICER,
        FindingState.CLEARED: Owner.NOBODY,
        FindingState.CLOSED: Owner.NOBODY,
        FindingState.DISMISSED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="take_up",
            label="Give it to somebody",
            sources=UNSETTLED,
            target=FindingState.IN_HAND,
            policy=policies.may_manage,
            event="assurance.finding.taken_up",
        ),
        Move(
            name="close",
            label="Close it",
            sources=(FindingState.IN_HAND,),
            target=FindingState.CLOSED,
            policy=policies.may_settle,
            guards=(remedies_are_settled,),
            event="assurance.finding.closed",
        ),
        Move(
            name="dismiss",
            label="Dismiss it",
            sources=UNSETTLED,
            target=FindingState.DISMISSED,
            policy=policies.may_settle,
            guards=(nothing_is_under_way,),
            event="assurance.finding.dismissed",
        ),
        Move(
            name="clear",
            label="The cause is gone",
            sources=UNSETTLED,
            target=FindingState.CLEARED,
            policy=the_portal_itself,
            event="assurance.finding.cleared",
        ),
    ],
)
