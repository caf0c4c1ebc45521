"""The life of a referral and of a meeting."""

from compliance.council import policies, queries
from compliance.council.models import Meeting, Referral
from compliance.council.states import MeetingState, ReferralState
from portal.core.errors import Conflict
from portal.core.policy import the_portal_itself
from portal.core.workflow import Move, Owner, Workflow

OPEN, EXPEDITED, VOTING = ReferralState.OPEN, ReferralState.EXPEDITED, ReferralState.VOTING
SUSPENDED, CONCLUDED, WITHDRAWN = ReferralState.SUSPENDED, ReferralState.CONCLUDED, ReferralState.WITHDRAWN


def quorum_is_within_reach(referral: Referral) -> None:
    """
    Let the council go on only where those who can take part make a quorum.

    :raises Conflict: naming what is missing
    """
    reachable = queries.board(referral).reachable
    if not reachable.met:
        raise Conflict(reachable.sentence)


def votes_make_a_quorum(referral: Referral) -> None:
    """
    Let a vote close only with a quorum of votes.

    :raises Conflict: naming what is missing
    """
    cast = queries.board(referral).cast
    if not cast.met:
        raise Conflict(f"The votes cast make no quorum: {', and '.join(cast.missing)}.")


def no_vote_is_open(meeting: Meeting) -> None:
    """
    Let a meeting end only when each vote taken in it is closed.

    :raises Conflict: naming the first that is open
    """
    item = meeting.items.filter(referral__state=ReferralState.VOTING).select_related("referral").first()
    if item is not None:
        raise Conflict(f"The vote on {item.referral} is still open. Close it first.")


def attendance_was_taken(meeting: Meeting) -> None:
    """
    Let a meeting end only when each case on its agenda was taken up or taken off.

    :raises Conflict: naming the first that was not
    """
    item = meeting.items.filter(referral__isnull=False, taken_at=None).select_related("referral").first()
    if item is not None:
        raise Conflict(f"{item.referral} has not been taken up. Take it up, or take it off the agenda.")


REFERRAL = Workflow(
    name="referral",
    states=ReferralState,
    owners={
        OPEN: Owner.COUNCIL,
        EXPEDITED: Owner.COUNCIL,
        VOTING: Owner.COUNCIL,
        SUSPENDED: Owner.CHAIR,
        CONCLUDED: Owner.NOBODY,
        WITHDRAWN: Owner.NOBODY,
    },
    moves=[
        Move(
            name="name_reviewer",
            sources=(OPEN,),
            target=EXPEDITED,
            policy=policies.may_lead,
            event="council.referral.expedited",
            label="Name an expedited reviewer",
        ),
        Move(
            name="approve_alone",
            sources=(EXPEDITED,),
            target=CONCLUDED,
            policy=policies.may_review_alone,
            event="council.referral.concluded",
            label="Approve in expedited review",
        ),
        Move(
            name="send_to_council",
            sources=(EXPEDITED,),
            target=OPEN,
            policy=policies.may_send_to_council,
            event="council.referral.sent_to_council",
            label="Send to the whole council",
        ),
        Move(
            name="open_vote",
            sources=(OPEN,),
            target=VOTING,
            policy=policies.may_lead,
            guards=(quorum_is_within_reach,),
            event="council.vote.opened",
        ),
        Move(
            name="close_vote",
            sources=(VOTING,),
            target=CONCLUDED,
            policy=policies.may_lead,
            guards=(votes_make_a_quorum,),
            event="council.referral.concluded",
        ),
        Move(
            name="conclude",
            sources=(VOTING,),
            target=CONCLUDED,
            policy=the_portal_itself,
            guards=(votes_make_a_quorum,),
            event="council.referral.concluded",
        ),
        Move(
            name="suspend",
            sources=(OPEN, VOTING),
            target=SUSPENDED,
            policy=the_portal_itself,
            event="council.referral.suspended",
        ),
        Move(
            name="resume",
            sources=(SUSPENDED,),
            target=OPEN,
            policy=policies.may_resume,
            guards=(quorum_is_within_reach,),
            event="council.referral.resumed",
            label="Take up again",
        ),
        Move(
            name="renew",
            sources=(OPEN, EXPEDITED, VOTING, SUSPENDED),
            target=OPEN,
            policy=policies.may_withdraw,
            event="council.referral.renewed",
            label="Put changed papers before the council",
        ),
        Move(
            name="withdraw",
            sources=(OPEN, EXPEDITED, VOTING, SUSPENDED),
            target=WITHDRAWN,
            policy=policies.may_withdraw,
            event="council.referral.withdrawn",
        ),
    ],
)

MEETING = Workflow(
    name="meeting",
    states=MeetingState,
    owners={
        MeetingState.CONVENED: Owner.CHAIR,
        MeetingState.IN_SESSION: Owner.COUNCIL,
        MeetingState.CLOSED: Owner.NOBODY,
        MeetingState.CANCELLED: Owner.NOBODY,
    },
    moves=[
        Move(
            name="open",
            sources=(MeetingState.CONVENED,),
            target=MeetingState.IN_SESSION,
            policy=policies.may_keep_meeting,
            event="council.meeting.opened",
            label="Open the meeting",
        ),
        Move(
            name="close",
            sources=(MeetingState.IN_SESSION,),
            target=MeetingState.CLOSED,
            policy=policies.may_keep_meeting,
            guards=(no_vote_is_open, attendance_was_taken),
            event="council.meeting.closed",
            label="Close the meeting",
        ),
        Move(
            name="cancel",
            sources=(MeetingState.CONVENED,),
            target=MeetingState.CANCELLED,
            policy=policies.may_keep_meeting,
            event="council.meeting.cancelled",
            label="Cancel the meeting",
        ),
    ],
)
