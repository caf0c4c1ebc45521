"""What the council's members and officers are told. Mails name the reference only; the rest is behind the sign-in."""

from datetime import datetime
from typing import Any

from compliance.council.models import Referral
from portal.accounts.models import User
from portal.core import outbox
from portal.core.words import day


def tell(referral: Referral, member: User, what: str, *, at: datetime, once: str = "", **words: Any) -> bool:
    """Owe one member one mail about a referral; ``once`` is what makes it the same mail when it is owed again."""
    return outbox.owe(
        f"{about_member(referral, member.pk)}{what}.{once or at.strftime('%Y%m%d%H%M%S')}",
        to=member,
        template=f"council/{what}",
        due_at=at,
        reference=str(referral),
        due_on=day(referral.due_on) if referral.due_on else "",
        path=referral.get_absolute_url(),
        **words,
    )


def about(referral: Referral) -> str:
    """Return how the keys of every message about the referral begin."""
    return f"council.referral.{referral.pk}."


def about_member(referral: Referral, member: int) -> str:
    """Return how the keys of the messages to one member begin."""
    return f"{about(referral)}member.{member}."
