"""What the engine was measured to find, finished for a page: figures, targets, and two other engines beside it."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from compliance.screening import engine
from portal.core import charts

FILE = Path(__file__).parent / "reference" / "figures.json"
SETS = {
    "real aliases": "Other names of listed parties, taken out of the lists before the search",
    "perturbations": "Listed names with slips, initials, other legal forms, other spacing or order",
    "Arabic and Cyrillic originals": "Names in their own script, where the lists have Latin letters",
    "treated UN names": "Names of the UN list as another screening project changes them",
}
KINDS = {
    "academic": "universities and institutes",
    "org": "companies and other organisations",
    "person": "people",
    "arabic": "Arabic script",
    "cyrillic": "Cyrillic script",
    "person_unchanged": "people, unchanged",
}


@dataclass(frozen=True)
class Found:
    """One table of the page."""

    caption: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numeric: str


@dataclass(frozen=True)
class Figures:
    """Everything that the page shows."""

    measured_on: date
    machine: str
    is_ours: bool
    charts: list[charts.Chart]
    asked: Found
    engines: Found
    kinds: Found
    thresholds: str


def figures() -> Figures | None:
    """Return the figures of the last measurement that was kept; nothing where there is none."""
    try:
        told = json.loads(FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Figures(
        measured_on=date.fromisoformat(told["measured_on"]),
        machine=told["machine"],
        is_ours=(told["engine"], told["normaliser"]) == (engine.ENGINE_VERSION, engine.NORMALISER_VERSION),
        charts=[_chart(name, told["engines"]) for name in SETS if any(row["set"] == name for row in told["engines"])],
        asked=_asked(told["rows"]),
        engines=_engines(told["engines"]),
        kinds=_kinds(told["kinds"]),
        thresholds=", ".join(f"{each:.2f}" for each in told["thresholds"]),
    )


def _chart(name: str, rows: list[dict[str, Any]]) -> charts.Chart:
    ours = [(row["engine"], round(100 * row["at"][1][0], 1)) for row in rows if row["set"] == name]
    return charts.bars(SETS[name], ours, unit=" %", label_head="Engine", value_head="Found", most=100)


def _asked(rows: list[dict[str, Any]]) -> Found:
    shown: list[tuple[str, ...]] = [
        (row["what"][:1].upper() + row["what"][1:], _value(row), row["target"], _met(row)) for row in rows
    ]
    return Found("What was asked for, and what was reached", ("Figure", "Measured", "Target", "Reached"), shown, "1,2")


def _value(row: dict[str, Any]) -> str:
    low, high = row.get("interval", (None, None))
    between = f" ({low:.3f} to {high:.3f})" if low is not None else ""
    return f"{row['value']:g} {row['unit']}".strip() + between


def _met(row: dict[str, Any]) -> str:
    return "Yes" if row["met"] else "No"


def _engines(rows: list[dict[str, Any]]) -> Found:
    shown = [(row["set"], row["engine"], f"{row['cases']:,}", *_shares(row)) for row in rows]
    head = ("Names", "Engine", "Cases", "In the first ten", "At 1 % alerts", "At 2 %", "At 5 %")
    return Found("The same names put to three engines", head, shown, "2,3,4,5,6")


def _kinds(rows: list[dict[str, Any]]) -> Found:
    shown = [(row["set"], KINDS.get(row["kind"], row["kind"]), f"{row['cases']:,}", *_shares(row)) for row in rows]
    head = ("Names", "Of whom", "Cases", "In the first ten", "At 1 % alerts", "At 2 %", "At 5 %")
    return Found("By kind of party", head, shown, "2,3,4,5,6")


def _shares(row: dict[str, Any]) -> list[str]:
    return [f"{value:.1%} ({low:.1%} to {high:.1%})" for value, low, high in (row["first_ten"], *row["at"])]
