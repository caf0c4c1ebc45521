"""What people do in the council. One module a noun; this is the door."""

from compliance.council.actions.conflicts import declare, recuse
from compliance.council.actions.councils import appoint, end_term, found_council
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
    "appoint",
    "approve_alone",
    "close_vote",
    "declare",
    "end_term",
    "found_council",
    "hold_quorum",
    "name_reviewer",
    "open_vote",
    "recuse",
    "refer",
    "renew",
    "resume",
    "send_to_council",
    "vote",
    "withdraw",
]
