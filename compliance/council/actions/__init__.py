"""What people do in the council. One module a noun; this is the door."""

from compliance.council.actions.councils import appoint, end_term, found_council
from compliance.council.actions.referrals import refer, renew, withdraw

__all__ = ["appoint", "end_term", "found_council", "refer", "renew", "withdraw"]
