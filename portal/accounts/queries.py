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


def champions_by_person(people: set[int], *, on: date) -> dict[int, list[int]]:
    """Return the champions of many people at once: of their units, or of the nearest unit above that has one."""
    places = dict[int, list[str]]()
    for person, path in Membership.objects.on(on).filter(user__in=people).values_list("user", "unit__path"):
        places.setdefault(person, []).append(path)
    champions = Membership.objects.on(on).filter(role=Membership.Position.CHAMPION, user__is_active=True)
    by_path = dict[str, list[int]]()
    for path, champion in champions.order_by("pk").values_list("unit__path", "user"):
        by_path.setdefault(path, []).append(champion)
    return {
        person: sorted({each for path in paths for each in _nearest_champions(path, by_path)} - {person})
        for person, paths in places.items()
    }


def _nearest_champions(path: str, by_path: dict[str, list[int]]) -> list[int]:
    parts = path.rstrip("/").split("/")
    above = ["/".join(parts[:length]) + "/" for length in range(len(parts), 0, -1)]
    return next((by_path[each] for each in above if each in by_path), [])


def holders_of(permission: str) -> list[int]:
    """Return the active people whose role grants the permission everywhere."""
    label, codename = permission.split(".")
    granted = Q(groups__permissions__codename=codename, groups__permissions__content_type__app_label=label)
    return list(User.objects.active().filter(granted).distinct().order_by("pk").values_list("pk", flat=True))
