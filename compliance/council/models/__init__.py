"""The tables of the council, by noun."""

from compliance.council.models.councils import Council, Seat
from compliance.council.models.meetings import AgendaItem, Attendance, Meeting
from compliance.council.models.referrals import Declaration, Referral, Vote

__all__ = ["AgendaItem", "Attendance", "Council", "Declaration", "Meeting", "Referral", "Seat", "Vote"]
