"""Which referrals, for whom, and what may be read of them."""

from django.db.models import Q, QuerySet

from compliance.council import policies
from compliance.council.models import Council, Referral, Vote
from compliance.council.states import ReferralState
from portal.accounts.models import User
from portal.core.errors import Conflict


def standing_council() -> Council:
    """
    Return the council that cases go to.

    :raises Conflict: if none has been set up
    """
    found = Council.objects.filter(closed_on=None).order_by("pk").first()
    if found is None:
        raise Conflict("No advisory council has been set up.")
    return found


def referrals_visible_to(user: User) -> QuerySet[Referral]:
    """Return the referrals that the person may know of."""
    return Referral.objects.visible_to(user)


def sees_papers(user: User, referral: Referral) -> bool:
    """Tell whether the papers are open to the person."""
    return policies.may_read_papers.allows(user, referral)


def latest(reference: str) -> Referral | None:
    """Return the newest referral of a case."""
    return Referral.objects.filter(reference=reference).order_by("-round", "-pk").first()


def votes_are_open_to_read(referral: Referral) -> bool:
    """Tell whether the votes may be shown: only once the vote is closed, to anybody at all."""
    return referral.state == ReferralState.CONCLUDED


def votes_to_read(referral: Referral) -> QuerySet[Vote]:
    """Return the votes with their reasons once the vote is closed, and none before, to anybody at all."""
    if not votes_are_open_to_read(referral):
        return Vote.objects.none()
    return referral.votes.counting().select_related("member").order_by("discipline", "pk")


def dissents(referral: Referral) -> QuerySet[Vote]:
    """Return the votes that said otherwise than the council recommends."""
    return votes_to_read(referral).filter(~Q(choice=referral.recommendation))
