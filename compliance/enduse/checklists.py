"""
Due-diligence checklists by type of party, as data (``reference/due_diligence.yaml``).

A checklist that was used keeps its version; a new one stands beside it. For each question the file says which
answer is a red flag.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "reference" / "due_diligence.yaml"


@dataclass(frozen=True)
class Question:
    """One question, and the answer that asks to be looked into."""

    id: str
    wording: str
    hint: str
    flagged: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Checklist:
    """The questions about one type of party in one version."""

    kind: str
    version: str
    title: str
    questions: tuple[Question, ...]


@cache
def checklists() -> dict[tuple[str, str], Checklist]:
    """Return every checklist by type of party and version."""
    found = {}
    for each in yaml.safe_load(FILE.read_text(encoding="utf-8"))["checklists"]:
        questions = tuple(
            Question(row["id"], row["ask"], row.get("hint", ""), tuple(row["flag"]), row["source"])
            for row in each["questions"]
        )
        found[(each["kind"], each["version"])] = Checklist(each["kind"], each["version"], each["title"], questions)
    return found


def newest(kind: str) -> Checklist:
    """Return the checklist that is used today for a type of party."""
    return max((each for (name, _), each in checklists().items() if name == kind), key=lambda each: each.version)


def checklist_of(kind: str, version: str) -> Checklist:
    """Return the checklist as it was used."""
    return checklists()[(kind, version)]
