"""Between our records and the engine's: entries and parties as things listed, parties as queries."""

from collections.abc import Iterable, Iterator
from typing import get_args

from django.conf import settings

from compliance.parties.evidence import Evidence
from compliance.screening import engine
from compliance.screening.engine.records import Kind, Strength
from compliance.screening.models import ListEntry, ListVersion
from compliance.screening.parsers.records import Entry

KINDS = {"primary": "primary", "alias": "aka", "former": "fka", "original": "original"}
# What engines and publishers call the numbers that parties bear.
SCHEMES = {"orcid": "ORCID", "ror": "ROR", "lei": "LEI", "imo": "IMO", "registration": "Registration Number"}


def thresholds() -> engine.Settings:
    """Return where the bands lie on this site."""
    return getattr(settings, "SCREENING_SETTINGS", None) or engine.Settings()


def listed_of(entry: Entry, source: str) -> engine.Listed:
    """Return an entry of a list as the engine takes it."""
    return engine.Listed(
        key=f"{source}:{entry.uid}",
        list=f"{source}/{entry.sublist}",
        uid=entry.uid,
        names=tuple(
            engine.ListedName(name.text, strength=_strength(name.strength), kind=KINDS.get(name.role, name.role))
            for name in entry.names
        ),
        kind=_kind(entry.kind),
        countries=tuple(dict.fromkeys([*entry.countries, *entry.citizenships])),
        birth_dates=entry.birth_dates,
        identifiers=tuple(engine.Identifier(each.scheme, each.value, each.country) for each in entry.identifiers),
        addresses=entry.addresses,
    )


def listed_in(version: ListVersion) -> Iterator[engine.Listed]:
    """Yield what an edition says, from the database, as a stream."""
    rows = ListEntry.objects.of(version).order_by("pk").values_list("data", flat=True)
    for data in rows.iterator(chunk_size=1000):
        yield listed_of(Entry.from_dict(data), version.source.code)


def query_of(evidence: Evidence, *, id: str = "") -> engine.Query:
    """Return the party's side of a comparison as a query."""
    return engine.Query(
        name=evidence.name,
        kind=_kind(evidence.kind),
        countries=evidence.countries,
        birth_date=evidence.birth_date,
        addresses=evidence.addresses,
        identifiers=_identifiers(evidence),
        aliases=evidence.aliases,
        id=id,
    )


def as_listed(parties: Iterable[tuple[int, str, Evidence]]) -> Iterator[engine.Listed]:
    """Yield our own parties as an index of them takes them; the key is ``id:fingerprint``."""
    for party_id, fingerprint, evidence in parties:
        names = [engine.ListedName(evidence.name), *(engine.ListedName(text, kind="aka") for text in evidence.aliases)]
        yield engine.Listed(
            key=f"{party_id}:{fingerprint}",
            list="parties",
            uid=str(party_id),
            names=tuple(names),
            kind=_kind(evidence.kind),
            countries=evidence.countries,
            birth_dates=(evidence.birth_date,) if evidence.birth_date else (),
            identifiers=_identifiers(evidence),
            addresses=evidence.addresses,
        )


def _kind(text: str) -> Kind:
    return text if text in get_args(Kind) else "unknown"  # type: ignore[return-value]


def _strength(text: str) -> Strength:
    return "weak" if text == "weak" else "strong"


def _identifiers(evidence: Evidence) -> tuple[engine.Identifier, ...]:
    return tuple(
        engine.Identifier(SCHEMES.get(scheme, scheme), value, country)
        for scheme, value, country in evidence.identifiers
    )
