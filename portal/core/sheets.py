"""Uploaded workbooks (XLSX), row by row and every cell as text. Whatever is in them, the portal goes on."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import IO

from portal.core import sheetreader
from portal.core.errors import Invalid

SIGNATURE = b"PK\x03\x04"
MOST_ROWS = 200_000
MOST_UNPACKED = 400 * 1024 * 1024
READER = Path(sheetreader.__file__)
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")  # and nothing else: no key, no address of a database


def rows(upload: IO[bytes], *, most: int | None = None) -> Generator[list[str]]:
    """
    Yield the rows of the first visible sheet, the heading first, after looking at the size of the whole.

    Formulas are their values, days are in ISO form, whole numbers have no point, and an error such as #N/A is its text.

    :raises Invalid: if it is no workbook, damaged, too large, or has more than `most` rows under its heading;
        field ``file``
    """
    most = MOST_ROWS if most is None else most
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(upload, copy)
        copy.seek(0)
        reader = _start(copy, most)
    assert reader.stdout is not None
    try:
        for line in reader.stdout:
            yield json.loads(line)
        ended = reader.wait()
    finally:
        reader.kill()
        reader.stdout.close()
        reader.wait()
    if ended:
        raise Invalid(_sentence(ended, most), field="file")


def _start(copy: IO[bytes], most: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", READER, str(MOST_UNPACKED), str(most + 1)],
        stdin=copy,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
    )


def _sentence(ended: int, most: int) -> str:
    if ended == sheetreader.TOO_LONG:
        return f"The file has more than {most:,} rows. Split it."
    if ended == sheetreader.TOO_LARGE:
        return f"The file unpacks to more than {MOST_UNPACKED // (1024 * 1024)} MB. Split it."
    if ended < 0:  # it was stopped at its limit of memory or time
        return "The workbook holds more than can be read. Split it, or save it as CSV."
    return "The workbook cannot be opened; it is damaged or of another kind. Save it again and upload the new copy."
