"""Open a list file, compressed or not, and read it line by line; refuse what is empty, cut short or mis-encoded."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from compliance.screening.parsers.faults import Unreadable

GZIP = b"\x1f\x8b"
CHUNK = 1 << 18
CUT = "The file ends in the middle; it was probably cut off while it was fetched."
csv.field_size_limit(4 * 1024 * 1024)


def open_bytes(path: Path) -> BinaryIO:
    """
    Open the file for reading, unpacking gzip on the way.

    :raises Unreadable: if there is nothing in it
    """
    with path.open("rb") as file:
        head = file.read(2)
    if not head:
        raise Unreadable("The file is empty.")
    return gzip.open(path, "rb") if head == GZIP else path.open("rb")  # type: ignore[return-value]


def lines(path: Path, *, encoding: str = "utf-8-sig") -> Iterator[str]:
    """
    Yield the lines of the file with their ends.

    :raises Unreadable: if the bytes are not in this encoding, hold NUL, or the file is cut short
    """
    line = "\n"
    for line in _pieces(path, encoding, lambda text: text.readline()):
        yield line
    if not line.endswith(("\n", '"', "\x1a")):
        raise Unreadable(CUT)


def chunks(path: Path) -> Iterator[str]:
    """
    Yield the text of the file in pieces of even size, as JSON often stands on a single line.

    :raises Unreadable: if the bytes are not UTF-8, hold NUL, or the packing is cut short
    """
    yield from _pieces(path, "utf-8-sig", lambda text: text.read(CHUNK))


def _pieces(path: Path, encoding: str, take: Callable[[io.TextIOWrapper], str]) -> Iterator[str]:
    number = 0
    with open_bytes(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        try:
            while piece := take(text):
                number += 1
                if "\0" in piece:
                    raise Unreadable("The file holds NUL bytes, so it is not in the encoding of this list.")
                yield piece
        except UnicodeDecodeError as error:
            sentence = f"The file is not in {encoding.removesuffix('-sig').upper()} from about line {number + 1} on."
            raise Unreadable(f"{sentence} It is in another encoding or damaged.") from error
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Unreadable(CUT) from error
    if not number:
        raise Unreadable("The file is empty.")


def rows(source: Iterator[str], *, delimiter: str = ",") -> Iterator[list[str]]:
    """
    Yield the rows of delimited text.

    :raises Unreadable: if a quote is never closed, or a field is beyond all measure
    """
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            sentence = CUT if "unexpected end" in str(error) else f"The row is not well formed ({error})."
            raise Unreadable(sentence, row=reader.line_num) from error
        if row:
            yield row


def header_of(cells: list[str], *, needed: tuple[str, ...], once: tuple[str, ...] = ()) -> list[str]:
    """
    Return the names of the columns.

    :raises Unreadable: if a needed one is missing, or one of these or of ``once`` stands twice
    """
    header = [cell.strip() for cell in cells]
    for column in needed:
        if column not in header:
            raise Unreadable("This column is missing.", field=column)
    for column in (*needed, *once):
        if header.count(column) > 1:
            raise Unreadable("This column stands there twice, so one of the two would be lost.", row=1, field=column)
    return header


def records(
    source: Iterator[str], *, needed: tuple[str, ...], once: tuple[str, ...] = (), delimiter: str = ","
) -> Iterator[tuple[int, dict[str, str]]]:
    """
    Yield each row under its header names, with its number.

    :raises Unreadable: if a needed column is missing, one of these or of ``once`` stands twice, or a row has not as
        many fields as the header
    """
    found = rows(source, delimiter=delimiter)
    header = header_of(next(found, []), needed=needed, once=once)
    for number, row in enumerate(found, start=2):
        if len(row) != len(header):
            raise Unreadable(f"It has {len(row)} fields where the header has {len(header)}. {CUT}", row=number)
        yield number, dict(zip(header, (value.strip() for value in row), strict=True))
