"""
Walk over many rows while writing.

A read that is kept open while something else is written fails on SQLite as soon as another process has written in
between: the connection holds an older picture of the database and may write nothing on top of it. So a sweep reads
a thousand rows to the end, works on them, and asks for those behind the last one.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models

SIZE = 1000


def by_key(rows: models.QuerySet, *, size: int = SIZE) -> Iterator[Any]:
    """Yield the rows in the order of their keys. No read is open while the caller works."""
    for batch in batches(rows, size=size):
        yield from batch


def batches(rows: models.QuerySet, *, size: int = SIZE) -> Iterator[list[Any]]:
    """Yield the same by the thousand, for whoever asks something about all of them at once."""
    left = rows.order_by("pk")
    while batch := list(left[:size]):
        yield batch
        left = rows.order_by("pk").filter(pk__gt=batch[-1].pk)
