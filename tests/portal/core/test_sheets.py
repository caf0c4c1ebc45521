"""Workbooks as people save them and as an attacker makes them: text cell by cell, or one sentence."""

import io
import json
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from portal.core import sheets
from portal.core.errors import Invalid

CELL = "<row r='{row}'><c r='{cell}' {kind}><v>{value}</v></c></row>"


def saved(book):
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return content


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def read(content, **limits):
    return list(sheets.rows(content, **limits))


def remade(parts):
    """A small workbook with parts of it replaced."""
    content = io.BytesIO()
    with zipfile.ZipFile(workbook(["Name"])) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name) or old.read(name))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    content.seek(0)
    return content


def sheet_of(*cells):
    rows = "".join(cells)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'


# -- What people write -------------------------------------------------------------------------------------------------


def test_every_kind_of_cell_is_text():
    cells = [
        ("0049", "General", "0049"),
        (49, "General", "49"),
        (-7.0, "General", "-7"),
        (0.1, "General", "0.1"),
        (123456789012345, "General", "123456789012345"),
        (1e20, "General", "1e+20"),
        (0.85, "0%", "0.85"),
        (85, '0"%"', "85"),
        (True, "General", "True"),
        (False, "General", "False"),
        (date(2026, 5, 31), "yyyy-mm-dd", "2026-05-31"),
        (datetime(2026, 5, 31), "dd/mm/yyyy", "2026-05-31"),
        (datetime(2026, 5, 31, 23, 59, 59), "dd/mm/yyyy hh:mm", "2026-05-31"),
        (date(1971, 3, 5), "[$-407]d. mmmm yyyy", "1971-03-05"),
        (time(9, 30), "hh:mm", "09:30:00"),
        (timedelta(hours=30), "[hh]:mm:ss", "1 day, 6:00:00"),
        (" Ämber\nGmbH & <Co> ", "General", " Ämber\nGmbH & <Co> "),
        ("=1+1", "General", ""),
        (None, "General", ""),
        ("#N/A", "General", "#N/A"),
        ("#DIV/0!", "General", "#DIV/0!"),
    ]
    book = Workbook()
    for value, form, _ in cells:
        book.active.append(["before", value])
        book.active.cell(book.active.max_row, 2).number_format = form

    assert [text for _, text in read(saved(book))] == [text for _, _, text in cells]


def test_a_formula_is_its_value():
    cell = '<row r="1"><c r="A1" t="str"><f>LOWER("ANN")</f><v>ann</v></c><c r="B1"><f>6*7</f><v>42</v></c></row>'

    assert read(remade({"xl/worksheets/sheet1.xml": sheet_of(cell)})) == [["ann", "42"]]


def test_a_leading_apostrophe_is_no_part_of_the_text():
    book = Workbook()
    book.active.append(["0049", "'quoted"])
    book.active["A1"].quotePrefix = True

    assert read(saved(book)) == [["0049", "'quoted"]]


def test_text_that_speaks_of_errors_stays_as_it_is_beside_one():
    told = 'a <c t="e"> in words'

    assert read(workbook(["#REF!", told, 1])) == [["#REF!", told, "1"]]


def test_days_of_workbooks_that_count_from_1904():
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active.append([date(2026, 5, 31)])

    assert read(saved(book)) == [["2026-05-31"]]


def test_empty_rows_and_columns_before_and_between_keep_their_place():
    book = Workbook()
    book.active["B3"], book.active["C5"] = "Name", "Umbral"

    assert read(saved(book)) == [["", "", ""], ["", "", ""], ["", "Name", ""], ["", "", ""], ["", "", "Umbral"]]


def test_merged_cells_hold_their_value_once_and_formatted_emptiness_is_no_row():
    book = Workbook()
    book.active.append(["Name", "Country"])
    book.active.append(["Umbral", "DE"])
    book.active.merge_cells("A2:A3")
    book.active["A5000"].number_format = "0.00"

    assert read(saved(book), most=10)[:2] == [["Name", "Country"], ["Umbral", "DE"]]
    assert not any(any(row) for row in read(saved(book), most=10)[2:])


def test_the_first_sheet_that_is_seen_is_read():
    book = Workbook()
    book.active.append(["hidden"])
    book.create_sheet("Seen").append(["seen"])
    book.create_sheet("Later").append(["later"])
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1

    assert read(saved(book)) == [["seen"]]


def test_an_empty_sheet_has_no_rows():
    assert read(saved(Workbook())) == []


# -- What does not belong ----------------------------------------------------------------------------------------------


def encrypted():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)


def archive(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "<x/>")
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 and then nothing that belongs",
        encrypted(),
        archive("word/document.xml", "[Content_Types].xml"),
        archive("content.xml", "mimetype"),
        archive("xl/workbook.bin"),
        archive("xl/workbook.xml"),
        workbook(["Name"]).getvalue()[:-40],
    ],
    ids=["empty", "signature", "encrypted", "document", "opendocument", "binary", "hollow", "cut short"],
)
def test_what_is_no_workbook_is_told_in_one_sentence(content):
    with pytest.raises(Invalid, match="cannot be opened; it is damaged or of another kind") as refusal:
        read(io.BytesIO(content))

    assert refusal.value.field == "file"


@pytest.mark.parametrize(
    "part", ["<worksheet><sheetData><row>", "\x00\xff", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>']
)
def test_a_broken_sheet_is_refused_or_empty(part):
    try:
        assert not any(any(row) for row in read(remade({"xl/worksheets/sheet1.xml": part})))
    except Invalid as no:
        assert "cannot be opened" in str(no)


def test_more_rows_than_wanted_are_refused_before_one_is_given():
    rows = sheets.rows(workbook(["Name"], *[["Umbral"]] * 4), most=3)

    with pytest.raises(Invalid, match="more than 3 rows"):
        next(rows)
    assert len(read(workbook(["Name"], *[["Umbral"]] * 3), most=3)) == 4


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 1_000_000)

    with pytest.raises(Invalid, match="unpacks to more than"):
        read(remade({"xl/media/image1.png": "0" * 1_000_001}))


def test_a_cell_at_the_far_end_takes_no_memory_from_the_portal():
    far = [CELL.format(row=row, cell=cell, kind="", value=1) for row, cell in ((1, "A1"), (150_000, "XFD150000"))]

    with pytest.raises(Invalid, match="more than can be read"):
        read(remade({"xl/worksheets/sheet1.xml": sheet_of(*far)}))


def test_one_long_text_in_very_many_cells_takes_no_memory_from_the_portal():
    shared = f"<sst><si><t>{'x' * 1_000_000}</t></si></sst>"
    cells = [CELL.format(row=row, cell=f"A{row}", kind='t="s"', value=0) for row in range(1, 3000)]

    with pytest.raises(Invalid, match="more than can be read"):
        read(remade({"xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": sheet_of(*cells)}))


def test_the_reader_knows_nothing_of_the_portal(monkeypatch, tmp_path):
    spy = tmp_path / "spy.py"
    spy.write_text("import json, os; print(json.dumps(sorted(os.environ)))")
    monkeypatch.setenv("FAIRLEAD_SECRET_KEY", "secret")
    monkeypatch.setattr(sheets, "READER", spy)

    [names] = read(io.BytesIO(b"x"))

    assert "PATH" in names
    assert not any("FAIRLEAD" in name or "DATABASE" in name for name in names)


def test_a_reader_that_is_left_early_ends(monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("while True: print('[]', flush=True)")
    monkeypatch.setattr(sheets, "READER", endless)
    rows = sheets.rows(io.BytesIO(b"x"))

    assert next(rows) == []
    rows.close()  # waits for the reader's end


def test_a_reader_that_is_stopped_midway_is_a_refusal(monkeypatch, tmp_path):
    stopped = tmp_path / "stopped.py"
    stopped.write_text(f"import os; print('{json.dumps(['a'])}', flush=True); os.kill(os.getpid(), 9)")
    monkeypatch.setattr(sheets, "READER", stopped)
    rows = sheets.rows(io.BytesIO(b"x"))

    assert next(rows) == ["a"]
    with pytest.raises(Invalid, match="more than can be read"):
        next(rows)
