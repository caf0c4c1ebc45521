"""
The index of our own parties, for asking the question the other way round: whom does this new name concern?

It is rebuilt when too much has changed. Parties that it does not know as they
are now are asked about one by one instead, so an answer never misses them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from compliance.parties.evidence import Evidence, evidence_of, prefetched
from compliance.parties.models import Party
from compliance.screening import engine, store
from compliance.screening.listing import as_listed

if TYPE_CHECKING:
    import numpy as np  # imported where it is used: a start does without

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


def index() -> tuple[engine.Index, list[int]]:
    """
    Return the index of parties, and the parties that it does not know as they are now.

    It is rebuilt where it is far behind. Whether it knows a party is asked of the fingerprint and never of a clock, so
    that neither a party which was written down late nor a thousand that came at once are mistaken.
    """
    import numpy as np

    try:
        found = engine.Index.load(_path())
        known = np.load(_known())
    except (engine.IndexFault, OSError, ValueError):
        return rebuild(), []
    behind = _unknown_to(known)
    if len(behind) <= max(MANY, found.entry_count // 10):
        return found, behind
    return rebuild(), []


def rebuild() -> engine.Index:
    """Build the index of all parties in use."""
    import numpy as np

    ids = Party.objects.in_use().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    keys = array("Q")
    found = engine.build(as_listed(_rows(ids, keys)), _path())
    draft = _known().with_suffix(".part")
    with draft.open("wb") as file:
        np.save(file, np.sort(np.array(keys, np.uint64)))
    draft.replace(_known())
    return found


def _rows(ids: Iterable[int], keys: array) -> Iterator[tuple[int, str, Evidence]]:
    for chunk in in_chunks(ids):
        for party in chunk:
            keys.append(_key(party.pk, party.fingerprint))
            yield party.pk, party.fingerprint, evidence_of(party)


def _unknown_to(known: np.ndarray) -> list[int]:
    """Return the parties in use that are not in the index as they are now."""
    import numpy as np

    pairs = list(Party.objects.in_use().order_by("pk").values_list("pk", "fingerprint").iterator(chunk_size=CHUNK))
    keys = np.fromiter((_key(pk, fingerprint) for pk, fingerprint in pairs), np.uint64, len(pairs))
    return [pairs[at][0] for at in np.flatnonzero(~np.isin(keys, known)).tolist()]


def _key(pk: int, fingerprint: str) -> int:
    """Return 64 bits that stand for a party as it is: its digest, moved on by its number."""
    return (int(fingerprint[:16], 16) + pk * 0x9E3779B97F4A7C15) % 2**64


def _path() -> Path:
    return store.root() / "parties"


def _known() -> Path:
    return store.root() / "parties.npy"
