"""
Of whom a requirement speaks, and the circles of people that other parts of the portal keep.

Training cannot look up, so a higher storey registers a circle when the portal starts:
``register("council-seat", "Everyone with a seat on a council", seated)``, where the function
takes a day and returns a queryset of the people's primary keys. Two circles are known by
name in what ships: ``council-seat``, which the council keeps, and ``controlled-project``,
which whoever keeps control plans registers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Exact

from portal.accounts.models import Membership, Unit, User
from training.models import ProposalPerson, Requirement
from training.states import Audience

Members = Callable[[date], Any]
KEY = CharField()
NOBODY = Q(pk__in=[])
EVERYBODY = Q(pk__isnull=False)  # the empty condition cannot be turned round


@dataclass(frozen=True)
class Circle:
    """A circle by name: what it is, and who is in it on a day."""

    name: str
    label: str
    members: Members


@dataclass(frozen=True)
class Said:
    """Whom a requirement names: audience and key, as words of one requirement or as columns of many."""

    audience: Any
    key: Any

    def asks(self, audience: str) -> Q:
        """Return the filter for requirements of this kind: everything or nothing, where one is meant."""
        if isinstance(self.audience, str):
            return EVERYBODY if self.audience == audience else NOBODY
        return Q(Exact(self.audience, Value(audience)))

    def names(self, key: str) -> Q:
        """Return the filter for requirements that bear the key."""
        if isinstance(self.key, str):
            return EVERYBODY if self.key == key else NOBODY
        return Q(Exact(self.key, Value(key)))


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
    return speaks_of(reads(requirement), on)


def reads(requirement: Requirement) -> Said:
    """Return whom one requirement names."""
    return Said(requirement.audience, requirement.audience_key)


def speaks_of(said: Said, on: date) -> Q:
    """Return the filter for people who are named on the day."""
    if said.audience == Audience.EVERYONE:
        return Q()
    kinds: dict[str, Callable[[], Q]] = {
        Audience.EVERYONE: Q,
        Audience.ROLE: lambda: _with_role(said.key),
        Audience.UNIT: lambda: Q(Exists(_in_unit(said.key, on))),
        Audience.CIRCLE: lambda: _in_circle(said, on),
        Audience.FUNDER: lambda: Q(Exists(_on_proposal(said.key, on))),
        Audience.PERSON: lambda: Q(username=said.key),
    }
    if isinstance(said.audience, str):
        return kinds[said.audience]()
    named = NOBODY
    for audience, people in kinds.items():
        named |= said.asks(audience) & people()
    return named


def units_of(key: Any) -> QuerySet[Unit]:
    """Return the unit of that code and everything below it."""
    key = Value(key) if isinstance(key, str) else key
    slash = Value("/")
    first, inner = Concat(key, slash, output_field=KEY), Concat(slash, key, slash, output_field=KEY)
    return Unit.objects.filter(Q(path__startswith=first) | Q(path__contains=inner))


def label(requirement: Requirement) -> str:
    """Say whom the requirement speaks of."""
    key = requirement.audience_key
    if requirement.audience == Audience.EVERYONE:
        return "Everyone"
    if requirement.audience == Audience.CIRCLE:
        return _circles[key].label if key in _circles else f"The circle “{key}”, which nobody keeps"
    if requirement.audience == Audience.FUNDER:
        return f"Everyone on a proposal to {key.upper()}"
    return f"{requirement.get_audience_display()}: {key}"


def _with_role(key: Any) -> Q:
    held = User.groups.through.objects.filter(user=OuterRef("pk"))
    return Q(Exists(held.filter(group__name=key)))


def _in_unit(key: Any, on: date) -> QuerySet[Membership]:
    return Membership.objects.on(on).filter(user=OuterRef("pk"), unit__in=units_of(key))


def _in_circle(said: Said, on: date) -> Q:
    inside = NOBODY
    for circle in circles():
        if not isinstance(said.key, str) or said.key == circle.name:
            inside |= said.names(circle.name) & Q(pk__in=circle.members(on))
    return inside


def _on_proposal(key: Any, on: date) -> QuerySet[ProposalPerson]:
    return ProposalPerson.objects.asked(on).filter(person=OuterRef("pk"), proposal__funder=key)
