"""
The reference files say what the published texts say.

Two comparisons: with figures written down here, which anybody can look up, and, where the gathered domain facts stand
beside the project, with every cell and figure of those.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from compliance.controls.book import Book
from compliance.controls.criteria import leaves
from compliance.controls.library import Library
from compliance.controls.rows import CaseStudy, CountryGroup, Procedure, Rationale, RedFlag, Voider

DOMAIN = Path(settings.BASE_DIR).parent / "shared" / "domain"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.from_files()


@pytest.fixture(scope="module")
def book(library) -> Book:
    return library.book(TODAY)


def domain(name):
    if not DOMAIN.exists():
        pytest.skip("The gathered domain facts are not on this machine.")
    return yaml.safe_load((DOMAIN / name).read_text())


# -- Figures that anybody can look up ----------------------------------------------


def test_the_chart_has_196_graded_rows_and_16_columns(book):
    graded = [place for place in book.places.values() if place.chart and place.chart.rule == "chart"]

    assert len([place for place in graded if not place.stands_in]) == 196
    assert len(book.columns) == 16
    assert {code for code, place in book.places.items() if place.embargoed} == {"CU", "IR", "KP", "SY"}


def test_anti_terrorism_columns_mark_no_country(book):
    marked = [place for place in book.places.values() if place.marked("AT1") or place.marked("AT2")]

    assert marked == []


@pytest.mark.parametrize(
    ("country", "column", "marked"),
    [
        *(("CA", "NS1", False), ("CA", "CB1", True), ("CA", "FC1", True), ("GB", "NS1", False), ("AU", "NS1", False)),
        *(("DE", "NS1", True), ("DE", "NS2", False), ("CN", "NS2", True), ("IN", "NP1", True), ("HK", "NS2", True)),
        *(("IR", "NS1", None), ("US", "NS1", None), ("AQ", "NS1", None), ("NO", "MT1", True)),
    ],
)
def test_cells_of_the_chart(book, country, column, marked):
    assert book.place(country).marked(column) is marked


@pytest.mark.parametrize(
    ("group", "size"),
    [
        *(("A:1", 40), ("A:2", 34), ("A:3", 42), ("A:4", 45), ("A:5", 38), ("A:6", 8), ("B", 173)),
        *(("D:1", 24), ("D:2", 10), ("D:3", 36), ("D:4", 21), ("D:5", 22), ("E:1", 3), ("E:2", 1)),
    ],
)
def test_sizes_of_the_groups(book, group, size):
    assert len(book.group(group).members) == size


def test_hong_kong_is_read_like_china_and_macau_is_not_in_d5(book):
    assert book.place("HK").groups == book.place("CN").groups
    assert book.place("HK").is_in(["CN"])
    assert not book.place("MO").is_in(["D:5"])
    assert book.place("MO").is_in(["D:1", "MO"])


@pytest.mark.parametrize(("day", "member"), [(date(2026, 7, 9), False), (date(2026, 7, 10), True)])
def test_the_united_arab_emirates_joined_a5_in_july_2026(library, day, member):
    place = library.book(day).place("AE")

    assert place.is_in(["A:5"]) is member
    assert place.is_in(["D:4"]) is not member


BANDS = [(34, 100, "0.0001"), (100, 200, "0.001"), (200, 350, "0.002"), (350, 500, "0.003"), (500, 700, "0.004"),
         (700, 1100, "0.005"), (1100, 2000, "0.006"), (2000, None, None)]  # fmt: skip


@pytest.mark.parametrize(("number", "band"), list(enumerate(BANDS, 1)))
def test_the_bands_of_4a906(book, number, band):
    paragraph = book.entry("US-EAR", "4A906").paragraph(f"a.{number}")

    low, high, error = band
    said = {(leaf.parameter, leaf.op): leaf.limit for leaf in leaves(paragraph.criterion)}
    expected = {("physical_qubits", "gte"): Decimal(low)}
    if high:
        expected |= {("physical_qubits", "lt"): Decimal(high), ("cnot_error", "lte"): Decimal(error)}
    assert said == expected


@pytest.mark.parametrize(
    ("regime", "number", "first_day"),
    [
        ("US-EAR", "4A906", date(2024, 9, 6)),
        ("UK", "PL9014", date(2024, 4, 1)),
        ("UK", "4A506", date(2025, 12, 16)),
        ("CA", "5506", date(2024, 7, 20)),
        ("AU", "DSGL 2024, Part 2, category 4", date(2024, 9, 1)),
        ("EU", "4A506", date(2025, 11, 15)),
    ],
)
def test_an_entry_holds_from_its_day_on(library, regime, number, first_day):
    def held(day):
        return [e for e in library.book(day).entries_of(regime) if e.number == number]

    assert not held(date.fromordinal(first_day.toordinal() - 1))
    assert held(first_day)


def test_the_united_kingdoms_own_numbers_ended_when_the_500_numbers_came(library):
    before, after = library.book(date(2025, 12, 15)), library.book(date(2025, 12, 16))

    assert before.entry("UK", "PL9014") and not before.entry("UK", "4A506")
    assert after.entry("UK", "4A506") and not after.entry("UK", "PL9014")


def test_what_was_only_recalled_stays_marked(book):
    assert not book.entry("EU", "4A506").verified
    assert not book.exception("ENC").verified
    borrowed = book.entry("UK", "4A506").paragraph("b")
    assert {leaf.confidence for leaf in leaves(borrowed.criterion)} == {"recalled"}


def test_a_floor_that_was_reported_is_verified_and_the_bands_above_it_are_not(book):
    floor, *bands = leaves(book.entry("UK", "4A506").paragraph("a").criterion)

    assert (floor.limit, floor.confidence) == (Decimal(34), "verified")
    assert {leaf.confidence for leaf in bands} == {"recalled"}


@pytest.mark.parametrize("part", ["IEC", "TMP:a3", "TMP:a6", "RPL", "GOV:b", "TSU:a", "TSU:c"])
def test_only_seven_things_are_left_for_the_900_series(book, part):
    assert part in book.entry("US-EAR", "4A906").only_exceptions
    assert part in next(row for row in book.restrictions if row.code == "740.2(a)(22)").keeps


def test_entries_of_the_900_series_never_ask_the_chart_for_ns_and_rs(book):
    for entry in book.entries_of("US-EAR"):
        if entry.series == "900":
            modes = {reason.code: reason.mode for reason in entry.reasons}
            assert modes == {"NS": "worldwide", "RS": "worldwide", "AT": "chart"}, entry.number


# -- Every cell of the gathered facts ----------------------------------------------


def test_every_cell_of_the_chart_is_as_gathered(book):
    rows = {row["iso2"]: row for row in domain("us_country_chart.yaml")["rows"]}
    columns = domain("us_country_chart.yaml")["columns"]

    assert [column.code for column in book.columns] == columns
    for code, row in rows.items():
        place = book.place(code)
        for column in columns:
            published = (column in row["x"]) if row["rule"] == "chart" else None
            if row["rule"] == "inherit":
                published = column in rows[row["inherit_from"]]["x"]
            assert place.marked(column) is published, (code, column)
        if row["rule"] == "chart":
            assert [int(number) for number in place.chart.footnotes] == row["footnotes"], code
    assert {row.code for row in book.rows["ChartRow"].values()} == set(rows)


def test_every_membership_of_a_group_is_as_gathered(book):
    gathered = domain("us_country_groups.yaml")

    assert {row.code: set(row.members) for row in book.all(CountryGroup)} == {
        group["id"]: set(group["members"]) for group in gathered["groups"]
    }
    for code, groups in gathered["by_country"].items():
        assert book.place(code).groups == set(groups), code


def test_every_us_entry_is_held_with_its_reasons(book):
    for row in domain("us_eccns.yaml")["rows"]:
        entry = book.entry("US-EAR", row["eccn"])
        assert entry is not None, row["eccn"]
        assert entry.confidence == row["confidence"], row["eccn"]
        assert entry.basket == row["basket"], row["eccn"]
        assert entry.valid_from.isoformat() == row.get("effective_date", "1990-01-01"), row["eccn"]
        gathered = sorted((r["code"], r["mode"], r.get("column", "")) for r in row["reasons_for_control"])
        if row["eccn"] == "3A992":  # its remark on Pakistan is a reason for control of its own here
            gathered.append(("RS", "special", ""))
        held = {(r.code, r.mode, r.column) for r in entry.reasons}  # a reason stands twice where its conditions differ
        assert sorted(held) == sorted(set(gathered)), row["eccn"]


def figures(node):
    if isinstance(node, dict):
        value, unit = node.get("value"), node.get("unit", "")
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield str(node["name"]), Decimal(str(value)), unit
        for each in node.values():
            yield from figures(each)
    elif isinstance(node, list):
        for each in node:
            yield from figures(each)


def test_every_figure_of_a_us_entry_is_held(book):
    spelled = {"GSPS": "Gsps", "MSPS": "Msps", "per month": "1/month", "ohm-cm": "ohm*cm"}
    for row in domain("us_eccns.yaml")["rows"]:
        entry = book.entry("US-EAR", row["eccn"])
        held = {
            (leaf.value, leaf.unit) for p in entry.paragraphs for leaf in leaves(p.criterion) if hasattr(leaf, "unit")
        }
        for name, value, unit in figures(row["parameters"]):
            assert (value, spelled.get(unit, unit)) in held, (row["eccn"], name)


def test_everything_else_that_was_gathered_is_held(book, library):
    exceptions, exclusions = domain("us_license_exceptions.yaml"), domain("exclusions.yaml")
    rules = domain("end_use_rules.yaml")

    assert {row["symbol"] for row in exceptions["rows"]} == {row.code for row in book.exceptions}
    assert {row["id"] for row in exceptions["restrictions_740_2"]} == {row.code for row in book.restrictions}
    assert {row["id"] for row in exceptions["general_licences"]} <= {
        code for kind, code in library.versions if kind == "general_licence"
    }
    assert len(exclusions["exclusions"]) == len(book.rows["Exclusion"]) == 15
    for gathered in exclusions["trees"]:
        assert {node.code for node in book.tree(gathered["id"]).nodes} == set(gathered["nodes"]), gathered["id"]
    assert {row["code"] for row in exclusions["fre_voiders"]} == {row.code for row in book.all(Voider)}
    assert {f["n"] for f in rules["red_flags"]["rows"]} == {f.number for f in book.all(RedFlag) if f.family == "bis"}
    held = {code for kind, code in library.versions if kind == "end_use_rule"}
    for row in (*rules["us_part_744"], *rules["us_other_gates"], *rules["uk"]["rows"]):
        assert any(code == row["id"] or code.startswith(f"{row['id']}-") for code in held), row["id"]
    assert {row["id"] for row in domain("procedures.yaml")["rows"]} <= {row.code for row in book.all(Procedure)}
    assert len(book.all(Rationale)) == len(domain("rationale.yaml")["rows"])
    cases = domain("case_studies.yaml")
    assert {row["id"] for part in ("illustrative", "enforcement") for row in cases[part]["rows"]} == {
        row.code for row in book.all(CaseStudy)
    }


def test_no_sentence_is_copied_from_the_gathered_facts():
    if not DOMAIN.exists():
        pytest.skip("The gathered domain facts are not on this machine.")
    from compliance.controls import files

    said = " ".join(" ".join((DOMAIN / path.name).read_text().split()) for path in DOMAIN.glob("*.yaml"))
    own = [sentence for file in files.read()[0] for raw in file.rows for sentence in sentences(raw.fields)]

    copied = [sentence for sentence in own if sentence in said]

    assert not copied


def sentences(value):
    if isinstance(value, dict):
        for name, each in value.items():
            if name not in ("source", "citation", "basis", "instrument", "section"):
                yield from sentences(each)
    elif isinstance(value, list):
        for each in value:
            yield from sentences(each)
    elif isinstance(value, str) and len(value.split()) > 9:
        yield value
