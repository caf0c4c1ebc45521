"""
Circles of people that other parts of the portal keep, such as those who hold a council seat.

Training cannot look up, so a higher storey registers a circle when the portal starts:
``register("council-seat", "Everyone with a seat on a council", seated)``, where the function
takes a day and returns a queryset of the people's primary keys.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from portal.accounts.models import Membership, Unit, User
from training.models import Requirement
from training.states import Audience

Members = Callable[[date], Any]


@dataclass(frozen=True)
class Circle:
    """A circle by name: what it is, and who is in it on a day."""

    name: str
    label: str
    members: Members


_circles: dict[str, Circle] = {}


def register(name: str, label: str, members: Members) -> None:
    """Add a circle; the same name again replaces it."""
    _circles[name] = Circle(name, label, members)


def circles() -> list[Circle]:
    """Return the circles that are known, by name."""
    return [_circles[name] for name in sorted(_circles)]


def within(requirement: Requirement, on: date) -> Q:
    """
    Return the filter for people of whom the requirement speaks on the day.

    A circle that nobody keeps is empty.
    """
    key = requirement.audience_key
    if requirement.audience == Audience.EVERYONE:
        return Q()
    if requirement.audience == Audience.ROLE:
        return Q(Exists(User.groups.through.objects.filter(user=OuterRef("pk"), group__name=key)))
    if requirement.audience == Audience.UNIT:
        units = Unit.objects.filter(Q(path__startswith=f"{key}/") | Q(path__contains=f"/{key}/"))
        return Q(Exists(Membership.objects.on(on).filter(user=OuterRef("pk"), unit__in=units)))
    circle = _circles.get(key)
    return Q(pk__in=circle.members(on)) if circle else Q(pk__in=[])


def label(requirement: Requirement) -> str:
    """Say whom the requirement speaks of."""
    key = requirement.audience_key
    if requirement.audience == Audience.EVERYONE:
        return "Everyone"
    if requirement.audience == Audience.CIRCLE:
        return _circles[key].label if key in _circles else f"The circle “{key}”, which nobody keeps"
    return f"{requirement.get_audience_display()}: {key}"
