"""
Whom the watch looks after though no list was ever asked about them.

Screening does not know what parties are named in: higher storeys register what they hold. A party of a case that was
handed in while no list was in force is such a one, and so is a record into which the party of a case was merged.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from compliance.parties.models import Party

Parties = Callable[[], QuerySet]
_named: dict[str, Parties] = {}


def register(name: str) -> Callable[[Parties], Parties]:
    """Have the parties that a function returns watched, by their ids; the same name replaces it."""

    def remember(parties: Parties) -> Parties:
        _named[name] = parties
        return parties

    return remember


def never_screened() -> QuerySet[Party]:
    """Return the records in use behind all registered parties that were compared with no list yet. One query."""
    named = reduce(or_, (Q(pk__in=parties()) for parties in _named.values()), Q(pk__in=[]))
    standing_for = Party.objects.filter(named).exclude(merged_into=None).values("merged_into")
    return Party.objects.in_use().filter(named | Q(pk__in=standing_for), standing=None)
