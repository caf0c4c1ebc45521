"""
What licensing asks of the capabilities below it, each question in one place.

Imports stand inside the functions, because the tables of licensing ask one of
them while the tables of the others are still being read.
"""

from typing import Any

from django.db.models import QuerySet


def referrals_open_to(user: Any) -> QuerySet:
    """Return the referrals whose papers the council member may read, as primary keys."""
    from compliance.council.models import Referral

    return Referral.objects.visible_to(user).values("pk")
