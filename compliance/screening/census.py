"""
The index of our own parties, for asking the question the other way round: whom does this new name concern?

It is rebuilt when too much has changed. Parties that changed since it was
built are asked about one by one instead, so an answer never misses them.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.dateparse import parse_datetime

from compliance.parties.evidence import Evidence, evidence_of, prefetched
from compliance.parties.models import Party
from compliance.screening import engine, store
from compliance.screening.listing import as_listed

CHUNK = 2000
MANY = 2000


def in_chunks(ids: Iterable[int], size: int = CHUNK) -> Iterator[list[Party]]:
    """Yield parties with all that is compared, so many at a time."""
    batch: list[int] = []
    for pk in ids:
        batch.append(pk)
        if len(batch) == size:
            yield prefetched(batch)
            batch = []
    if batch:
        yield prefetched(batch)


def index() -> tuple[engine.Index, datetime]:
    """Return the index of parties and the moment up to which it knows them; rebuild it where it is far behind."""
    path, since = store.root() / "parties", _known_until()
    if since is not None:
        try:
            found = engine.Index.load(path)
        except engine.IndexFault:
            return rebuild()
        behind = Party.objects.in_use().filter(changed_at__gte=since).count()
        if behind <= max(MANY, found.entry_count // 10):
            return found, since
    return rebuild()


def rebuild() -> tuple[engine.Index, datetime]:
    """Build the index of all parties in use."""
    latest = Party.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()
    since = latest or datetime.min.replace(tzinfo=None).astimezone()
    ids = Party.objects.in_use().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    found = engine.build(as_listed(_rows(ids)), store.root() / "parties")
    _note().write_text(json.dumps({"since": since.isoformat()}))
    return found, since


def _rows(ids: Iterable[int]) -> Iterator[tuple[int, str, Evidence]]:
    for chunk in in_chunks(ids):
        for party in chunk:
            yield party.pk, party.fingerprint, evidence_of(party)


def _note():
    return store.root() / "parties.json"


def _known_until() -> datetime | None:
    try:
        return parse_datetime(json.loads(_note().read_text())["since"])
    except (OSError, ValueError, KeyError):
        return None
