"""The lists that the portal knows, from the reference file that ships with it."""

import csv
from pathlib import Path

from compliance.screening.models import ListSource

FILE = Path(__file__).parent / "reference" / "list_sources.csv"


def load() -> int:
    """Add lists that are new and correct the titles of known ones; what a site has set stays. Return the count."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        told = {"title": row["title"], "publisher": row["publisher"], "is_ofac": row["is_ofac"] == "yes"}
        first = {
            **told,
            "url": row["url"],
            "freshness_days": int(row["freshness_days"]),
            "is_in_use": row["is_in_use"] == "yes",
        }
        ListSource.objects.update_or_create(code=row["code"], defaults=told, create_defaults=first)
    return len(rows)


def get(code: str) -> ListSource:
    """
    Return the list of that code.

    :raises ListSource.DoesNotExist: if the portal knows none
    """
    found = ListSource.objects.select_related("current").filter(code=code).first()
    if found is None:
        load()
        found = ListSource.objects.select_related("current").get(code=code)
    return found
