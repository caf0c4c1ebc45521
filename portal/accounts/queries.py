"""Questions about people and units that span tables."""

from datetime import date

from django.db.models import Q, QuerySet

from portal.accounts.models import Delegation, Membership, Unit, User


def units_of(user: User, *, on: date) -> QuerySet[Unit]:
    """Return the units the person belongs to on the day."""
    return Unit.objects.filter(memberships__in=Membership.objects.on(on).filter(user=user)).distinct()


def units_led_by(user: User, *, on: date) -> QuerySet[Unit]:
    """Return the units that the person heads or champions on the day, with everything below them."""
    paths = Membership.objects.on(on).filter(user=user).exclude(role=Membership.Position.MEMBER)
    within = Q(pk__in=[])
    for path in paths.values_list("unit__path", flat=True):
        within |= Q(path__startswith=path)
    return Unit.objects.filter(within)


def members_of(units: QuerySet[Unit], *, on: date) -> QuerySet[User]:
    """Return active people who belong to any of the units on the day."""
    return User.objects.active().filter(memberships__in=Membership.objects.on(on).filter(unit__in=units)).distinct()


def champions_for(user: User, *, on: date) -> QuerySet[User]:
    """Return the champions of the person's units."""
    holding = Membership.objects.on(on).filter(role=Membership.Position.CHAMPION, unit__in=units_of(user, on=on))
    return User.objects.active().filter(memberships__in=holding).distinct()


def principals_of(user: User, *, on: date) -> QuerySet[User]:
    """Return the people for whom the user may draft and answer on the day."""
    return User.objects.filter(delegations_given__in=Delegation.objects.on(on).filter(delegate=user)).distinct()
