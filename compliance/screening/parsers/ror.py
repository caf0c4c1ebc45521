"""
Names of institutions from a dump of the Research Organization Registry (ror.org, CC0), as JSON, gzip or ZIP.

Both layouts are read: since 2024 a record has ``names`` with their types, before that ``name``, ``aliases``,
``acronyms`` and ``labels``. One record after the other; the dump never is in memory as a whole.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compliance.screening.parsers import texts
from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.jsonstream import objects_of
from compliance.screening.parsers.records import Report

ACRONYM = "acronym"


@dataclass(frozen=True)
class Institution:
    """One record: its ROR id and every name, acronyms last."""

    ror: str
    names: tuple[str, ...]


def read(path: Path) -> Iterator[Institution]:
    """
    Yield the institutions of a dump.

    :raises Unreadable: if it is no dump of ROR, or not whole
    """
    for number, record in enumerate(objects_of(_text(path), "items", Report()), start=1):
        if not isinstance(record, dict) or not str(record.get("id", "")).startswith("https://ror.org/"):
            raise Unreadable("This is no record of ROR.", row=number, field="id")
        yield Institution(record["id"], tuple(dict.fromkeys(_names(record))))


def _text(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        packed = file.read(4) == b"PK\x03\x04"
    if not packed:
        yield from texts.chunks(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            found = sorted(name for name in archive.namelist() if name.endswith(".json"))
            if not found:
                raise Unreadable("The archive holds no JSON.")
            # Where an archive has both layouts, the newer one sorts last.
            with archive.open(found[-1]) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig") as text:
                while piece := text.read(texts.CHUNK):
                    yield piece
    except (zipfile.BadZipFile, EOFError, UnicodeDecodeError) as error:
        raise Unreadable(texts.CUT) from error


def _names(record: dict[str, Any]) -> Iterator[str]:
    named = [each for each in record.get("names") or [] if isinstance(each, dict) and each.get("value")]
    acronyms = [each for each in named if ACRONYM in (each.get("types") or [])]
    yield from (each["value"] for each in named if each not in acronyms)
    yield from filter(None, [record.get("name")])
    yield from filter(None, record.get("aliases") or [])
    yield from (label["label"] for label in record.get("labels") or [] if label.get("label"))
    yield from (each["value"] for each in acronyms)
    yield from filter(None, record.get("acronyms") or [])
