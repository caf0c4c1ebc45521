"""The tables of the council, by noun."""

from compliance.council.models.councils import Council, Seat
from compliance.council.models.meetings import AgendaItem, Attendance, Meeting
from compliance.council.models.referrals import UNDER_WAY, Declaration, Referral, Vote

__all__ = ["UNDER_WAY", "AgendaItem", "Attendance", "Council", "Declaration", "Meeting", "Referral", "Seat", "Vote"]
