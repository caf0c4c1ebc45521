"""
Runs stored determinations again and names every difference.

Without a day, each is run with its own facts and the reference data it was made with, and must come out the same to the
letter. With a day, each is run as if it were asked on that day with what is loaded now: what would be different.
"""

import gc
import json
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from compliance.classification import engine, keeping
from compliance.classification.engine import canonical
from compliance.classification.models import Determination
from compliance.controls.queries import book as open_book
from compliance.controls.queries import library

CHUNK = 500
ALONE_BELOW = 4 * CHUNK  # fewer are not worth a second process
COLUMNS = ("pk", "reference", "regime", "inputs", "result_index", "reference_version")
NO_LONGER = "the regime has no say any more"


@dataclass(frozen=True)
class Difference:
    """A determination that comes out otherwise, and in what."""

    reference: str
    subject_reference: str
    regime: str
    as_of: str
    was: str
    now: str
    differs: tuple[str, ...]

    def line(self) -> str:
        """As one line of JSON."""
        return json.dumps(self.__dict__, ensure_ascii=False)


@dataclass(frozen=True)
class Chunk:
    """What came of a few of them."""

    replayed: int
    differences: tuple[Difference, ...]


def replay(
    determinations: QuerySet[Determination], *, as_of: date | None = None, workers: int | None = None
) -> Iterator[Chunk]:
    """
    Run these determinations again, a chunk at a time.

    :raises Conflict: if the reference data they were made with are not there
    """
    workers = workers if workers is not None else min(os.cpu_count() or 1, 4)
    keys = determinations.order_by("pk").values_list("pk", flat=True)
    if workers < 2 or determinations.count() < ALONE_BELOW:
        yield from (_chunk(chunk, as_of) for chunk in _chunks(keys))
        return
    chunks = list(_chunks(keys))
    version = determinations.order_by("-reference_version").values_list("reference_version", flat=True).first()
    library(version=version if as_of is None else None)  # read once, before there are children that share it
    connections.close_all()  # a connection is not shared with a child
    gc.collect()
    gc.freeze()  # what is shared stays shared: no child's collector writes on it
    try:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            yield from pool.imap_unordered(_Work(as_of), chunks)
    finally:
        gc.unfreeze()


@dataclass(frozen=True)
class _Work:
    as_of: date | None

    def __call__(self, keys: list[int]) -> Chunk:
        return _chunk(keys, self.as_of)


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    chunk: list[int] = []
    for key in keys:
        chunk.append(key)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _chunk(keys: list[int], as_of: date | None) -> Chunk:
    books = lru_cache(maxsize=None)(open_book)
    latest = lru_cache(maxsize=None)(lambda day: open_book(day))
    rows = Determination.objects.filter(pk__gte=keys[0], pk__lte=keys[-1], pk__in=keys).values_list(*COLUMNS)
    found = []
    for pk, reference, regime, inputs, was, version in rows:
        facts = canonical.parse(inputs)
        if as_of is not None:
            facts, book = replace(facts, as_of=as_of), latest(as_of)
        else:
            book = books(facts.as_of, version=version)
        result = _again(facts, regime, book)
        if result is None or keeping.index(result.text) != was:
            found.append(_difference(pk, reference, facts, result))
    return Chunk(len(keys), tuple(found))


def _again(facts: engine.Facts, regime: str, book: Any) -> engine.Result | None:
    desk = engine.desk(book)
    for each in desk.applicable(facts):
        if each.code == regime:
            return desk.under(each, facts)
    return None


def _difference(pk: int, reference: str, facts: engine.Facts, result: engine.Result | None) -> Difference:
    kept = Determination.objects.get(pk=pk)
    before = kept.findings
    after = result.whole() if result is not None else {}
    differs = tuple(name for name in before if json.loads(json.dumps(after.get(name))) != before[name])
    return Difference(
        reference,
        kept.subject_reference,
        kept.regime,
        facts.as_of.isoformat(),
        kept.outcome,
        str(result.outcome) if result is not None else NO_LONGER,
        differs,
    )
