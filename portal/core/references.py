"""References that people read out on the telephone: FL-2026-00042."""

from django.db import transaction
from django.db.models import F

from portal.core.models import Counter


@transaction.atomic
def next_reference(series: str, year: int) -> str:
    """Return the next reference of a series in a year. Gaps may remain where a transaction failed."""
    name = f"{series}-{year}"
    Counter.objects.get_or_create(series=name)
    Counter.objects.filter(series=name).update(last=F("last") + 1)
    return f"{name}-{Counter.objects.get(series=name).last:05d}"


@transaction.atomic
def reserve_references(series: str, year: int, count: int) -> list[str]:
    """Return so many references of a series at once, for rows that are written together."""
    name = f"{series}-{year}"
    Counter.objects.get_or_create(series=name)
    Counter.objects.filter(series=name).update(last=F("last") + count)
    last = Counter.objects.get(series=name).last
    return [f"{name}-{number:05d}" for number in range(last - count + 1, last + 1)]
