"""
The reference files: where they lie and how they are read.

A YAML file names the kind of its rows, may give defaults for all of them, and lists them. A CSV file is called by its
kind (`chart_row.csv`) and has one column per field; several values in a cell stand apart by spaces. Checksums are over
the bytes of the file.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from compliance.controls.plainyaml import PlainLoader
from compliance.controls.reading import Problem
from compliance.controls.rows import KINDS

HERE = Path(__file__).resolve().parent
FOLDERS = (HERE / "reference", HERE.parent / "classification" / "reference")


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it was written: plain values that JSON can hold."""

    kind: str
    file: str
    place: str  # "row 12", for messages
    fields: Mapping[str, Any]
    own: bool = False  # added by the institution itself

    @property
    def code(self) -> str:
        return str(self.fields.get("code", ""))


@dataclass(frozen=True, slots=True)
class SourceFile:
    name: str
    checksum: str
    rows: tuple[RawRow, ...]


class _Loader(PlainLoader):
    """YAML of reference files; whole numbers, yes and no are read, days stay text until the field is known."""


def paths(folders: Iterable[Path] = FOLDERS) -> list[Path]:
    """Every reference file, in a fixed order."""
    return sorted(path for folder in folders for path in folder.iterdir() if path.suffix in (".yaml", ".csv"))


def read(folders: Iterable[Path] = FOLDERS) -> tuple[list[SourceFile], list[Problem]]:
    """Read every file of these folders; what cannot be read comes back as problems."""
    problems: list[Problem] = []
    found = []
    for path in paths(folders):
        found.append(read_file(path.name, path.read_bytes(), problems))
    return found, problems


def read_file(name: str, content: bytes, problems: list[Problem]) -> SourceFile:
    """Read one file from its bytes; problems are appended."""
    rows: tuple[RawRow, ...] = ()
    try:
        text = content.decode("utf-8-sig")
        is_yaml = name.endswith((".yaml", ".yml"))
        rows = tuple(_yaml_rows(name, text, problems) if is_yaml else _csv_rows(name, text, problems))
    except UnicodeDecodeError as fault:
        problems.append(Problem(name, "", "", f"the file is not UTF-8 (byte {fault.start})."))
    except yaml.YAMLError as fault:
        problems.append(Problem(name, _line(fault), "", f"the file is not valid YAML: {_what(fault)}."))
    except (ValueError, RecursionError) as fault:  # a number of thousands of digits, lists within lists
        problems.append(Problem(name, "", "", f"the file cannot be read: {fault}."))
    except csv.Error as fault:
        problems.append(Problem(name, "", "", f"the file is not valid CSV: {fault}."))
    return SourceFile(name, checksum(content), rows)


def checksum(content: bytes) -> str:
    """The checksum by which a file is known."""
    return hashlib.sha256(content).hexdigest()


def _yaml_rows(name: str, text: str, problems: list[Problem]) -> Iterator[RawRow]:
    body = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    if not isinstance(body, dict) or not isinstance(body.get("rows"), list) or not body["rows"]:
        problems.append(Problem(name, "", "", 'the file has no rows. It needs "kind" and a list of "rows".'))
        return
    if not isinstance(body.get("kind"), str) or body["kind"] not in KINDS:
        problems.append(
            Problem(name, "", "kind", f'"{body.get("kind")}" is no kind of row. Known: {", ".join(KINDS)}.')
        )
        return
    for extra in set(body) - {"kind", "defaults", "rows"}:
        problems.append(Problem(name, "", str(extra), "the file may have only kind, defaults and rows."))
    defaults = body.get("defaults") or {}
    if not isinstance(defaults, dict):
        problems.append(Problem(name, "", "defaults", "fields and values are expected."))
        return
    for number, row in enumerate(body["rows"], 1):
        if isinstance(row, dict):
            yield RawRow(body["kind"], name, f"row {number}", plain({**defaults, **row}))
        else:
            problems.append(Problem(name, f"row {number}", "", "a row is fields and values."))


def _csv_rows(name: str, text: str, problems: list[Problem]) -> Iterator[RawRow]:
    kind = Path(name).stem
    if kind not in KINDS:
        problems.append(Problem(name, "", "", f"a CSV file is called by its kind, one of: {', '.join(KINDS)}."))
        return
    reader = csv.DictReader(io.StringIO(text), strict=True)
    yield from table_rows(name, kind, reader.fieldnames or (), reader, problems)


def table_rows(
    name: str, kind: str, head: Iterable[str], lines: Iterable[Mapping[str, Any]], problems: list[Problem]
) -> Iterator[RawRow]:
    """The rows of a table with one column per field; problems are appended."""
    missing = {"code", "title", "source", "confidence"} - set(head)
    if missing:
        problems.append(Problem(name, "", "", f"the columns {', '.join(sorted(missing))} are missing."))
        return
    lists, number = list_fields(kind), 1
    for number, line in enumerate(lines, 2):
        if None in line or None in line.values():
            problems.append(Problem(name, f"line {number}", "", "the line has not as many cells as the header."))
            continue
        yield RawRow(kind, name, f"line {number}", cells(line, lists))
    if number == 1:  # loaded like this, it would end every row of its kind
        problems.append(Problem(name, "", "", "the table has no rows."))


def cells(line: Mapping[str, Any], lists: frozenset[str]) -> dict[str, Any]:
    """The filled-in cells of a line as text; those of list fields are split at spaces."""
    written = {name: _as_text(cell) for name, cell in line.items()}
    return {name: cell.split() if name in lists else cell for name, cell in written.items() if cell}


def _as_text(cell: Any) -> str:
    """A cell as it would be written by hand: spreadsheets hand out moments for days and fractions for counts."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def list_fields(kind: str) -> frozenset[str]:
    """The fields of this kind that hold several short values."""
    return frozenset(name for name, hint in KINDS[kind].__annotations__.items() if hint == tuple[str, ...])


def plain(value: Any) -> Any:
    """The same value with dates as text, so that JSON can hold it and a checksum can be made of it."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, float) else value


def _line(fault: yaml.YAMLError) -> str:
    mark = getattr(fault, "problem_mark", None)
    return f"line {mark.line + 1}" if mark else ""


def _what(fault: yaml.YAMLError) -> str:
    return str(getattr(fault, "problem", None) or fault).strip()
