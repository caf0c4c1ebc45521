"""
The institution's own list: parties that it does not deal with for reasons of its own, as CSV or XLSX.

Columns: id, name, and as far as known kind, aliases, country, birth_date,
address, reason. Several aliases, countries or addresses are joined by “; ”.
"""

import hashlib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from compliance.screening.parsers import names, texts
from compliance.screening.parsers.countries import codes_of
from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.records import PRIMARY, UNKNOWN, Entry, Name, Report, distinct
from portal.core import sheets
from portal.core.errors import Invalid

NEEDED = ("name",)
COLUMNS = ("id", "name", "kind", "aliases", "country", "birth_date", "address", "reason")
KINDS = {"person", "organisation", "vessel", "aircraft", "unknown"}


def read(files: list[Path], report: Report) -> Iterator[Entry]:
    """
    Yield the entries of the institution's own list.

    :raises Unreadable: if the file is empty, cut short, in another encoding, lacks the names or has a column twice
    """
    if len(files) != 1:
        raise Unreadable("The institution's own list is one file.")
    for number, row in _rows(files[0]):
        yield entry_of(row, number=number)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with texts.open_bytes(path) as file:
        sheet = file.read(4) == sheets.SIGNATURE
    yield from _sheet(path) if sheet else texts.records(texts.lines(path), needed=NEEDED, once=COLUMNS)


def _sheet(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with texts.open_bytes(path) as file:
        try:
            yield from _named(sheets.rows(file))
        except Invalid as no:
            raise Unreadable(str(no)) from no


def _named(rows: Iterator[list[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """
    Yield each row that says anything under its header names; cells that a workbook leaves out at the end are empty.

    :raises Unreadable: if there are no names, a column stands twice, or a row has a cell under no name of a column
    """
    header = texts.header_of(next(rows, []), needed=NEEDED, once=COLUMNS)
    named = max(at for at, name in enumerate(header, start=1) if name)
    for number, cells in enumerate(rows, start=2):
        values = [cell.strip() for cell in cells]
        if any(values[named:]):
            told = f"It has a cell “{next(filter(None, values[named:]))[:40]}” to the right of the last column"
            raise Unreadable(f"{told}, “{header[named - 1]}”. Give that column a name, or empty the cell.", row=number)
        if any(values):
            yield number, dict(zip_longest(header[:named], values[:named], fillvalue=""))


def entry_of(row: dict[str, str], *, number: int | None = None) -> Entry:
    """
    Return the entry of one row.

    :raises Unreadable: if it has no name, or a kind that there is not
    """
    if not row["name"]:
        raise Unreadable("An entry has no name.", row=number, field="name")
    kind = row.get("kind", "").casefold() or UNKNOWN
    if kind not in KINDS:
        raise Unreadable(f"“{row['kind']}” is none of {', '.join(sorted(KINDS))}.", row=number, field="kind")
    uid = row.get("id", "") or "o" + hashlib.sha256(row["name"].casefold().encode()).hexdigest()[:24]
    spoken = [Name(names.tidy(row["name"]), PRIMARY), *(Name(text) for text in names.parts_of(row.get("aliases", "")))]
    return Entry(
        uid=uid,
        sublist="own",
        kind=kind,
        names=distinct(iter(spoken)),
        countries=codes_of(names.parts_of(row.get("country", ""))),
        birth_dates=tuple(names.birth_date_of(text) for text in names.parts_of(row.get("birth_date", ""))),
        addresses=tuple(names.parts_of(row.get("address", ""))),
        details=(("reason", row["reason"]),) if row.get("reason") else (),
    )
