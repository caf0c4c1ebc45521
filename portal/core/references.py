"""References that people read out on the telephone: FL-2026-00042."""

from django.db import connections, router

from portal.core.models import Counter

# One statement for what the ORM needs three for. It keeps the row until the caller's transaction ends, so that of two
# who ask at once the second waits, on PostgreSQL as on SQLite.
COUNT_ON = """
    INSERT INTO core_counter (series, last) VALUES (%s, %s)
    ON CONFLICT (series) DO UPDATE SET last = core_counter.last + excluded.last
    RETURNING last
"""


def next_reference(series: str, year: int) -> str:
    """Return the next reference of a series in a year. Gaps may remain where a transaction failed."""
    return reserve_references(series, year, 1)[0]


def reserve_references(series: str, year: int, count: int) -> list[str]:
    """Return so many references of a series at once, for rows that are written together."""
    name = f"{series}-{year}"
    with connections[router.db_for_write(Counter)].cursor() as cursor:
        cursor.execute(COUNT_ON, [name, count])
        last = cursor.fetchone()[0]
    return [f"{name}-{number:05d}" for number in range(last - count + 1, last + 1)]
