"""Names from the Research Organization Registry for those of our institutions that bear a ROR id."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from compliance.parties import actions as parties
from compliance.parties.models import Party, PartyIdentifier
from compliance.parties.states import Scheme
from compliance.screening import policies
from compliance.screening.parsers import ror
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event

SHORTEST = 4  # an acronym of fewer letters is the acronym of half the world


@dataclass
class Taken:
    """How many records the dump had, how many of our parties were in it, and how many got new names."""

    records: int = 0
    known: int = 0
    amended: int = 0
    names: int = 0


def take_ror_names(path: Path, *, actor: Any, at: datetime) -> Taken:
    """
    Give every party with a ROR id the other names of its institution, so that these are screened as well.

    The parties that get a name are screened again by the next sweep, since what is compared has changed.
    Names are only added. Running it again with the same dump changes nothing.

    :raises Denied: if the actor imports no lists
    :raises Conflict: if the site has not switched it on
    :raises Invalid: if there is no such file
    :raises Unreadable: if it is no dump of ROR, or not whole; then nothing was changed
    """
    policies.may_import(actor, None)
    if not settings.SCREENING_ROR:
        raise Conflict("Names from ROR are off on this site. Set FAIRLEAD_ROR=yes to use them.")
    if not path.is_file():
        raise Invalid(f"There is no file “{path.name}”.", field="file")
    taken = Taken()
    with transaction.atomic():
        for party, names in list(_found(path, taken)):
            fresh = _fresh(party, names)
            if fresh:
                kept = party.aliases.filter(merge=None).values_list("text", flat=True)
                parties.amend_party(party, aliases=[*kept, *fresh], actor=actor, at=at)
                record_event("screening.party.named_by_ror", party, actor=actor, at=at, names=len(fresh))
                taken.amended, taken.names = taken.amended + 1, taken.names + len(fresh)
    return taken


def _found(path: Path, taken: Taken) -> Iterator[tuple[Party, tuple[str, ...]]]:
    """Yield the parties that the dump knows, with the names it has for them."""
    rows = PartyIdentifier.objects.filter(scheme=Scheme.ROR, party__merged_into=None).select_related("party")
    ours = {row.value: row.party for row in rows}
    for institution in ror.read(path):
        taken.records += 1
        party = ours.get(institution.ror)
        if party is not None:
            taken.known += 1
            yield party, institution.names


def _fresh(party: Party, names: tuple[str, ...]) -> list[str]:
    known = {party.name.casefold(), *(text.casefold() for text in party.aliases.values_list("text", flat=True))}
    return [name for name in names if len(name) >= SHORTEST and name.casefold() not in known]
