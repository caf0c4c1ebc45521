"""
Files of completions as other providers export them: CSV, tab-separated text or XLSX, read row by row.

Only the columns we keep are ever looked at. Gender, address and telephone are left at the door.
"""

import codecs
import csv
import io
import itertools
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import date, datetime
from typing import Any

from portal.core import sheets
from portal.core.errors import Invalid

MOST_ROWS = 200_000
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
    with closing(sheets.rows(upload, most=MOST_ROWS) if head == sheets.SIGNATURE else _text(upload)) as table:
        first = next(table, None)
        if first is None:
            raise _wrong("The file is empty.")
        columns = _columns(first)
        for line, row in enumerate(table, start=2):
            if line > MOST_ROWS + 1:
                raise _too_long()
            if any(value.strip() for value in row):
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


def _columns(first: list[str]) -> dict[int, str]:
    names = [" ".join(name.casefold().split()) for name in first]
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


def _kept(row: list[str], columns: dict[int, str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for place, field in columns.items():
        text = (row[place] if place < len(row) else "").strip()
        if text or field not in kept:
            kept[field] = text[: WIDTHS.get(field, 200)]
    return kept


def _text(upload: Any) -> Generator[list[str]]:
    encoding = _encoding(upload)
    if sum(1 for _ in itertools.islice(_lines(upload, encoding), MOST_ROWS + 2)) > MOST_ROWS + 1:
        raise _too_long()  # at once, and not after two hundred thousand rows were judged
    upload.seek(0)
    yield from _lines(upload, encoding)


def _lines(upload: Any, encoding: str) -> Generator[list[str]]:
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


def _too_long() -> Invalid:
    return _wrong(f"The file has more than {MOST_ROWS:,} rows. Split it.")


def _wrong(what: str) -> Invalid:
    return Invalid(what, field="file")
