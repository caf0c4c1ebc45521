"""
The UK Sanctions List, CSV with 58 columns: one row per name and address, grouped by “Unique ID”.

The first line gives the date of the report, the second the column names. The
rows of one party stand together; a party that comes back later is joined too.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from compliance.screening.parsers import dates, names, texts
from compliance.screening.parsers.countries import codes_of
from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.records import (
    ALIAS,
    ORGANISATION,
    ORIGINAL,
    PERSON,
    PRIMARY,
    STRONG,
    UNKNOWN,
    VESSEL,
    WEAK,
    Entry,
    Identifier,
    Name,
    Report,
    distinct,
)

NEEDED = ("Unique ID", "Name 6", "Name type", "Alias strength", "Regime Name", "Designation Type", "Country", "D.O.B")
KINDS = {"individual": PERSON, "entity": ORGANISATION, "ship": VESSEL}
GIVEN = tuple(f"Name {number}" for number in range(1, 6))
NUMBERS = {
    "National Identifier number": "National identifier",
    "Passport number": "Passport",
    "Business registration number (s)": "Business registration",
    "Business registration number": "Business registration",
    "IMO number": "IMO",
    "Hull identification number (HIN)": "HIN",
    "HIN": "HIN",
}
KEPT = {
    "Sanctions Imposed": "sanctions",
    "Designation source": "designation_source",
    "Date Designated": "listed_on",
    "UN Reference Number": "un_reference",
    "OFSI Group ID": "ofsi_group",
    "Position": "position",
    "Title": "title",
    "Gender": "gender",
    "Type of entity": "entity_type",
    "Parent company": "parent_company",
    "Subsidiaries": "subsidiaries",
    "Current owner/operator (s)": "owner",
    "Current owner": "owner",
    "Current believed flag of ship": "vessel_flag",
    "Current flag": "vessel_flag",
    "UK Statement of Reasons": "remarks",
    "Other Information": "other",
}
DATED = re.compile(r"(\d\d?)[-/ ](\d\d?|[A-Za-z]{3,9})[-/ ](\d{4})")
Row = dict[str, str]


def read(files: list[Path], report: Report) -> Iterator[Entry]:
    """
    Yield one entry per Unique ID.

    :raises Unreadable: if the file is empty, cut short, in another encoding, lacks a column or bears no real date
    """
    if len(files) != 1:
        raise Unreadable("The UK Sanctions List is one file.")
    source = texts.lines(files[0])
    first = next(source, "")
    report.source_date = _report_date(first)
    whole = source if "Unique ID" not in first else chain([first], source)
    grouped: dict[str, list[Row]] = {}
    for number, row in texts.records(whole, needed=NEEDED):
        if not row["Unique ID"]:
            raise Unreadable("A row has no Unique ID.", row=number, field="Unique ID")
        grouped.setdefault(row["Unique ID"], []).append({key: value for key, value in row.items() if value})
    for uid, rows in grouped.items():
        yield _entry(uid, rows)


def _entry(uid: str, rows: list[Row]) -> Entry:
    found = distinct(chain.from_iterable(map(_names, sorted(rows, key=_is_alias))))
    if not found:
        raise Unreadable(f"“{uid}” has no name.", field="Name 6")
    first = rows[0]
    lines = (f"Address Line {number}" for number in range(1, 7))
    place = (*lines, "Address Postal Code", "Postal Code", "Address Country", "Country")
    told = ((ours, "; ".join(_each(rows, theirs))) for theirs, ours in KEPT.items())
    return Entry(
        uid=uid,
        sublist=first.get("Regime Name", "UK"),
        kind=KINDS.get(first.get("Designation Type", "").casefold(), UNKNOWN),
        names=found,
        countries=codes_of([*_each(rows, "Country"), *_each(rows, "Address Country")]),
        citizenships=codes_of(_split(rows, "Nationality(/ies)")),
        birth_dates=tuple(dict.fromkeys(names.birth_date_of(text) for text in _split(rows, "D.O.B"))),
        addresses=tuple(
            dict.fromkeys(filter(None, (", ".join(row[key] for key in place if key in row) for row in rows)))
        ),
        identifiers=tuple(
            dict.fromkeys(Identifier(ours, value) for theirs, ours in NUMBERS.items() for value in _split(rows, theirs))
        ),
        details=tuple({ours: value for ours, value in told if value}.items()),
    )


def _names(row: Row) -> Iterator[Name]:
    text = " ".join(row[key] for key in (*GIVEN, "Name 6") if key in row)
    kind, weak = row.get("Name type", "").casefold(), "low" in row.get("Alias strength", "").casefold()
    weak = weak or "weak" in row.get("Alias strength", "").casefold()
    if text:
        yield Name(names.tidy(text), ALIAS if _is_alias(row) else PRIMARY, WEAK if weak and kind else STRONG)
    if row.get("Name non-latin script"):
        yield Name(row["Name non-latin script"], ORIGINAL, WEAK if weak else STRONG)


def _is_alias(row: Row) -> bool:
    return "alias" in row.get("Name type", "").casefold()


def _each(rows: list[Row], key: str) -> list[str]:
    return list(dict.fromkeys(row[key] for row in rows if key in row))


def _split(rows: list[Row], key: str) -> list[str]:
    """Return the values of a column, “(1) A (2) B” taken apart."""
    pieces = (piece.strip(" .;") for value in _each(rows, key) for piece in re.split(r"\(\d+\)|;", value))
    return [piece for piece in pieces if piece]


def _report_date(line: str) -> date | None:
    """
    Return the day in the first line, if it has one.

    :raises Unreadable: if it has the form of a day and is none
    """
    found = DATED.search(line)
    if not found:
        return None
    day, month, year = found.groups()
    number = names.MONTHS.get(month[:3].casefold(), 0) if month.isalpha() else int(month)
    return dates.day_of(f"{year}-{number:02d}-{int(day):02d}", row=1)
