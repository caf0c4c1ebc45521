"""
Files of completions as other providers export them: CSV, tab-separated text or XLSX, read row by row.

Only the columns we keep are ever looked at. Gender, address and telephone are left at the door.
"""

import codecs
import csv
import io
import itertools
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import date, datetime
from typing import Any

from portal.core.errors import Invalid

MOST_ROWS = 200_000
MOST_UNPACKED = 400 * 1024 * 1024
KEPT = {
    "institutional username": "username",
    "institutional email address": "email",
    "email": "email",
    "cr number": "record_number",
    "group id": "group_id",
    "group": "group",
    "stage number": "stage_number",
    "stage": "stage",
    "score": "score_text",
    "passing score": "passing_text",
    "date completed": "completed_text",
    "expiration date": "expires_text",
}
NEEDED = ("group id", "stage number", "date completed")
PREFERRED = ("institutional username", "institutional email address")
WIDTHS = {"score_text": 40, "passing_text": 40, "completed_text": 40, "expires_text": 40, "record_number": 60}


def rows(upload: Any) -> Iterator[tuple[int, dict[str, str]]]:
    """
    Yield line number and kept values of each row.

    :raises Invalid: if the file is empty, damaged, too large, or lacks a column; field ``file``
    """
    upload.seek(0)
    head = upload.read(4)
    upload.seek(0)
    with closing(_sheet(upload) if head.startswith(b"PK\x03\x04") else _text(upload)) as table:
        first = next(table, None)
        if first is None:
            raise _wrong("The file is empty.")
        columns = _columns(first)
        for line, row in enumerate(table, start=2):
            if line > MOST_ROWS + 1:
                raise _too_long()
            if any(str(value or "").strip() for value in row):
                yield line, _kept(row, columns)


def day_of(text: str) -> date | None:
    """
    Read a day as providers write it: 2026-05-31, 05/31/2026 with the month first, 31.05.2026 or 31-May-2026.

    A time after the day is left out. What could be two days, or is none, is None.
    """
    plain = text.strip().split("T")[0].split(" ")[0]
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%d-%b-%Y"):
        try:
            return datetime.strptime(plain, form).date()
        except ValueError:
            continue
    return None


def percent_of(text: str) -> int | None:
    """Read a score: 85, 85 %, 85.0; None when it is none or out of range."""
    try:
        score = float(text.strip().removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return None
    return int(score) if 0 <= score <= 100 else None


def _columns(first: list[Any]) -> dict[int, str]:
    names = [" ".join(str(name or "").casefold().split()) for name in first]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise _wrong(f"The file lacks the column “{missing[0].title()}”. Export it again with its headings.")
    if not any(KEPT.get(name) in {"username", "email"} for name in names):
        raise _wrong("The file says nowhere who completed the course: no user name and no e-mail address.")
    return {
        place: KEPT[name]
        for place, name in sorted(enumerate(names), key=lambda pair: pair[1] in PREFERRED)
        if name in KEPT
    }


def _kept(row: list[Any], columns: dict[int, str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for place, field in columns.items():
        value = row[place] if place < len(row) else ""
        text = (
            value.date().isoformat() if isinstance(value, datetime) else str(value if value is not None else "")
        ).strip()
        if text or field not in kept:
            kept[field] = text[: WIDTHS.get(field, 200)]
    return kept


def _plain(value: Any) -> str:
    """Return a cell as text: days of spreadsheets in ISO form, whole numbers without a point."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value if value is not None else "").strip()


def _text(upload: Any) -> Generator[list[Any]]:
    encoding = _encoding(upload)
    if sum(1 for _ in itertools.islice(_lines(upload, encoding), MOST_ROWS + 2)) > MOST_ROWS + 1:
        raise _too_long()  # at once, and not after two hundred thousand rows were judged
    upload.seek(0)
    yield from _lines(upload, encoding)


def _lines(upload: Any, encoding: str) -> Generator[list[Any]]:
    stream = io.TextIOWrapper(upload, encoding=encoding, errors="replace", newline="")
    try:
        heading = stream.readline()
        if not heading.strip():
            return
        delimiter = max("\t;,", key=heading.count)
        try:
            yield from csv.reader(itertools.chain([heading], stream), delimiter=delimiter)
        except csv.Error as problem:
            raise _wrong(f"The file is not readable as a table: {problem}.") from None
    finally:
        if not upload.closed:
            stream.detach()


def _encoding(upload: Any) -> str:
    """UTF-8 and UTF-16 say so or prove it; everything else is what spreadsheets write on Windows."""
    start = upload.read(3)
    upload.seek(0)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    found = "utf-8-sig"
    while piece := upload.read(1 << 20):
        if b"\x00" in piece:
            raise _wrong("The file is no text. Save it as CSV or XLSX.")
        try:
            decoder.decode(piece)
        except UnicodeDecodeError:
            found = "cp1252"
            break
    upload.seek(0)
    return found


def _sheet(upload: Any) -> Generator[list[Any]]:
    from openpyxl import load_workbook  # a third of a second that only spreadsheets have to wait for

    try:
        with zipfile.ZipFile(upload) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise _wrong(f"The file unpacks to more than {MOST_UNPACKED // (1024 * 1024)} MB. Split it.")
        upload.seek(0)
        book = load_workbook(upload, read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError):
        raise _wrong("The spreadsheet is damaged. Save it again and upload the new copy.") from None
    if (sheet.max_row or 0) > MOST_ROWS + 1:
        raise _too_long()
    yield from (list(row) for row in sheet.iter_rows(values_only=True))


def _too_long() -> Invalid:
    return _wrong(f"The file has more than {MOST_ROWS:,} rows. Split it.")


def _wrong(what: str) -> Invalid:
    return Invalid(what, field="file")
