"""What people do in the council. One module a noun; this is the door."""

from compliance.council.actions.conflicts import declare, recuse
from compliance.council.actions.councils import appoint, end_term, found_council
from compliance.council.actions.hands import hold_quorums, remind_members
from compliance.council.actions.meetings import (
    add_item,
    cancel_meeting,
    close_meeting,
    convene,
    note,
    open_meeting,
    publish_minutes,
    sign_minutes,
    take_off,
    take_up,
)
from compliance.council.actions.referrals import hold_quorum, refer, renew, withdraw
from compliance.council.actions.votes import (
    approve_alone,
    close_vote,
    name_reviewer,
    open_vote,
    resume,
    send_to_council,
    vote,
)

__all__ = [
    "add_item",
    "appoint",
    "approve_alone",
    "cancel_meeting",
    "close_meeting",
    "close_vote",
    "convene",
    "declare",
    "end_term",
    "found_council",
    "hold_quorum",
    "hold_quorums",
    "name_reviewer",
    "note",
    "open_meeting",
    "open_vote",
    "publish_minutes",
    "recuse",
    "refer",
    "remind_members",
    "renew",
    "resume",
    "send_to_council",
    "sign_minutes",
    "take_off",
    "take_up",
    "vote",
    "withdraw",
]
