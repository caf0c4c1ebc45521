"""
Put the portal's own reference data into a test's database.

Reading and checking the files takes seconds, so it is done once for the whole run; later tests get copies of the
rows, with the same stamp, so that the library that was read from them serves again. A package of tests that needs
them throughout lets them lie between its tests with ``lying_ready``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import transaction

from compliance.controls import actions
from compliance.controls.models import ReferenceFile, ReferenceLoad, ReferenceRow

LOADED = datetime(2026, 6, 1, tzinfo=UTC)
TABLES = (ReferenceLoad, ReferenceFile, ReferenceRow)
_kept: dict[type, list] = {}


def load_reference() -> None:
    """Load the reference files, unless this database has them."""
    if ReferenceLoad.objects.exists():
        return
    _read_once()
    with transaction.atomic():
        for model in TABLES:
            for row in _kept[model]:
                row._state.adding, row._state.db = True, None
            model.objects.bulk_create(_kept[model], batch_size=200)


@contextmanager
def lying_ready() -> Iterator[None]:
    """Leave the reference data in the database for a while, outside every test's own transaction."""
    load_reference()
    try:
        yield
    finally:
        for model in reversed(TABLES):
            model.objects.all().delete()


def _read_once() -> None:
    """Load the files for good and all, remember the rows, and leave no trace of the loading."""
    if _kept:
        return
    with transaction.atomic():
        actions.load_files(actor=None, at=LOADED)
        for model in TABLES:
            _kept[model] = list(model.objects.order_by("pk"))
        transaction.set_rollback(True)
