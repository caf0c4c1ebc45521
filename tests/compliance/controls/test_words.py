"""Criteria in words, versions with their differences, regimes beside each other, bands as a drawing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from compliance.controls import bands, comparison, differences, notation, pages, wording
from compliance.controls.alternatives import alternatives
from compliance.controls.book import Book
from compliance.controls.criteria import AllOf, AnyOf, ForItem, Leaf, Question, parameters_of
from compliance.controls.library import Library
from compliance.controls.rows import Country, CountryGroup, Entry, Paragraph


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.from_files()


@pytest.fixture(scope="module")
def book(library) -> Book:
    return library.book(date(2026, 11, 22))


# -- Notation ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("physical_qubits >= 34", Leaf("physical_qubits", "gte", Decimal(34))),
        ("cooling_power >= 600 uW", Leaf("cooling_power", "gte", Decimal(600), "uW")),
        ("gate < 1e-14 J", Leaf("gate", "lt", Decimal("1e-14"), "J")),
        ("noise <= 50 fT/rtHz @ 1 Hz", Leaf("noise", "lte", Decimal(50), "fT/rtHz", "1 Hz")),
        ("technology = cmos_ic", Leaf("technology", "eq", "cmos_ic")),
        ("array = 2-dimensional", Leaf("array", "eq", "2-dimensional")),
        ("element in Si, Ge", Leaf("element", "in", ("Si", "Ge"))),
        ("superconductive = yes", Leaf("superconductive", "eq", True)),
        ("for 4A906.b, 4A906.c", ForItem(("4A906.b", "4A906.c"))),
        ("? specially_designed", Question("specially_designed")),
        (["a = yes", "b = no"], AllOf((Leaf("a", "eq", True), Leaf("b", "eq", False)))),
        ({"any_of": ["? a", "? b"]}, AnyOf((Question("a"), Question("b")))),
        ({"recalled": ["? a"]}, AllOf((Question("a", confidence="recalled"),))),
    ],
)
def test_a_criterion_is_read_as_it_is_written(written, read):
    assert notation.parse(written) == read


def test_parameters_of_a_criterion_are_named_once_and_in_order():
    criterion = notation.parse(["b >= 1", {"any_of": ["a = yes", "b < 9", "for 4A906"]}])

    assert parameters_of(criterion) == ("b", "a")


# -- Words ---------------------------------------------------------------------------


def test_bounds_of_one_figure_are_said_together(book):
    criterion = book.entry("US-EAR", "4A906").paragraph("a.2").criterion

    said = wording.in_one_line(criterion, book)

    assert said == "Physical qubits: at least 100 and below 200; C-NOT error: at most 0.001"


@pytest.mark.parametrize(
    ("number", "paragraph", "words"),
    [
        ("3A904", "a", "Cooling power: at least 600 µW"),
        ("3A901", "a", "Circuit technology: CMOS integrated circuit"),
        ("6A006", "a.1.a", "at most 50 fT/√Hz (1 Hz)"),
        ("4D906", "", "For 4A906.b, 4A906.c"),
        ("3C005", "a", "Silicon carbide or Gallium nitride or Aluminium nitride"),
        ("5A002", "a", "; or "),
        ("3D907", "", "Does it extract a layout from electron-microscope images"),
    ],
)
def test_criteria_are_told_in_words(book, number, paragraph, words):
    criterion = book.entry("US-EAR", number).paragraph(paragraph).criterion

    assert words in wording.in_one_line(criterion, book)


# -- Differences ---------------------------------------------------------------------


def test_a_changed_threshold_is_told_before_and_after(book):
    old = book.entry("US-EAR", "3A904")
    stronger = replace(old.paragraphs[0], criterion=notation.parse("cooling_power >= 700 uW"))
    new = replace(old, paragraphs=(stronger, *old.paragraphs[1:]), title="Coolers", only_exceptions=("IEC",))

    said = [str(each) for each in differences.between(old, new, book)]

    assert said == [
        "Title: Cryogenic cooling systems and components → Coolers",
        "Paragraphs a, criterion: Cooling power: at least 600 µW; Temperature of the cooling power: at most 0.1 K; "
        "Duration: above 48 h → Cooling power: at least 700 µW",
        "Only exceptions: gone: TMP:a3, TMP:a6, RPL, GOV:b, TSU:a, TSU:c",
    ]


def test_a_paragraph_that_came_and_a_reason_that_went_are_named(book):
    old = book.entry("US-EAR", "6A007")
    more = Paragraph(code="d", says="Anything else")
    new = replace(old, paragraphs=(*old.paragraphs, more), reasons=old.reasons[:-1])

    said = [str(each) for each in differences.between(old, new, book)]

    assert said == ["Paragraphs d: new: Anything else; d", "Reasons AT AT1: gone: AT; chart; AT1"]


def test_members_that_came_and_went_are_named(library):
    old, new = library.history("country_group", "A:5")
    book = library.book(date(2026, 8, 1))

    said = {each.what: (each.before, each.after) for each in differences.between(old, new, book)}

    assert said["Members"] == ("", "AE")


def test_nothing_is_said_where_nothing_changed(book):
    row = book.find(Country, "NO")

    assert differences.between(row, replace(row, valid_from=date(2026, 1, 1)), book) == []


# -- Side by side --------------------------------------------------------------------


def feature(book, basket, title):
    return next(each for each in comparison.features(book, basket) if each.title == title)


def test_bands_become_columns(book):
    machines = feature(book, "quantum_computing", "Quantum computer")

    assert machines.heads[:2] == ("34 to below 100", "100 to below 200")
    first = machines.lines[0]
    assert (first.entry.code, first.paragraph, first.recalled) == ("US-EAR:4A906", "a.1 to a.8", False)
    assert [cell.text for cell in first.cells] == [
        "≤ 0.0001", "≤ 0.001", "≤ 0.002", "≤ 0.003", "≤ 0.004", "≤ 0.005", "≤ 0.006", "any",
    ]  # fmt: skip


def test_regimes_that_only_repeat_are_folded(book):
    machines = feature(book, "quantum_computing", "Quantum computer")

    assert [line.entry.regime for line in machines.lines] == ["US-EAR", "UK", "EU", "CA", "AU", "JP"]
    assert {"FR", "DE", "NO"} <= {line.entry.regime for line in machines.alike}


def test_a_difference_is_marked_with_what_the_first_regime_says(book):
    cold = feature(book, "quantum_computing_electronics", "Cryogenic CMOS circuit")

    marked = {line.entry.regime: cell for line in cold.lines for cell in line.cells if cell.differs}

    assert set(marked) == {"DE"}
    assert (marked["DE"].text, marked["DE"].differs) == ("< 4.5 K", "≤ 4.5 K")


def test_a_band_that_a_regime_lacks_is_marked(book):
    entry = book.entry("UK", "4A506")
    shorter = notation.parse({"any_of": [["physical_qubits >= 34", "physical_qubits < 100", "cnot_error <= 0.0002"],
                                         ["physical_qubits >= 2000"]]})  # fmt: skip
    changed = replace(entry, paragraphs=(replace(entry.paragraphs[0], criterion=shorter),))
    library = Library.from_files()
    library.versions = {**library.versions, ("entry", entry.code): (changed,)}

    line = feature(library.book(date(2026, 11, 22)), "quantum_computing", "Quantum computer").lines[1]

    assert [(cell.text, cell.differs) for cell in line.cells[:2]] == [
        ("≤ 0.0002", "≤ 0.0001"),
        ("not listed", "≤ 0.001"),
    ]


def test_every_basket_can_be_compared(book):
    for basket in book.baskets:
        shown = {
            line.entry.code for each in comparison.features(book, basket.code) for line in (*each.lines, *each.alike)
        }
        rest = {entry.code for entry in comparison.without_figures(book, basket.code)}
        assert shown | rest == {entry.code for entry in book.entries_in(basket.code)}
        assert not shown & rest


def test_alternatives_tighten_bounds(book):
    criterion = book.entry("UK", "4A506").paragraph("a").criterion

    found = [each["physical_qubits"].text for each in alternatives(criterion, book)]

    assert found[0] == "34 to below 100"
    assert found[-1] == "≥ 2,000"


# -- Bands ---------------------------------------------------------------------------


def test_the_chart_of_the_bands_is_a_staircase(book):
    chart = bands.chart(book, "US-EAR:4A906")

    assert [(area.across, area.limit) for area in chart.areas][:2] == [
        ("34 to below 100", "≤ 0.0001"),
        ("100 to below 200", "≤ 0.001"),
    ]
    assert chart.areas[-1].limit == "any"
    assert all(left.x + left.width == pytest.approx(right.x) for left, right in pairwise(chart.areas))
    assert all(left.y >= right.y for left, right in pairwise(chart.areas))
    assert [tick.text for tick in chart.ticks_across if tick.text][:3] == ["34", "100", "200"]


def test_an_item_stands_on_the_line_of_its_band(book):
    chart = bands.chart(book, "US-EAR:4A906", [("ours", Decimal(100), Decimal("0.001"), True)])

    [point] = chart.points
    assert (point.x, point.y) == (chart.areas[1].x, chart.areas[1].y)


def test_every_entry_on_every_day_can_be_told_and_is_drawn_only_where_a_drawing_tells_it_all(library):
    drawn = set()
    for (kind, code), shelf in library.versions.items():
        for row in shelf if kind == "entry" else ():
            opened = library.book(row.valid_from)
            assert pages.entry(opened.find(Entry, code), opened).facts
            drawn |= {code} if bands.chart(opened, code) else set()

    assert {"US-EAR:4A906", "UK:4A506", "CA:5506", "AU:DSGL-4", "FR:arrete-2024"} <= drawn
    assert drawn.isdisjoint({"US-EAR:3A001", "US-EAR:6A002", "US-EAR:6A006", "US-EAR:3A904"})


def test_an_entry_without_bands_has_no_chart(book, library):
    assert bands.chart(book, "US-EAR:6A007") is None
    assert bands.chart(library.book(date(2024, 9, 5)), "US-EAR:4A906") is None


# -- The book ------------------------------------------------------------------------


def test_an_item_is_found_by_what_people_write(book):
    assert [(entry.code, part) for entry, part in book.item("4A906.b")] == [("US-EAR:4A906", "b")]
    assert {entry.code for entry, _ in book.item("4A506")} == {"EU:4A506", "UK:4A506"}
    assert [entry.code for entry, _ in book.item("UK:4A506")] == ["UK:4A506"]


def test_paragraphs_under_a_letter(book):
    entry = book.entry("US-EAR", "4A906")

    assert [each.code for each in entry.paragraphs_under("a")] == [f"a.{number}" for number in range(1, 9)]
    assert [each.code for each in entry.paragraphs_under("b")] == ["b"]
    assert len(entry.paragraphs_under("")) == 10


def test_parameters_are_found_by_alias_and_asked_in_order(book):
    assert book.parameter("a_test_temperature").code == "test_temperature"
    asked = [parameter.code for parameter in book.parameters_for("quantum_computing", "hardware")]
    assert asked == [
        "form",
        "computing_model",
        "physical_qubits",
        "cnot_error",
        "specially_designed_for_4a906a",
        "us_content",
    ]


def test_figures_are_in_the_reference_unit(book):
    [power] = [
        leaf
        for leaf in book.entry("US-EAR", "3A904").paragraph("b").criterion.parts
        if leaf.parameter == "cooling_power"
    ]

    assert (power.value, power.unit, power.limit) == (Decimal("1.5"), "W", Decimal(1500000))
    assert power.stated == "≥ 1.5 W"


def test_the_same_book_is_handed_out_until_something_changes(library):
    assert library.book(date(2024, 9, 6)) is library.book(date(2024, 11, 30))
    assert library.book(date(2024, 9, 6)) is not library.book(date(2024, 12, 1))
    assert library.book(date(2024, 9, 6)).until == date(2024, 12, 1)


def test_a_row_read_later_than_asked_is_presumed(book):
    chart = book.place("DE").chart

    assert chart.presumed_on(date(2025, 1, 1))
    assert not chart.presumed_on(date(2026, 7, 23))
    assert not book.entry("US-EAR", "4A906").presumed_on(date(2025, 1, 1))


def test_rows_are_found_by_kind(book):
    assert book.find(Entry, "US-EAR:4A906") is book.entry("US-EAR", "4A906")
    assert book.find(CountryGroup, "Z:9") is None
    assert book.tree("fre_tree") is book.tree("fundamental_research")
