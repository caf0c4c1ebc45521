"""How the questions about an exclusion move, and whose turn it is."""

from compliance.classification import policies
from compliance.classification.models import ExclusionSession
from compliance.classification.states import SessionState
from portal.core.errors import Conflict
from portal.core.workflow import Move, Owner, Workflow


def every_question_is_answered(session: ExclusionSession) -> None:
    """The answers have led to an ending."""
    if not session.outcome:
        raise Conflict("A question is still open.")


SESSION = Workflow(
    name="exclusion",
    states=SessionState,
    owners={
        SessionState.OPEN: Owner.APPLICANT,
        SessionState.CONCLUDED: Owner.NOBODY,
        SessionState.REOPENED: Owner.APPLICANT,
    },
    moves=[
        Move(
            name="conclude",
            sources=(SessionState.OPEN, SessionState.REOPENED),
            target=SessionState.CONCLUDED,
            policy=policies.may_answer,
            guards=(every_question_is_answered,),
            event="classification.exclusion.concluded",
        ),
        Move(
            name="reopen",
            sources=(SessionState.CONCLUDED,),
            target=SessionState.REOPENED,
            policy=policies.may_amend,
            event="classification.exclusion.reopened",
            label="The agreement was amended",
        ),
    ],
)
