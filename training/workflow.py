"""The life of a course version, and of one sitting of a tabletop exercise."""

from portal.core.policy import the_portal_itself
from portal.core.workflow import Move, Owner, Workflow
from training import policies
from training.states import SessionState, VersionState

VERSION = Workflow(
    name="course_version",
    states=VersionState,
    owners={
        VersionState.DRAFT: Owner.TRAINER,
        VersionState.PUBLISHED: Owner.NOBODY,
        VersionState.SUPERSEDED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="publish",
            sources=(VersionState.DRAFT,),
            target=VersionState.PUBLISHED,
            policy=policies.may_manage,
            event="training.version.published",
        ),
        Move(
            name="supersede",
            sources=(VersionState.PUBLISHED,),
            target=VersionState.SUPERSEDED,
            policy=the_portal_itself,
            event="training.version.superseded",
        ),
    ],
)

SESSION = Workflow(
    name="tabletop_session",
    states=SessionState,
    owners={
        SessionState.PLANNED: Owner.FACILITATOR,
        SessionState.RUNNING: Owner.FACILITATOR,
        SessionState.CLOSED: Owner.NOBODY,
        SessionState.CANCELLED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="start",
            sources=(SessionState.PLANNED,),
            target=SessionState.RUNNING,
            policy=policies.may_lead,
            event="training.session.started",
            label="Start the exercise",
        ),
        Move(
            name="cancel",
            sources=(SessionState.PLANNED,),
            target=SessionState.CANCELLED,
            policy=policies.may_lead,
            event="training.session.cancelled",
        ),
        Move(
            name="close",
            sources=(SessionState.RUNNING,),
            target=SessionState.CLOSED,
            policy=policies.may_lead,
            event="training.session.closed",
            label="Close the exercise",
        ),
    ],
)
