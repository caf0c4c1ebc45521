"""Invented values for the component gallery and for the tests that look at it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest

from portal.core.interface import Entry, Row, Step, Tab, Task
from portal.core.tables import BulkAction, Column, Table
from portal.core.waiting import Count, WaitingItem, by_day

NOW = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
NOTE = "Activities with fewer than 10 cases are kept back."
ACTIVITIES = [("Share or collaborate", 142), ("Host or employ", 87), ("Ship", 31), ("Travel", 18), ("Publish", None)]
RANGES = [("One officer", (2, 3, 4), 3), ("Second reviewer", (4, 6, 9), 5), ("Advisory council", None, 15)]
MONTHS = [
    (f"{name} {year}", days)
    for (name, year), days in zip(
        [(name, 2025) for name in ("Jul", "Aug", "Sep", "Oct", "Nov", "Dec")]
        + [(name, 2026) for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun")],
        (14, 16, 13, 12, 11, None, 15, 12, 10, 9, 9, 8),
        strict=True,
    )
]


@dataclass(frozen=True)
class SampleCase:
    """A row for the sample table."""

    pk: int
    reference: str
    title: str
    unit: str
    state: str
    due_on: dt.date | None
    officer: str

    def __str__(self) -> str:
        return self.reference

    def get_state_display(self) -> str:
        """The state in words."""
        return STATE_WORDS[self.state]

    def get_absolute_url(self) -> str:
        """Nowhere in particular."""
        return "#sample"


STATE_WORDS = {
    "draft": "Draft",
    "officer_review": "With an officer",
    "asked": "Waiting for the researcher",
    "held": "On hold",
    "approved": "Approved with conditions",
    "refused": "Refused",
}
TITLES = (
    "Calibration data for a 120-qubit device, shared with Ostrava",
    "Visiting researcher, cryogenic control electronics",
    "Dilution refrigerator service abroad",
    "Joint compiler development",
    "Conference travel with a control unit",
    "Loan of a parametric amplifier",
)


class SampleTable(Table):
    """A table over a list, for the gallery only; real ones stand on querysets."""

    def paths(self, column: Column) -> tuple[str, ...]:
        """Let every column sort."""
        return (column.key,)

    @property
    def found(self) -> Any:  # type: ignore[override]
        """The list in order."""
        column, downwards = self.sort
        key = column.key if column else "reference"
        return sorted(self.queryset, key=lambda row: str(getattr(row, key) or ""), reverse=downwards)


COLUMNS = (
    Column("reference", "Case", link=True),
    Column("title", "Activity", wide=True),
    Column("unit", "Department"),
    Column("state", "State", template="components/cells/state.html"),
    Column("officer", "Officer"),
    Column("due_on", "Due", template="components/cells/date.html", align="end"),
)


def table(request: HttpRequest) -> Table:
    """Return a table of thirty rows with a bulk action and an export."""
    states = list(STATE_WORDS)
    units = ("Cryogenics", "Photonics", "Theory", "Quantum materials")
    rows = [
        SampleCase(
            number,
            f"FL-2026-{number:05d}",
            TITLES[number % len(TITLES)],
            units[number % 4],
            states[number % 6],
            TODAY + dt.timedelta(days=number * 3 - 12) if number % 5 else None,
            "Ada Vexley" if number % 3 else "",
        )
        for number in range(1, 31)
    ]
    bulk = (
        BulkAction("take", "Take these cases", "#sample"),
        BulkAction("hold", "Hold them", "#sample", tone="stopped"),
    )
    return _sample(request, rows, caption="Cases of the office", bulk=bulk, export="cases", page_size=8)


def empty_table(request: HttpRequest) -> Table:
    """Return a table that teaches the first step."""
    empty = {
        "title": "No case yet.",
        "text": "A case is one question to the office: an activity with its items, parties and destinations.",
        "action_url": "#sample",
        "action_label": "Open a case",
    }
    return _sample(request, [], caption="Your cases", empty=empty, prefix="empty")


def _sample(request: HttpRequest, rows: Sequence[SampleCase], **options: Any) -> Table:
    return SampleTable(request, rows, columns=COLUMNS, **options)  # type: ignore[arg-type]


def values() -> dict[str, Any]:
    """Return what the gallery shows, apart from forms, tables and charts."""
    return {
        "now": NOW,
        "today": TODAY,
        "in_nine_days": TODAY + dt.timedelta(days=9),
        "crumbs": [("Cases", "#sample"), ("FL-2026-00042", "#sample"), ("Decide", "")],
        "states": list(STATE_WORDS.items()),
        "offers": [
            _offer("approve", "Approve"),
            _offer("ask", "Ask the researcher"),
            _offer("refuse", "Refuse", "A refusal needs a second reviewer, and none has read the file yet."),
            _offer("refer", "Refer to the council", "You cannot refer your own case."),
        ],
        "entries": [
            Entry(at=NOW, title="Asked for the data sheet", who="Ada Vexley", tone="waiting"),
            Entry(at=NOW - dt.timedelta(hours=5), title="Screened, nothing found", who="The portal", text="4 lists."),
            Entry(at=NOW - dt.timedelta(days=2), title="Hold placed", who="Ruben Oake", tone="stopped"),
            Entry(at=NOW - dt.timedelta(days=3), title="Submitted", who="Ines Falk", tone="done"),
        ],
        "rows": [
            Row(key="Item", value="Superconducting processor, 120 qubits", change_url="#sample"),
            Row(key="C-NOT error", value="8 × 10⁻⁴", hint="As measured on 12 May 2026"),
            ("Destination", "Czechia"),
            ("End user", ""),
        ],
        "tasks": [
            Task(title="The activity", url="#sample", status="Done", tone="done"),
            Task(title="Items", url="#sample", status="One answer missing", tone="moving"),
            Task(title="Parties", url="#sample", status="Not started", hint="Everybody outside who takes part."),
            Task(title="Check and submit", status="Cannot start yet"),
        ],
        "steps": [
            Step(label="Activity", state="done", url="#sample"),
            Step(label="Items", state="done", url="#sample"),
            Step(label="Parties", state="current"),
            Step(label="End use"),
            Step(label="Check and submit"),
        ],
        "tabs": [
            Tab(label="Waiting for the office", url="#sample", current=True, count=12),
            Tab(label="With others", url="#sample", count=31),
            Tab(label="Decided", url="#sample", count=1204),
        ],
        "trace": [
            {
                "rule": "us.4A906.b.2",
                "text": "A quantum computer with 100 to 199 fully controlled qubits and a C-NOT error of at most 10⁻³.",
                "citation": "15 CFR 774, Supplement 1, 4A906",
                "inputs": "120 qubits, error 8 × 10⁻⁴",
                "outcome": "Met",
            },
            {"rule": "us.742.4", "text": "A licence is required to every destination.", "outcome": "Licence required"},
        ],
        "attachment": SimpleNamespace(
            name="Data sheet, revision C.pdf",
            content_type="application/pdf",
            size=482_133,
            uploaded_at=NOW,
            get_absolute_url="#sample",
        ),
        "groups": by_day(_items(), TODAY),
        "others": [_item("FL-2026-00051 Joint compiler development", "Case", 5, who="Ruben Oake", tone="moving")],
        "counts": [Count(label="in your queue", figure=12), Count(label="verifications this month", figure=3)],
        "small_rows": [["Cryogenics", 42, "96 %"], ["Photonics", 31, "88 %"], ["Theory", 12, "100 %"]],
        "small_head": ["Department", "Cases", "Trained"],
        "law": "Goods of this entry need a licence to all destinations, unless an exception applies.",
    }


def _items() -> list[WaitingItem]:
    return [
        _item("FL-2026-00042 Calibration data for Ostrava", "Case", -2, detail="Waits for your decision"),
        _item("Match: Nordwind Instrumente", "Screening", 0, tone="stopped", detail="Holds FL-2026-00039"),
        _item("End use of AU-2026-00007", "Verification", 6, detail="Carry out and record"),
        _item("Export control for council members", "Training", 40),
    ]


def _item(title: str, kind: str, days: int, **more: Any) -> WaitingItem:
    return WaitingItem(title=title, url="#sample", kind=kind, due_at=TODAY + dt.timedelta(days=days), **more)


def _offer(name: str, title: str, refusal: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(move=SimpleNamespace(name=name, title=title), refusal=refusal)
