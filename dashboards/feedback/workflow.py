"""The life of a comment."""

from dashboards.feedback import policies
from dashboards.feedback.states import CommentState
from portal.core.workflow import Move, Owner, Workflow

COMMENT = Workflow(
    name="Comment",
    states=CommentState,
    owners={
        CommentState.RECEIVED: Owner.OFFICER,
        CommentState.ANSWERED: Owner.NOBODY,
        CommentState.KEPT: Owner.NOBODY,
    },
    moves=[
        Move(
            name="answer",
            label="Publish with the response",
            sources=(CommentState.RECEIVED,),
            target=CommentState.ANSWERED,
            policy=policies.may_settle,
            event="dashboards.comment.answered",
        ),
        Move(
            name="keep",
            label="Do not publish",
            sources=(CommentState.RECEIVED,),
            target=CommentState.KEPT,
            policy=policies.may_settle,
            event="dashboards.comment.kept",
        ),
    ],
)
