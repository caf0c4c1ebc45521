"""The Denied Persons List of the Bureau of Industry and Security: tab separated, one row per person and address."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from compliance.screening.parsers import names, texts
from compliance.screening.parsers.countries import codes_of
from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.records import PRIMARY, Entry, Report, distinct

NEEDED = ("Name", "Street_Address", "City", "Country", "Effective_Date", "Expiration_Date", "FR_Citation")
KEPT = ("Effective_Date", "Expiration_Date", "Standard_Order", "Action", "FR_Citation")


def read(files: list[Path], report: Report) -> Iterator[Entry]:
    """
    Yield one entry per person and order, with every address that the list gives.

    :raises Unreadable: if the file is empty, cut short, in another encoding, or lacks a column
    """
    if len(files) != 1:
        raise Unreadable("The Denied Persons List is one file.")
    grouped: dict[str, list[dict[str, str]]] = {}
    for number, row in texts.records(texts.lines(files[0]), needed=NEEDED, delimiter="\t"):
        if not row["Name"]:
            raise Unreadable("An entry has no name.", row=number, field="Name")
        grouped.setdefault(_uid(row), []).append(row)
    for uid, rows in grouped.items():
        yield _entry(uid, rows)


def _uid(row: dict[str, str]) -> str:
    """Return a stable key; the publisher gives none, but a name is denied by an order that begins on a day."""
    told = f"{' '.join(row['Name'].casefold().split())}|{row['Effective_Date']}"
    return "d" + hashlib.sha256(told.encode()).hexdigest()[:24]


def _entry(uid: str, rows: list[dict[str, str]]) -> Entry:
    first = rows[0]
    places = (
        ", ".join(
            filter(None, (row.get(key, "") for key in ("Street_Address", "City", "State", "Postal_Code", "Country")))
        )
        for row in rows
    )
    return Entry(
        uid=uid,
        sublist="DPL",
        kind=names.kind_of("", first["Name"]),
        names=distinct(names.spoken(first["Name"], role=PRIMARY)),
        countries=codes_of(row["Country"] for row in rows),
        addresses=tuple(dict.fromkeys(filter(None, places))),
        details=tuple((key, first[key]) for key in KEPT if first.get(key)),
    )
