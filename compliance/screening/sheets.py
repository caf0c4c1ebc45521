"""Read a spreadsheet of names, CSV or XLSX, line by line, and guess which column holds what."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pycountry

from compliance.parties.states import Kind
from compliance.screening import engine
from compliance.screening.parsers.countries import code_of
from compliance.screening.parsers.names import birth_date_of
from portal.core import sheets as workbooks
from portal.core.errors import Invalid

MOST = 50_000
LONGEST_CELL = 20_000
SURPLUS = ""  # where a line keeps what has no column; no column is called this
ERRORS = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
FIELDS = {
    "name": "Name",
    "kind": "What they are",
    "country": "Country",
    "birth_date": "Birth date",
    "address": "Address",
    "aliases": "Other names",
}
GUESSES = {
    "name": ("name", "full name", "party", "company", "organisation", "organization", "entity", "vendor", "supplier"),
    "kind": ("kind", "type", "category"),
    "country": ("country", "nation", "country code"),
    "birth_date": ("birth_date", "birth date", "date of birth", "dob", "born"),
    "address": ("address", "street", "city"),
    "aliases": ("aliases", "other names", "aka", "alias"),
}
KINDS = {
    "individual": Kind.PERSON,
    "company": Kind.ORGANISATION,
    "organization": Kind.ORGANISATION,
    "entity": Kind.ORGANISATION,
    "university": Kind.ORGANISATION,
    "ship": Kind.VESSEL,
}
# How a birth date is read: a day, a month or a year, perhaps about, or from one year to another.
READ = re.compile(r"~?\d{4}(-\d\d){0,2}|\d{4}/\d{4}")
WITH_POINTS = re.compile(r"\b(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})\b")
DAY_FIRST = re.compile(r"\b(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4})\b")
YEAR_FIRST = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?\b")


def rows_of(path: Path) -> Iterator[list[str]]:
    """
    Yield the lines of the sheet, the header first.

    :raises Invalid: if it is empty, no spreadsheet, in another encoding, or too long; field ``file``
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise Invalid("The file is empty. Choose the one with the names.", field="file")
    is_workbook = head.startswith(workbooks.SIGNATURE)
    if b"\0" in head and not is_workbook and not head.startswith(UTF_16):
        raise Invalid("This is no spreadsheet. Choose one in CSV or XLSX; older workbooks: save as XLSX.", field="file")
    found = _workbook(path) if is_workbook else _text(path)
    for number, row in enumerate(found):
        if number > MOST:
            raise Invalid(f"The sheet has more than {MOST:,} lines. Split it.", field="file")
        yield row


def guess(header: list[str]) -> dict[str, str]:
    """Return which column probably holds what."""
    known = {column.strip().casefold(): column for column in header}
    found = {}
    for field, words in GUESSES.items():
        column = next((known[word] for word in words if word in known), None)
        if column is not None:
            found[field] = column
    return found


def given_of(header: list[str], cells: list[str]) -> dict[str, str]:
    """Return the cells of a line by their columns, and what has no column as the surplus."""
    given = dict(zip(header, cells, strict=False))
    surplus = [cell for cell in cells[len(header) :] if cell]
    return given | ({SURPLUS: " · ".join(surplus)} if surplus else {})


def why_not(cells: dict[str, str], mapping: dict[str, str]) -> str:
    """Say why a line cannot be screened as it stands, and what to do; nothing where it can."""
    if SURPLUS in cells:
        return (
            "The line has more cells than the header, so the name may be cut in two. "
            "Put names with commas in quotation marks, and upload the sheet again."
        )
    column = mapping.get("name", "")
    if cells.get(column, "").strip() in {"", *ERRORS}:
        return (
            f"The cell in the column “{column[:60]}” has no value; a formula may have failed or been saved "
            "without its result. Write the name out, or paste it as a value, and upload the sheet again."
        )
    return ""


def query_of(cells: dict[str, str], mapping: dict[str, str], *, id: str) -> engine.Query:
    """Return the line as a query."""

    def cell(field: str) -> str:
        return cells.get(mapping.get(field, ""), "").strip()

    country = code_of(cell("country")) if cell("country") else ""
    return engine.Query(
        name=cell("name"),
        kind=kind_of(cell("kind")),  # type: ignore[arg-type]
        countries=(country,) if len(country) == 2 else (),
        birth_date=born_on(cell("birth_date")),
        addresses=(cell("address"),) if cell("address") else (),
        aliases=tuple(part.strip() for part in cell("aliases").split(";") if part.strip()),
        id=id,
    )


def kind_of(text: str) -> str:
    """Return our word for what a sheet calls a kind; what we do not know is unknown."""
    text = text.strip().casefold()
    return text if text in Kind.values else KINDS.get(text, Kind.UNKNOWN)


def born_on(text: str) -> str:
    """Return a birth date as records write it; “5.3.1971” is the fifth of March."""
    return birth_date_of(WITH_POINTS.sub(r"\1/\2/\3", text)) if text else ""


def is_birth_date(text: str) -> bool:
    """Tell whether the words hold a day, a month, a year or a span of years that a calendar knows."""
    text = WITH_POINTS.sub(r"\1/\2/\3", text)
    read = birth_date_of(text)
    stated = [found for form in (DAY_FIRST, YEAR_FIRST) for each in (text, read) for found in form.finditer(each)]
    return bool(READ.fullmatch(read)) and all(_is_day(**found.groupdict()) for found in stated)


def _is_day(*, year: str, month: str, day: str | None) -> bool:
    """Tell whether there is such a day; publishers write 00 for what they do not know."""
    try:
        date(int(year), int(month) or 1, int(day or 0) or 1)
    except ValueError:
        return False
    return True


def is_country(text: str) -> bool:
    """Tell whether the words name a country, by code or name; codes that were withdrawn count too."""
    code = code_of(text)
    if len(code) != 2:
        return False
    known = (pycountry.countries, pycountry.historic_countries)
    return code == "XK" or any(kind.get(alpha_2=code) for kind in known)  # Kosovo has no code of its own in ISO


def _text(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        try:
            sample = text.read(20_000)
            text.seek(0)
            delimiter = max(",;\t", key=sample.partition("\n")[0].count)
            for row in csv.reader(text, delimiter=delimiter, strict=True):
                if any(cell.strip() for cell in row):
                    yield [cell.strip()[:LONGEST_CELL] for cell in row]
        except UnicodeDecodeError:
            raise Invalid("The file is not in UTF-8. Save it as “CSV UTF-8” or as XLSX.", field="file") from None
        except csv.Error as error:
            raise Invalid(f"The file is no well-formed CSV ({error}).", field="file") from error


def _workbook(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as file:
        for cells in workbooks.rows(file):
            if any(cells):
                yield [cell.strip()[:LONGEST_CELL] for cell in cells]
