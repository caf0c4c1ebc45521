"""The life of a course version."""

from portal.core.policy import the_portal_itself
from portal.core.workflow import Move, Owner, Workflow
from training import policies
from training.states import VersionState

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
