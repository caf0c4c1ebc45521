"""Makers of facts, questions and determinations for tests; the golden table is read here."""

import csv
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from compliance.classification import engine
from compliance.controls.book import Book
from compliance.controls.library import Library
from compliance.controls.rows import Eligibility, Row

GOLDEN = Path(__file__).parent.parent / "compliance" / "classification" / "golden_cases.csv"
NOBODY_WORRIES = {"military": "no", "wmd": "no", "supercomputer": "no"}


@cache
def library() -> Library:
    """The reference files of the project, without a database."""
    return Library.from_files()


def book(as_of: date = date(2026, 10, 1)) -> Book:
    """The reference files on a day."""
    return library().book(as_of)


def make_case(**changes: Any) -> dict[str, Any]:
    """A case of the kind that `manage.py determine` reads: 120 qubits at 8e-4, to the United Kingdom."""
    case: dict[str, Any] = {
        "as_of": date(2026, 10, 1),
        "exporting_country": "US",
        "item": {
            "kind": "hardware",
            "basket": "quantum_computing",
            "us_origin": "yes",
            "parameters": {"physical_qubits": 120, "cnot_error": "8e-4"},
        },
        "transfer": {
            "mode": "physical",
            "destination": "GB",
            "recipient": {"kind": "organisation", "screening": "clear"},
            "end_use": dict(NOBODY_WORRIES),
        },
    }
    for path, value in changes.items():
        _put(case, path.split("__"), value)
    return case


def make_release(**changes: Any) -> dict[str, Any]:
    """A release inside the United States: technology for a parametric amplifier, to a national of China."""
    recipient = {"kind": "person", "citizenships": ["CN"], "most_recent_citizenship": "CN", "screening": "clear"}
    released = {
        "item": {"kind": "technology", "basket": "quantum_technology", "us_origin": "yes", "for_item": "3A901.b"},
        "transfer__mode": "release_in_country",
        "transfer__destination": "US",
        "transfer__recipient": recipient,
    }
    return make_case(**{**released, **changes})


def facts(case: dict[str, Any] | None = None, **changes: Any) -> engine.Facts:
    """The facts of a case, read as from outside."""
    case = case or make_case(**changes)
    return engine.read_facts(case, book=book(case["as_of"]))


def results(case: dict[str, Any] | None = None, **changes: Any) -> dict[str, engine.Result]:
    """What is determined, by regime."""
    asked = facts(case, **changes)
    return {result.regime: result for result in engine.determine(asked, book(asked.as_of))}


def _put(case: dict[str, Any], path: list[str], value: Any) -> None:
    for name in path[:-1]:
        case = case.setdefault(name, {})
    case[path[-1]] = value


# The golden table ------------------------------------------------------------------------------------------


def golden() -> list[dict[str, str]]:
    """The rows of the golden table."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def golden_case(row: dict[str, str]) -> dict[str, Any]:
    """The question of one golden row; an empty cell means what docs/classification.md says."""
    case = make_case(
        as_of=date.fromisoformat(row["as_of"] or "2026-10-01"),
        exporting_country=row["from"] or "US",
        item=_golden_item(row),
        transfer__mode=row["mode"] or "physical",
        transfer__destination=row["to"],
        transfer__recipient=_golden_recipient(row),
        transfer__end_use=_golden_use(row["end_use"]),
    )
    if row["exclusion"]:
        tree, _, answers = row["exclusion"].partition(":")
        case["exclusion"] = {"tree": tree.strip(), "answers": pairs(answers.replace(" ", ";"))}
    for name, value in pairs(row["more"]).items():
        _put(
            case,
            name.split("."),
            value.split(" ") if name.endswith(("listed", "also", "confirmed", "refuted")) else value,
        )
    return case


def pairs(cell: str) -> dict[str, str]:
    """name=value; name=value"""
    found = (part.split("=", 1) for part in cell.split(";") if part.strip())
    return {name.strip(): value.strip() for name, value in found}


def _golden_item(row: dict[str, str]) -> dict[str, Any]:
    item = {
        "kind": row["kind"] or "hardware",
        "basket": row["basket"] or "quantum_computing",
        "us_origin": row["us_origin"] or "yes",
        "parameters": pairs(row["parameters"]),
    }
    return {**item, "for_item": row["for_item"]} if row["for_item"] else item


def _golden_recipient(row: dict[str, str]) -> dict[str, Any]:
    person = bool(row["citizen"] or row["latest"] or row["resident"])
    return {
        "kind": "person" if person else "organisation",
        "citizenships": row["citizen"].split(),
        "most_recent_citizenship": row["latest"] or (row["citizen"] if len(row["citizen"].split()) == 1 else ""),
        "permanent_resident_of": row["resident"].split(),
        "screening": row["screening"] or "clear",
    }


def _golden_use(cell: str) -> dict[str, str]:
    if cell == "?":
        return {}
    return {**NOBODY_WORRIES, **dict.fromkeys(cell.split(), "yes")}


# Rows that a site has entered ------------------------------------------------------------------------------


def eligible(
    exception: str, entry: str, destination: str, *, eligible: bool = True, confidence: str = "verified"
) -> Eligibility:
    """One cell of a table that the institution keeps itself."""
    code = f"{exception}:{entry}:{destination}"
    return Eligibility(
        code=code,
        title=code,
        source="bis.gov/IEC, read by an officer",
        confidence=confidence,
        exception=exception,
        entry=entry,
        destination=destination,
        eligible=eligible,
    )


def with_rows(*rows: Eligibility) -> Book:
    """The reference data of the day with these rows added."""
    shelves = [(kind, row) for (kind, _), shelf in library().versions.items() for row in shelf]
    return Library.of([*shelves, *(("eligibility", row) for row in rows)]).book(date(2026, 10, 1))


def with_recalled(kind: type[Row], code: str) -> Book:
    """The reference data of the day with every version of this row recalled, as if nobody had read it."""
    shelves = [
        (name, replace(row, confidence="recalled") if isinstance(row, kind) and row.code == code else row)
        for (name, _), shelf in library().versions.items()
        for row in shelf
    ]
    return Library.of(shelves).book(date(2026, 10, 1))


def answer(asked: engine.Facts, opened: Book) -> engine.Result:
    """The only result for these facts."""
    (result,) = engine.determine(asked, opened)
    return result


def status(result: engine.Result, code: str) -> str:
    """How one authorisation stands."""
    return next((str(each.status) for each in result.authorisations if each.code == code), "absent")


# Stored determinations and sessions ------------------------------------------------------------------------


def determined(
    asked: engine.Facts, *, actor: Any, at: datetime, subject_reference: str = "FL-2026-00042/1", session: Any = None
) -> list[Any]:
    """Determine a transfer and keep the answers."""
    from compliance.classification import actions

    return actions.determine_transfer(
        subject_reference=subject_reference, facts=asked, actor=actor, at=at, exclusion_session=session
    )


def answered(tree: str, answers: str, *, actor: Any, at: datetime, agreement: str = "Award 7") -> Any:
    """Begin the questions of a tree and answer them: "f1=yes f2=no"."""
    from compliance.classification import actions

    day = date(2026, 10, 1)
    session = actions.begin(tree, about="A paper", agreement=agreement, as_of=day, actor=actor, at=at)
    for node, said in pairs(answers.replace(" ", ";")).items():
        given = {"yes": said == "yes"} if said in ("yes", "no") else {"words": said}
        actions.answer(session, node=node, actor=actor, at=at, **given)
    return session
