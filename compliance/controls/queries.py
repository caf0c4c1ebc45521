"""What other capabilities and the pages ask of the reference data."""

import threading
from collections import OrderedDict
from datetime import date

from django.db import connections, router

from compliance.controls.book import Book
from compliance.controls.changes import begins
from compliance.controls.library import Library
from compliance.controls.models import ReferenceLoad, ReferenceRow
from compliance.controls.reading import read_row
from compliance.controls.rows import Row
from portal.core.errors import Conflict

KEPT = 3  # libraries of different versions held in memory
_libraries: OrderedDict[tuple[int, str], Library] = OrderedDict()
_lock = threading.Lock()


def book(as_of: date, *, version: int | None = None) -> Book:
    """
    Everything that holds on this day, as it is known now, or as it was known when `version` was the latest loading.

    One query when warm, two when something was loaded since.

    :raises Conflict: if nothing has been loaded yet
    """
    return library(version=version).book(as_of)


def library(*, version: int | None = None) -> Library:
    """
    Every version of every row.

    :raises Conflict: if nothing has been loaded yet
    """
    stamp = (
        _latest() if version is None else ReferenceLoad.objects.filter(pk=version).values_list("pk", "digest").first()
    )
    if stamp is None:
        raise Conflict("No reference data are loaded yet. Run manage.py load_reference.")
    with _lock:
        if stamp not in _libraries:
            _libraries[stamp] = _read(stamp[0])
            while len(_libraries) > KEPT:
                _libraries.popitem(last=False)
        _libraries.move_to_end(stamp)
        return _libraries[stamp]


def latest_version() -> int | None:
    """The number of the latest loading; determinations keep it."""
    stamp = _latest()
    return stamp[0] if stamp else None


def _latest() -> tuple[int, str] | None:
    """Number and digest of the latest loading. Asked several times an action, so the statement is written out."""
    with connections[router.db_for_read(ReferenceLoad)].cursor() as cursor:
        cursor.execute("SELECT id, digest FROM compliance_referenceload ORDER BY id DESC LIMIT 1")
        return cursor.fetchone()


def _read(load: int) -> Library:
    rows = ReferenceRow.objects.of_version(load).order_by("kind", "code", "valid_from")
    found = []
    for kind, fields, valid_to in rows.values_list("kind", "fields", "valid_to"):
        found.append((kind, _row(kind, fields, valid_to)))
    return Library.of(found, version=load)


def _row(kind: str, fields: dict, valid_to: date | None) -> Row:
    ended = {"valid_to": valid_to.isoformat()} if valid_to is not None else {}
    row, misfits = read_row(kind, {**fields, **ended})
    if row is None:
        where = f"{kind} {fields.get('code')} from {begins(fields)}"
        raise Conflict(f"A stored row of reference data cannot be read: {where}: {misfits[0].field}: {misfits[0].text}")
    return row
