"""`manage.py load_reference`: what it prints, what it writes, and the number it leaves with."""

import io

import pytest
from django.core.management import call_command

from compliance.controls import files
from compliance.controls.models import ReferenceLoad, ReferenceRow
from tests.factories import controls as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = make.small_files(tmp_path / "reference")
    monkeypatch.setattr(files, "FOLDERS", (folder,))
    return folder


def run(*arguments):
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("load_reference", *arguments, stdout=out, stderr=err)
    except SystemExit as exit:
        code = exit.code
    return code, out.getvalue(), err.getvalue()


def test_it_loads_and_says_what_differs(folder):
    code, said, complained = run()

    assert (code, complained) == (0, "")
    assert "entries.yaml: 1 rows, 1 new" in said
    assert "  new: entry XX:1A1" in said
    assert said.endswith("Loaded.\n")
    assert ReferenceRow.objects.count() == 5


def test_checking_writes_nothing(folder):
    code, said, _ = run("--check")

    assert code == 0
    assert "new: entry XX:1A1" in said
    assert "Loaded." not in said
    assert not ReferenceRow.objects.exists()


def test_a_second_time_nothing_differs(folder):
    run()

    code, said, _ = run()

    assert code == 0
    assert "Nothing differs from what is loaded." in said
    assert ReferenceLoad.objects.count() == 1


@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_bad_rows_leave_with_two_and_write_nothing(folder, arguments):
    bad = make.entry(code="XX:2", number="2", basket="hot", regime="YY")
    make.write_file(folder, "more.yaml", "entry", bad, source="a test", confidence="verified")

    code, _, complained = run(*arguments)

    assert code == 2
    assert 'more.yaml: row 1 XX:2: basket: there is no basket "hot".' in complained
    assert 'more.yaml: row 1 XX:2: regime: there is no regime "YY".' in complained
    assert "Nothing was written." in complained
    assert not ReferenceRow.objects.exists()


def test_a_correction_is_shown_by_field(folder):
    run()
    make.write_file(folder, "entries.yaml", "entry", make.entry(title="Cold boxes", summary="Boxes."), source="a test",
                    confidence="verified")  # fmt: skip

    _, said, _ = run("--check")

    assert "  corrected: entry XX:1A1 (summary, title)" in said
