"""
What response is proportionate: nature × first or repeat × self-reported or found × deliberate, as dated data.

The matrix proposes; a panel decides, and says why where it decides otherwise.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "reference" / "responses.yaml"
EDUCATION = frozenset({"guidance", "training", "review"})


@dataclass(frozen=True)
class Proposal:
    """One row of the matrix, and the measures that it proposes."""

    id: str
    group: str
    column: str
    measures: tuple[str, ...]
    education_first: bool
    valid_from: date
    valid_to: date | None = None


def column_of(*, repeat: bool, self_reported: bool, deliberate: bool) -> str:
    """Return the column: what was deliberate or repeated weighs more than how it came to light."""
    if deliberate:
        return "deliberate"
    if repeat:
        return "repeat"
    return "self_reported" if self_reported else "found"


def propose(nature: str, *, repeat: bool, self_reported: bool, deliberate: bool, on: date) -> Proposal:
    """
    Return what the matrix proposed on a day.

    :raises LookupError: if it has no row for it
    """
    data = _read()
    group = next(name for name, natures in data["groups"].items() if nature in natures)
    column = column_of(repeat=repeat, self_reported=self_reported, deliberate=deliberate)
    for row in data["rows"]:
        if (row.group, row.column) == (group, column) and row.valid_from <= on and (row.valid_to or on) >= on:
            return row
    raise LookupError(f"No row for {group}, {column} on {on}.")


def all_rows(on: date) -> list[Proposal]:
    """Return every row that holds on a day."""
    return [row for row in _read()["rows"] if row.valid_from <= on and (row.valid_to or on) >= on]


@cache
def _read() -> dict[str, Any]:
    data = yaml.safe_load(FILE.read_text())
    rows = [Proposal(**{**row, "measures": tuple(row["measures"])}) for row in data["rows"]]
    return {"groups": data["groups"], "rows": rows}
