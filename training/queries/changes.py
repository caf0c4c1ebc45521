"""Whom a change of a requirement touches, before it takes effect."""

from dataclasses import dataclass
from datetime import date

from portal.accounts.models import User
from training.audiences import within
from training.models import Requirement
from training.queries.gaps import lacking

NAMED = 20


@dataclass(frozen=True)
class Affected:
    """Whom a requirement would touch; beside one that it replaces, also who comes, goes, and lacks it anew."""

    bound: int
    lacking: int
    names: list[str]
    joining: int = 0
    leaving: int = 0
    newly: int = 0


def affected(requirement: Requirement, on: date, *, instead_of: Requirement | None = None) -> Affected:
    """Return whom a requirement, saved or not, speaks of on a day, and who would lack the course."""
    people = User.objects.active()
    inside, short = within(requirement, on), lacking(requirement, on)
    without = people.filter(short)
    told = without
    if instead_of is not None:
        told = without.exclude(pk__in=people.filter(lacking(instead_of, on)).values("pk"))
    names = list(told.order_by("name").values_list("name", flat=True)[:NAMED])
    bound, missing = people.filter(inside).count(), without.count()
    if instead_of is None:
        return Affected(bound, missing, names)
    now, then = people.filter(within(instead_of, on)).values("pk"), people.filter(inside).values("pk")
    joining = people.filter(inside).exclude(pk__in=now).count()
    leaving = people.filter(pk__in=now).exclude(pk__in=then).count()
    return Affected(bound, missing, names, joining, leaving, told.count())
