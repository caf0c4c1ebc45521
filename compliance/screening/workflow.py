"""How editions of lists and hits move from state to state, and whose turn it is."""

from compliance.screening import policies
from compliance.screening.models import Hit, ListVersion, ScreeningJob
from compliance.screening.states import HitState, JobState, VersionState
from portal.core.errors import Conflict
from portal.core.policy import the_portal_itself
from portal.core.workflow import Move, Owner, Workflow


def hit_is_not_strong(hit: Hit) -> None:
    """A strong hit is cleared by two people."""
    if hit.is_strong:
        raise Conflict(
            "A strong hit is cleared by two people: propose the clearing, and a second reviewer confirms it."
        )


def hit_is_strong(hit: Hit) -> None:
    """Below the strong band one officer is enough."""
    if not hit.is_strong:
        raise Conflict("This hit is not strong; you can clear it yourself.")


def version_holds_something(version: ListVersion) -> None:
    """An edition without entries cannot be put in force."""
    if not version.entry_count:
        raise Conflict("This edition has no entry at all; a list that screens nobody is never put in force.")


def sheet_names_its_columns(job: ScreeningJob) -> None:
    """A sheet is screened once somebody has said which column holds the names."""
    if not job.mapping.get("name"):
        raise Conflict("Nobody has said which column holds the names. Upload the sheet again.")


VERSION = Workflow(
    name="list edition",
    states=VersionState,
    owners={
        VersionState.RECEIVED: Owner.PORTAL,
        VersionState.QUARANTINED: Owner.OFFICER,
        VersionState.UNUSABLE: Owner.OFFICER,
        VersionState.IN_FORCE: Owner.NOBODY,
        VersionState.SUPERSEDED: Owner.NOBODY,
        VersionState.DISMISSED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="put_in_force",
            sources=(VersionState.RECEIVED,),
            target=VersionState.IN_FORCE,
            policy=the_portal_itself,
            guards=(version_holds_something,),
            event="screening.list.put_in_force",
        ),
        Move(
            name="quarantine",
            sources=(VersionState.RECEIVED,),
            target=VersionState.QUARANTINED,
            policy=the_portal_itself,
            event="screening.list.quarantined",
        ),
        Move(
            name="reject",
            sources=(VersionState.RECEIVED,),
            target=VersionState.UNUSABLE,
            policy=the_portal_itself,
            event="screening.list.unusable",
        ),
        Move(
            name="accept",
            sources=(VersionState.QUARANTINED,),
            target=VersionState.IN_FORCE,
            policy=policies.may_accept,
            guards=(version_holds_something,),
            event="screening.list.accepted",
            label="Accept and put in force",
        ),
        Move(
            name="dismiss",
            sources=(VersionState.QUARANTINED, VersionState.UNUSABLE),
            target=VersionState.DISMISSED,
            policy=policies.may_accept,
            event="screening.list.dismissed",
            label="Dismiss",
        ),
        Move(
            name="supersede",
            sources=(VersionState.IN_FORCE,),
            target=VersionState.SUPERSEDED,
            policy=the_portal_itself,
            event="screening.list.superseded",
        ),
    ],
)

UNDECIDED = (HitState.OPEN, HitState.NEEDS_INFORMATION)
HIT = Workflow(
    name="hit",
    states=HitState,
    owners={
        HitState.OPEN: Owner.OFFICER,
        HitState.NEEDS_INFORMATION: Owner.OFFICER,
        HitState.AWAITING_SECOND: Owner.REVIEWER,
        HitState.CLEARED: Owner.NOBODY,
        HitState.TRUE_MATCH: Owner.NOBODY,
    },
    moves=[
        Move(
            name="clear",
            sources=UNDECIDED,
            target=HitState.CLEARED,
            policy=policies.may_adjudicate,
            guards=(hit_is_not_strong,),
            event="screening.hit.cleared",
            label="Not a match",
        ),
        Move(
            name="propose_clearing",
            sources=UNDECIDED,
            target=HitState.AWAITING_SECOND,
            policy=policies.may_adjudicate,
            guards=(hit_is_strong,),
            event="screening.hit.clearing_proposed",
            label="Not a match, for the second reviewer",
        ),
        Move(
            name="confirm_clearing",
            sources=(HitState.AWAITING_SECOND,),
            target=HitState.CLEARED,
            policy=policies.may_second,
            event="screening.hit.cleared",
            label="Confirm: not a match",
        ),
        Move(
            name="send_back",
            sources=(HitState.AWAITING_SECOND,),
            target=HitState.OPEN,
            policy=policies.may_second,
            event="screening.hit.sent_back",
            label="Send back",
        ),
        Move(
            name="confirm_match",
            sources=(*UNDECIDED, HitState.AWAITING_SECOND),
            target=HitState.TRUE_MATCH,
            policy=policies.may_adjudicate,
            event="screening.hit.true_match",
            label="True match",
        ),
        Move(
            name="ask",
            sources=(HitState.OPEN,),
            target=HitState.NEEDS_INFORMATION,
            policy=policies.may_adjudicate,
            event="screening.hit.information_needed",
            label="Needs information",
        ),
        Move(
            name="reconsider",
            sources=(HitState.CLEARED, HitState.TRUE_MATCH),
            target=HitState.OPEN,
            policy=policies.may_adjudicate,
            event="screening.hit.reconsidered",
            label="Open again",
        ),
        Move(
            name="reopen",
            sources=(HitState.CLEARED, HitState.TRUE_MATCH, HitState.AWAITING_SECOND, HitState.NEEDS_INFORMATION),
            target=HitState.OPEN,
            policy=the_portal_itself,
            event="screening.hit.reopened",
        ),
    ],
)


JOB = Workflow(
    name="spreadsheet",
    states=JobState,
    owners={
        JobState.MAPPING: Owner.OFFICER,
        JobState.WAITING: Owner.PORTAL,
        JobState.RUNNING: Owner.PORTAL,
        JobState.DONE: Owner.NOBODY,
        JobState.STOPPED: Owner.OFFICER,
    },
    moves=[
        Move(
            name="map",
            sources=(JobState.MAPPING,),
            target=JobState.WAITING,
            policy=policies.may_screen_names,
            event="screening.sheet.mapped",
            label="Name the columns",
        ),
        Move(
            name="start",
            sources=(JobState.WAITING,),
            target=JobState.RUNNING,
            policy=the_portal_itself,
            event="screening.sheet.started",
        ),
        Move(
            name="hold",
            sources=(JobState.RUNNING,),
            target=JobState.WAITING,
            policy=the_portal_itself,
            event="screening.sheet.held",
            label="Wait for the lists",
        ),
        Move(
            name="finish",
            sources=(JobState.RUNNING,),
            target=JobState.DONE,
            policy=the_portal_itself,
            event="screening.sheet.finished",
        ),
        Move(
            name="stop",
            sources=(JobState.MAPPING, JobState.WAITING, JobState.RUNNING),
            target=JobState.STOPPED,
            policy=policies.may_screen_names,
            event="screening.sheet.stopped",
            label="Stop",
        ),
        Move(
            name="resume",
            sources=(JobState.STOPPED,),
            target=JobState.WAITING,
            policy=policies.may_screen_names,
            guards=(sheet_names_its_columns,),
            event="screening.sheet.resumed",
            label="Take up again",
        ),
    ],
)
