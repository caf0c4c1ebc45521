"""Spreadsheets as they come: CSV with any delimiter, workbooks, damaged ones; and what a line says."""

from datetime import datetime

import openpyxl
import pytest

from compliance.screening import sheets
from portal.core.errors import Invalid


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_any_delimiter(tmp_path, delimiter):
    path = tmp_path / "a.csv"
    path.write_text(f"Name{delimiter}Country\nUmbral{delimiter}DE\n\n", encoding="utf-8-sig")
    assert list(sheets.rows_of(path)) == [["Name", "Country"], ["Umbral", "DE"]]


def test_workbook_writes_dates_out(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Name", "DOB"])
    book.active.append(["Umbral", datetime(1971, 3, 5)])
    book.save(tmp_path / "a.xlsx")
    assert list(sheets.rows_of(tmp_path / "a.xlsx"))[1] == ["Umbral", "1971-03-05"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        ("Name\nZéphyrine\n".encode("latin-1"), "not in UTF-8"),
        (b'Name\n"Umbral\n', "no well-formed CSV"),
        (b"PK\x03\x04 nothing", "cannot be opened"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "older workbooks: save as XLSX"),
        ("Name\nUmbral\n".encode("utf-16"), "not in UTF-8"),
    ],
)
def test_unusable_sheets_are_refused_with_a_sentence(tmp_path, content, sentence):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=sentence):
        list(sheets.rows_of(path))


def test_too_many_lines_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MOST", 3)
    path = tmp_path / "a.csv"
    path.write_text("Name\n" + "Umbral\n" * 4)
    with pytest.raises(Invalid, match="more than 3 lines"):
        list(sheets.rows_of(path))


def test_columns_are_guessed_by_their_names():
    assert sheets.guess(["No", "Full Name", "DOB", "Supplier"]) == {"name": "Full Name", "birth_date": "DOB"}


def test_line_becomes_a_query():
    cells = {"N": "Ada Quillon", "K": "Individual", "C": "Germany", "B": "5 Mar 1971", "O": "A. Quillon; Ada"}
    mapping = {"name": "N", "kind": "K", "country": "C", "birth_date": "B", "aliases": "O"}
    query = sheets.query_of(cells, mapping, id="2")
    assert (query.name, query.kind, query.countries) == ("Ada Quillon", "person", ("DE",))
    assert (query.birth_date, query.aliases) == ("1971-03-05", ("A. Quillon", "Ada"))


def test_line_keeps_what_has_no_column():
    assert sheets.given_of(["Name"], ["Bank", "Melli", "", "Iran"]) == {"Name": "Bank", sheets.SURPLUS: "Melli · Iran"}
    assert sheets.given_of(["Name", "Country"], ["Bank"]) == {"Name": "Bank"}
    assert sheets.given_of(["Name"], ["Bank", "", ""]) == {"Name": "Bank"}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"N": "Bank"}, ""),
        ({"N": "Bank", sheets.SURPLUS: "Melli"}, "more cells than the header"),
        ({"N": "  "}, "“N” has no value"),
        ({}, "“N” has no value"),
        ({"N": "#N/A"}, "“N” has no value; a formula may have failed"),
    ],
)
def test_line_that_cannot_be_screened_says_why(cells, said):
    why = sheets.why_not(cells, {"name": "N"})
    assert said in why
    assert bool(said) == bool(why)
    assert len(why) <= 300


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1971-03-05", "1971-03-05"),
        ("5.3.1971", "1971-03-05"),
        ("05/03/1971", "1971-03-05"),
        ("1971-03-00", "1971-03"),
        ("1971-03", "1971-03"),
        ("1971", "1971"),
        ("circa 1962", "~1962"),
        ("1955 to 1957", "1955/1957"),
        ("March 5, 1971", "1971"),
    ],
)
def test_birth_dates_that_are_read(text, read):
    assert sheets.is_birth_date(text)
    assert sheets.born_on(text) == read


@pytest.mark.parametrize(
    "text",
    ["31/31/1999", "31.31.1999", "1999-02-31", "1999-13-01", "1999-13", "32 May 1971", "soon", "71", "1957-1955"],
)
def test_birth_dates_that_no_calendar_knows(text):
    assert not sheets.is_birth_date(text)


def test_countries_by_code_and_name():
    assert all(map(sheets.is_country, ["DE", "de", "DEU", "Germany", "UK", "Iran", "Kosovo", "XK", "AN", "u.s.a."]))
    assert not any(map(sheets.is_country, ["Narnia", "ZZ", "DE; FR", "1"]))
