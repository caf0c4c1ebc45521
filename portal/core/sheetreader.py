"""
The program that reads one uploaded workbook, in a process of its own. `portal.core.sheets` starts it.

The workbook comes on standard input; each row of its first sheet leaves as a line of JSON, every cell as text. What
is uploaded may be made to burst: a cell at the far end of the sheet, one long text that a million cells point at, a
zip that unpacks without end. So this process may have only so much memory and time, knows no setting and no
connection of the portal, and can be lost without harm.
"""

import contextlib
import json
import re
import resource
import shutil
import sys
import tempfile
import zipfile
from datetime import date, datetime
from typing import Any, BinaryIO

UNREADABLE, TOO_LARGE, TOO_LONG = 3, 4, 5
MOST_MEMORY, MOST_SECONDS = 768 * 1024 * 1024, 120
PIECE = 1 << 20
ERROR_CELL = re.compile(rb"(<(?:\w+:)?c\s[^<>]*?\bt=)([\"'])e\2")


def main(most_unpacked: int, most_rows: int) -> int:
    """Write the rows to standard output; return what was wrong otherwise."""
    _limit()
    upload = sys.stdin.buffer
    with zipfile.ZipFile(upload) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > most_unpacked:
            return TOO_LARGE
        if "xl/workbook.xml" not in archive.namelist():
            return UNREADABLE
        book = _errors_as_text(archive) or upload
    book.seek(0)
    sheet = _first_sheet(book)
    if sheet is None:
        return UNREADABLE
    if sheet.start is None:
        return 0
    if sheet.end[0] >= most_rows:
        return TOO_LONG
    before = [""] * sheet.start[1]
    for row in sheet.iter_rows():
        sys.stdout.write(json.dumps(before + [_text(cell) for cell in row]) + "\n")
    return 0


def _limit() -> None:
    limits = ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS), (resource.RLIMIT_CORE, 0))
    for what, most in limits:
        with contextlib.suppress(ValueError):  # a system that knows no such limit
            resource.setrlimit(what, (most, most))


def _first_sheet(book: BinaryIO) -> Any:
    """Return the first sheet that a person who opens the workbook sees."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(book)
    tables = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    shown = [sheet for sheet in tables if sheet.visible == SheetVisibleEnum.Visible] or tables
    return workbook.get_sheet_by_name(shown[0].name) if shown else None


def _text(value: Any) -> str:
    """Days in ISO form, whole numbers without a point, everything else as it stands."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _errors_as_text(archive: zipfile.ZipFile) -> BinaryIO | None:
    """
    Copy the workbook with its error cells as the text they show, if it has any.

    The reader takes #N/A for an empty cell, and an empty cell may mean something: no day, no limit.
    """
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    faulty = {name for name in sheets if any(ERROR_CELL.search(piece) for piece in _pieces(archive, name))}
    if not faulty:
        return None
    copy = tempfile.TemporaryFile()  # noqa: SIM115  (handed back open)
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name in archive.namelist():
            with out.open(name, "w") as target:
                if name in faulty:
                    target.writelines(ERROR_CELL.sub(rb"\1\2str\2", piece) for piece in _pieces(archive, name))
                else:
                    with archive.open(name) as source:
                        shutil.copyfileobj(source, target)
    return copy


def _pieces(archive: zipfile.ZipFile, name: str) -> Any:
    """Yield the part piece by piece, no tag torn in two."""
    with archive.open(name) as part:
        rest = b""
        while piece := part.read(PIECE):
            whole, tag, begun = (rest + piece).rpartition(b"<")
            yield whole
            rest = tag + begun
        yield rest


if __name__ == "__main__":
    try:
        code = main(int(sys.argv[1]), int(sys.argv[2]))
        sys.stdout.flush()
    except MemoryError:
        code = TOO_LARGE
    except BaseException:
        code = UNREADABLE
    sys.exit(code)
