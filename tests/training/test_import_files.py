"""Files of completions as they come: every encoding, delimiter and way of being broken."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from portal.core import sheets
from portal.core.errors import Invalid
from tests.factories.completions import CITI, line, mapped, states, upload
from tests.factories.people import make_user
from training import actions, reading
from training.models import ImportBatch, OutsideRow
from training.states import RowState

pytestmark = pytest.mark.django_db


class TestFiles:
    """Read as people save them; refused whole where they are not usable."""

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_any_delimiter_and_encoding(self, delimiter, encoding, manager, now):
        make_user(username="zoë", name="Zoë")
        mapped()

        batch = actions.stage(
            upload(line("zoë", Group="Prüfung"), delimiter=delimiter, encoding=encoding), actor=manager, at=now
        )

        assert states(batch) == [RowState.READY]

    @pytest.mark.parametrize(
        ("written", "day"),
        [
            ("2026-05-31", date(2026, 5, 31)),
            ("05/31/2026", date(2026, 5, 31)),
            ("31.05.2026", date(2026, 5, 31)),
            ("31-May-2026", date(2026, 5, 31)),
            ("2026-05-31T10:00:00", date(2026, 5, 31)),
            ("05/31/2026 10:00 AM", date(2026, 5, 31)),
            ("31/05/2026", None),
            ("2026-13-01", None),
            ("", None),
        ],
    )
    def test_days_in_several_forms(self, written, day):
        assert reading.day_of(written) == day

    def test_xlsx(self, manager, ann, now):
        from openpyxl import Workbook

        mapped()
        book, content = Workbook(), io.BytesIO()
        book.active.append(CITI)
        row = line()
        row[CITI.index("Date Completed")] = date(2026, 5, 31)
        row[CITI.index("Stage Number")] = 1
        book.active.append(row)
        book.save(content)

        batch = actions.stage(SimpleUploadedFile("citi.xlsx", content.getvalue()), actor=manager, at=now)

        assert states(batch) == [RowState.READY]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "empty"),
            (b"\n\n", "empty"),
            (b"Name,Date\nAnn,2026", "lacks the column"),
            (b"Group ID,Stage Number,Date Completed\n77,1,2026-05-31", "nowhere who"),
            (b"PK\x03\x04nonsense", "damaged"),
            (b"Group ID\x00\x00\x01", "no text"),
        ],
    )
    def test_unusable_files_keep_nothing(self, content, said, manager, now):
        with pytest.raises(Invalid, match=said) as refusal:
            actions.stage(SimpleUploadedFile("x.csv", content), actor=manager, at=now)

        assert refusal.value.field == "file"
        assert not ImportBatch.objects.exists()

    def test_a_bomb_is_not_unpacked(self, manager, now, monkeypatch):
        monkeypatch.setattr(sheets, "MOST_UNPACKED", 1000)
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 10_000)

        with pytest.raises(Invalid, match="unpacks to more"):
            actions.stage(SimpleUploadedFile("x.xlsx", content.getvalue()), actor=manager, at=now)

    def test_too_many_rows_are_refused_whole(self, manager, ann, now, monkeypatch):
        monkeypatch.setattr(reading, "MOST_ROWS", 3)

        with pytest.raises(Invalid, match="more than 3 rows"):
            actions.stage(upload(*[line()] * 4), actor=manager, at=now)
        assert not OutsideRow.objects.exists()
        assert len(list(reading.rows(upload(*[line()] * 3)))) == 3

    def test_a_million_rows_are_refused_before_one_is_read(self):
        heap = SimpleUploadedFile(
            "x.csv", b"Email,Group ID,Stage Number,Date Completed\n" + b"a@b.c,7,1,2026-05-31\n" * 10**6
        )

        with pytest.raises(Invalid, match="more than 200,000 rows") as refusal:
            next(reading.rows(heap))

        assert refusal.value.field == "file"

    def test_a_long_sheet_is_refused_before_one_row_is_read(self, monkeypatch):
        from openpyxl import Workbook

        monkeypatch.setattr(reading, "MOST_ROWS", 3)
        book, content = Workbook(), io.BytesIO()
        for row in (CITI, *[line()] * 4):
            book.active.append(row)
        book.save(content)

        with pytest.raises(Invalid, match="more than 3 rows"):
            next(reading.rows(SimpleUploadedFile("x.xlsx", content.getvalue())))

    def test_empty_lines_are_left_out_and_lines_keep_their_numbers(self, manager, ann, now):
        mapped()

        batch = actions.stage(upload(line(), [""] * len(CITI), line("nobody", Email="")), actor=manager, at=now)

        assert list(batch.rows.order_by("line").values_list("line", flat=True)) == [2, 4]

    @given(st.binary(max_size=400))
    def test_any_bytes_are_read_or_refused(self, content):
        try:
            list(reading.rows(SimpleUploadedFile("x.csv", content)))
        except Invalid:
            return
