"""Make parties the way the portal does."""

import itertools
from datetime import UTC, datetime

from compliance.parties import actions
from compliance.parties.models import Party

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
_numbers = itertools.count(1)


def make_party(name: str = "", *, kind: str = "organisation", actor=None, at: datetime = NOW, **given) -> Party:
    """Register a party; without a name, one that no list has."""
    name = name or f"Quiet Meadow Observatory {next(_numbers)}"
    return actions.register_party(name, kind=kind, actor=actor, at=at, **given)
