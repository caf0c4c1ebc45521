"""What of a party is compared with lists: names, kind, places, birth date, numbers. Citizenship never is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from compliance.parties.models import Party
from portal.core.fields import blind_index


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The side of the party in a comparison, as plain values."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    birth_date: str = ""
    addresses: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str, str], ...] = field(default=())

    def fingerprint(self) -> str:
        """
        Return a digest that changes when, and only when, something compared changes.

        It is keyed, because a birth date could be guessed from a plain one.
        """
        told: list[Any] = [self.name, self.kind, sorted(self.aliases), sorted(self.countries), self.birth_date]
        told += [sorted(self.addresses), sorted(self.identifiers)]
        return blind_index(json.dumps(told), purpose="party.fingerprint")


def evidence_of(party: Party) -> Evidence:
    """Return what is compared; asks no query when aliases, addresses and identifiers were prefetched."""
    addresses = list(party.addresses.all())
    countries = [party.country, *(address.country for address in addresses)]
    return Evidence(
        name=party.name,
        kind=party.kind,
        aliases=tuple(sorted({alias.text for alias in party.aliases.all()})),
        countries=tuple(sorted({country for country in countries if country})),
        birth_date=party.birth_date,
        addresses=tuple(sorted(address.text for address in addresses)),
        identifiers=tuple(sorted((each.scheme, each.value, each.country) for each in party.identifiers.all())),
    )


def prefetched(parties: Iterable[int]) -> "list[Party]":
    """Return these parties with everything that ``evidence_of`` looks at, in four queries."""
    found = Party.objects.filter(pk__in=list(parties)).order_by("pk")
    light = found.defer("citizenships", "most_recent_citizenship", "permanent_resident_of", "note")
    return list(light.prefetch_related("aliases", "addresses", "identifiers"))
