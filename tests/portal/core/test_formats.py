"""Tables of the back office: what a workbook says comes in, and goes out with numbers as numbers."""

import io
from datetime import date, datetime

import pytest
import tablib
from import_export.formats.base_formats import BINARY_FORMATS
from openpyxl import load_workbook

from portal.core.errors import Invalid
from portal.core.formats import XLSX


def test_a_table_goes_out_and_comes_in_again():
    table = tablib.Dataset(["Umbral", 7, date(2026, 5, 31)], ["", "", ""], headers=["name", "number", "on"])

    content = XLSX().export_data(table)

    assert XLSX().create_dataset(content).dict == [{"name": "Umbral", "number": "7", "on": "2026-05-31"}]
    [_, row, *_] = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert row == ("Umbral", 7, datetime(2026, 5, 31))
    assert XLSX in BINARY_FORMATS  # or the library would write all of it as text


def test_a_damaged_workbook_is_told_in_the_sentence_of_the_reader():
    with pytest.raises(Invalid, match="cannot be opened"):
        XLSX().create_dataset(b"PK\x03\x04 and then nothing that belongs")
