"""
Put the portal's own reference data into a test's database.

Reading and checking the files takes seconds, so it is done once for the whole run; later tests get copies of the
rows, with the same stamp, so that the library that was read from them serves again.
"""

from datetime import UTC, datetime

from django.db import transaction

from compliance.controls import actions
from compliance.controls.models import ReferenceFile, ReferenceLoad, ReferenceRow

LOADED = datetime(2026, 6, 1, tzinfo=UTC)
_kept: dict[type, list] = {}


def load_reference() -> None:
    """Load the reference files, unless this database has them."""
    if ReferenceLoad.objects.exists():
        return
    if not _kept:
        actions.load_files(actor=None, at=LOADED)
        for model in (ReferenceLoad, ReferenceFile, ReferenceRow):
            _kept[model] = list(model.objects.order_by("pk"))
        return
    with transaction.atomic():
        for model, rows in _kept.items():
            for row in rows:
                row._state.adding, row._state.db = True, None
            model.objects.bulk_create(rows, batch_size=200)
