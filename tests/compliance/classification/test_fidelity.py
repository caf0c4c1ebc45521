"""The engine's answer for every country and column is the published cell, and every group has its published members."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from compliance.classification import engine
from compliance.classification.engine import Outcome
from compliance.controls import files
from compliance.controls.criteria import Question
from compliance.controls.library import Library
from compliance.controls.rows import CountryGroup, Entry, Paragraph, Reason
from tests.factories import classification as make

AS_OF = date(2026, 10, 1)
FOLDER = files.FOLDERS[0]
SANCTIONED_WHATEVER_THE_CHART_SAYS = {"RU", "BY"}  # 15 CFR 746.8: every item on the list
DOMAIN = Path(settings.BASE_DIR).parent / "shared" / "domain"


def published(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = published("chart_row.csv")
GRADED = [row for row in ROWS if row["rule"] == "chart"]


@pytest.fixture(scope="module")
def columns():
    return [column.code for column in make.book(AS_OF).columns]


@pytest.fixture(scope="module")
def book(columns):
    """The reference data with one more entry for each column, which asks for a licence under that column alone."""
    rows = [(kind, row) for (kind, _), shelf in make.library().versions.items() for row in shelf]
    return Library.of([*rows, *(("entry", entry_for(column)) for column in columns)]).book(AS_OF)


def entry_for(column):
    return Entry(
        code=f"US-EAR:0A{column}",
        number=f"0A{column}",
        title=f"Controlled under {column} alone",
        source="this test",
        confidence="verified",
        regime="US-EAR",
        basket="residual",
        kind="hardware",
        summary="",
        series="listed",
        requirement="chart",
        paragraphs=(Paragraph(says="Met when asked for.", criterion=Question("contains_helium3")),),
        reasons=(Reason(code=column[:2], mode="chart", column=column),),
    )


def desk_with_only(book, column):
    """The same reference data with no entry but that of the column."""
    return engine.Desk(
        replace(book, rows={**book.rows, "Entry": {f"US-EAR:0A{column}": book.entry("US-EAR", f"0A{column}")}})
    )


def answer(desk, destination):
    case = make.make_case(
        item={"kind": "hardware", "basket": "residual", "us_origin": "yes", "parameters": {"contains_helium3": "yes"}},
        transfer__destination=destination,
    )
    (result,) = desk.determine(engine.read_facts(case, book=desk.book))
    return result


def test_chart_has_its_196_graded_rows_and_16_columns(columns):
    assert len(GRADED) == 196
    assert len(columns) == 16


@pytest.mark.parametrize("number", range(16))
def test_every_cell_of_a_column_is_answered_as_published(book, columns, number):
    column = columns[number]
    desk = desk_with_only(book, column)

    for row in GRADED:
        found = answer(desk, row["code"])
        if row["code"] in SANCTIONED_WHATEVER_THE_CHART_SAYS:
            assert found.outcome == Outcome.LICENCE_REQUIRED, row["title"]
        elif column in row["columns"].split():
            assert found.outcome == Outcome.LICENCE_REQUIRED, f"{row['title']} has an X under {column}"
            assert "US-EAR.chart" in found.rules
        else:
            assert found.outcome == Outcome.NO_LICENCE_REQUIRED, f"{row['title']} has no X under {column}"
            assert "US-EAR.chart" not in found.rules


@pytest.mark.parametrize("row", [row for row in ROWS if row["rule"] == "embargo"], ids=lambda row: row["code"])
def test_embargo_row_has_no_x_and_permits_nothing(book, columns, row):
    assert row["columns"] == ""
    for column in columns:
        assert answer(desk_with_only(book, column), row["code"]).outcome == Outcome.PROHIBITED


def test_hong_kong_is_answered_as_china(book, columns):
    for desk in (desk_with_only(book, column) for column in columns):
        assert answer(desk, "HK").outcome == answer(desk, "CN").outcome


def test_every_group_has_its_members(book):
    rows = [row for row in published("country_group.csv") if in_force(row)]

    assert {row["code"] for row in rows} == {group.code for group in book.all(CountryGroup)}
    for row in rows:
        places = {p.code for p in book.places.values() if row["code"] in p.groups and not p.stands_in}
        assert places == set(row["members"].split())


def test_chart_and_groups_are_those_that_were_gathered():
    if not DOMAIN.exists():
        pytest.skip("The gathered regulatory facts are not on this machine.")
    chart = yaml.safe_load((DOMAIN / "us_country_chart.yaml").read_text(encoding="utf-8"))
    groups = yaml.safe_load((DOMAIN / "us_country_groups.yaml").read_text(encoding="utf-8"))

    ours = {row["code"]: set(row["columns"].split()) for row in GRADED}
    assert ours == {row["iso2"]: set(row["x"]) for row in chart["rows"] if row["rule"] == "chart"}
    held = {row["code"]: set(row["members"].split()) for row in published("country_group.csv") if in_force(row)}
    gathered = {group["id"]: set(group["members"]) for group in groups["groups"]}
    assert {code: held[code] for code in gathered} == gathered


def in_force(row):
    day = AS_OF.isoformat()
    return (row["valid_from"] or "0000") <= day and (not row["valid_to"] or day < row["valid_to"])
