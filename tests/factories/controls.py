"""Makers of reference data: loaded files, and small files of one's own."""

from datetime import UTC, datetime
from pathlib import Path

import yaml

from compliance.controls import actions, files
from compliance.controls.models import ReferenceLoad

LOADED_AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def load_reference(at: datetime = LOADED_AT) -> None:
    """Load the portal's own files, unless they are loaded."""
    if not ReferenceLoad.objects.exists():
        actions.load_files(actor=None, at=at)


def write_file(folder: Path, name: str, kind: str, *rows: dict, **defaults) -> Path:
    """Write a reference file into the folder."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(yaml.safe_dump({"kind": kind, "defaults": defaults, "rows": list(rows)}, allow_unicode=True))
    return path


def small_files(folder: Path) -> Path:
    """Write the fewest files that make sense together: one regime, one basket, two parameters, one entry."""
    said = {"source": "a test", "confidence": "verified"}
    write_file(folder, "regimes.yaml", "regime", {"code": "XX", "title": "A regime"}, **said)
    write_file(folder, "baskets.yaml", "basket", {"code": "cold", "title": "Cold", "order": 1, "summary": "s"}, **said)
    write_file(folder, "parameters.yaml", "parameter", cooling_power(), warm(), **said)
    write_file(folder, "entries.yaml", "entry", entry(), **said)
    return folder


def cooling_power(**changes) -> dict:
    """A parameter with a unit."""
    asked = {"question": "How strong?", "baskets": ["cold"], "unit": "uW", "minimum": 0}
    return {"code": "cooling_power", "title": "Cooling power", "kind": "number", **asked, **changes}


def warm(**changes) -> dict:
    """A question that is answered with yes or no."""
    return {"code": "warm", "title": "Warm", "kind": "boolean", "question": "Warm?", "baskets": ["cold"], **changes}


def entry(**changes) -> dict:
    """An entry with one paragraph."""
    paragraph = {"code": "a", "says": "Strong coolers", "criterion": "cooling_power >= 600 uW"}
    row = {"code": "XX:1A1", "number": "1A1", "regime": "XX", "title": "Coolers", "basket": "cold", "kind": "hardware"}
    return {**row, "summary": "Coolers.", "paragraphs": [paragraph], **changes}


def in_memory(name: str, content: str) -> tuple[files.SourceFile, list]:
    """A file as the import page reads it."""
    problems: list = []
    return files.read_file(name, content.encode(), problems), problems
