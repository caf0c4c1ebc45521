"""
Questions about the council that span tables.

Other capabilities ask ``standing_council``, ``latest``, ``referrals_visible_to`` and ``sees_papers``.
"""

from compliance.council.queries.boards import Board, Place, board, boards, is_there, item_in_session
from compliance.council.queries.calendars import calendar_key, calendar_of, member_by_calendar_key
from compliance.council.queries.minutes import Minutes, minutes_for, public_minutes, whole_minutes
from compliance.council.queries.packs import papers_of, papers_pack
from compliance.council.queries.referrals import (
    dissents,
    latest,
    referrals_visible_to,
    sees_papers,
    standing_council,
    votes_are_open_to_read,
    votes_to_read,
)

__all__ = [
    "Board",
    "Minutes",
    "Place",
    "board",
    "boards",
    "calendar_key",
    "calendar_of",
    "dissents",
    "is_there",
    "item_in_session",
    "latest",
    "member_by_calendar_key",
    "minutes_for",
    "papers_of",
    "papers_pack",
    "public_minutes",
    "referrals_visible_to",
    "sees_papers",
    "standing_council",
    "votes_are_open_to_read",
    "votes_to_read",
    "whole_minutes",
]
