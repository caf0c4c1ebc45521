"""The life of a version of a page."""

from dashboards.guidance import policies
from dashboards.guidance.states import VersionState
from portal.core.policy import the_portal_itself
from portal.core.workflow import Move, Owner, Workflow

VERSION = Workflow(
    name="Guidance",
    states=VersionState,
    owners={
        VersionState.DRAFT: Owner.OFFICER,
        VersionState.IN_REVIEW: Owner.REVIEWER,
        VersionState.PUBLISHED: Owner.NOBODY,
        VersionState.REPLACED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="submit",
            label="Hand in for review",
            sources=(VersionState.DRAFT,),
            target=VersionState.IN_REVIEW,
            policy=policies.may_write,
            event="dashboards.guidance.submitted",
        ),
        Move(
            name="send_back",
            label="Send back",
            sources=(VersionState.IN_REVIEW,),
            target=VersionState.DRAFT,
            policy=policies.may_publish,
            event="dashboards.guidance.sent_back",
        ),
        Move(
            name="publish",
            label="Publish",
            sources=(VersionState.IN_REVIEW,),
            target=VersionState.PUBLISHED,
            policy=policies.may_publish,
            event="dashboards.guidance.published",
        ),
        Move(
            name="replace",
            sources=(VersionState.PUBLISHED,),
            target=VersionState.REPLACED,
            policy=the_portal_itself,
            event="dashboards.guidance.replaced",
        ),
    ],
)
