"""The lives of a finding, an audit and a self-assessment."""

from compliance.assurance import policies
from compliance.assurance.elements import ELEMENTS
from compliance.assurance.states import UNSETTLED, AssessmentState, AuditState, FindingState, Looked
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


def every_case_was_looked_at(audit):
    """An audit concludes on the whole sample."""
    left = audit.cases.filter(looked=Looked.NOT_YET).count()
    if left:
        raise Conflict(f"{left} {'case is' if left == 1 else 'cases are'} still to be looked at.")


AUDIT = Workflow(
    name="Audit",
    states=AuditState,
    owners={
        AuditState.PLANNED: Owner.OFFICER,
        AuditState.DRAWN: Owner.OFFICER,
        AuditState.CONCLUDED: Owner.NOBODY,
        AuditState.CANCELLED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="draw",
            label="Draw the sample",
            sources=(AuditState.PLANNED,),
            target=AuditState.DRAWN,
            policy=policies.may_audit,
            event="assurance.audit.drawn",
        ),
        Move(
            name="conclude",
            label="Conclude the audit",
            sources=(AuditState.DRAWN,),
            target=AuditState.CONCLUDED,
            policy=policies.may_lead,
            guards=(every_case_was_looked_at,),
            event="assurance.audit.concluded",
        ),
        Move(
            name="cancel",
            label="Cancel it",
            sources=(AuditState.PLANNED,),
            target=AuditState.CANCELLED,
            policy=policies.may_audit,
            event="assurance.audit.cancelled",
        ),
    ],
)


def every_element_was_assessed(assessment):
    """An assessment is signed whole."""
    left = len(ELEMENTS) - assessment.answers.count()
    if left:
        raise Conflict(f"{left} {'element is' if left == 1 else 'elements are'} still to be assessed.")


ASSESSMENT = Workflow(
    name="Self-assessment",
    states=AssessmentState,
    owners={AssessmentState.DRAFT: Owner.OFFICER, AssessmentState.SIGNED: Owner.NOBODY},
    moves=[
        Move(
            name="sign",
            label="Sign the assessment",
            sources=(AssessmentState.DRAFT,),
            target=AssessmentState.SIGNED,
            policy=policies.may_sign,
            guards=(every_element_was_assessed,),
            event="assurance.assessment.signed",
        ),
    ],
)
