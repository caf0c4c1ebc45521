"""The commands that other programs rely on: what they read, what they write, and how they end."""

import csv
import io
import os

import pytest
from django.core.management import CommandError, call_command

from compliance.screening import actions
from compliance.screening.models import ListVersion
from compliance.screening.queries import NOT_SHOWN
from portal.core.errors import Conflict
from tests.factories.parties import make_party
from tests.factories.screening import LISTED, csl_row, fill, whole, write_csl

pytestmark = pytest.mark.django_db


def run(*args):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*args, stdout=out, stderr=err)
        code = 0
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def imported(tmp_path):
    path = write_csl(tmp_path / "consolidated.csv", whole([csl_row(LISTED, uid="z", addresses="DE"), *fill(100)]))
    return run("import_list", "us-csl", str(path))


# -- import_list and lists ---------------------------------------------------------------------------------------------


def test_import_says_what_came_of_it(imported):
    code, out, err = imported
    assert code == 0
    assert "us-csl edition 1 is in force: 108 entries, 108 names; 108 added" in out
    assert "nothing to compare its size with" in err


def test_import_of_a_damaged_file_exits_2_and_names_what_stays(imported, tmp_path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    code, out, err = run("import_list", "us-csl", str(path))
    assert (code, out) == (2, "")
    assert "us-csl edition 2 is unusable. The file is empty. us-csl edition 1" in err
    assert err.endswith("stays in force.")


def test_import_of_a_shrunk_file_exits_3(imported, tmp_path):
    code, _, err = run("import_list", "us-csl", str(write_csl(tmp_path / "half.csv", fill(50))))
    assert code == 3
    assert "quarantined" in err


def test_import_of_an_unknown_list_or_no_file_exits_2(tmp_path):
    assert run("import_list", "mars", str(tmp_path / "x"))[0] == 2
    assert run("import_list", "us-csl", str(tmp_path / "x"))[0] == 2


def test_lists_prints_one_line_per_list(imported):
    code, out, _ = run("lists")
    lines = [line.split() for line in out.splitlines()]
    assert code == 0
    assert lines[0] == ["source", "version", "date", "entries", "age", "current"]
    assert lines[1][0] == "us-csl"
    assert lines[1][3:] == ["108", "0", "d", "yes"]
    assert ["un", "-", "-", "-", "-", "not", "in", "use"] in lines


def test_lists_warns_of_what_was_refused(imported, tmp_path):
    run("import_list", "us-csl", str(write_csl(tmp_path / "half.csv", fill(50))))
    _, out, err = run("lists")
    assert "yes, 1 refused" in out
    assert err.startswith("us-csl: It has 50 entries")


# -- screen ------------------------------------------------------------------------------------------------------------


def names(tmp_path, text):
    path = tmp_path / "names.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_screen_writes_candidates_and_a_line_where_nothing_was_found(imported, tmp_path):
    path = names(tmp_path, f"id,name,kind,country\n7,{LISTED},organisation,DE\n8,Quiet Meadow,,\n")
    code, out, _ = run("screen", path)
    first, second = table(out)

    assert code == 0
    assert out.splitlines()[0] == "id,rank,list,list_version,uid,listed_name,score,reasons"
    assert (first["id"], first["rank"], first["list"], first["list_version"]) == ("7", "1", "us-csl", "1")
    assert (first["uid"], first["listed_name"]) == ("z", LISTED)
    assert float(first["score"]) > 0.9
    assert first["reasons"].startswith("strong, us-csl/EL")
    assert (second["id"], second["rank"], second["uid"]) == ("8", "0", "")
    assert second["reasons"] == f"nothing found. {NOT_SHOWN}"
    assert NOT_SHOWN not in first["reasons"]


def test_screen_writes_to_a_file_whole_or_not_at_all(imported, tmp_path):
    out = tmp_path / "hits.csv"
    assert run("screen", names(tmp_path, f"id,name\n7,{LISTED}\n"), "--out", str(out))[0] == 0
    assert table(out.read_text())[0]["uid"] == "z"
    assert not list(tmp_path.glob(".hits*"))


def test_screen_shows_at_most_ten_candidates(tmp_path):
    rows = [csl_row(f"{LISTED} {number}", uid=f"z{number}") for number in range(30)]
    run("import_list", "us-csl", str(write_csl(tmp_path / "a.csv", whole([*rows, *fill(30)]))))
    _, out, _ = run("screen", names(tmp_path, f"id,name\n7,{LISTED}\n"))
    assert [row["rank"] for row in table(out)] == [str(rank) for rank in range(1, 11)]


def test_least_score_decides_what_is_shown(imported, tmp_path):
    path = names(tmp_path, "id,name\n7,Zephyrine Works\n")
    strict, plain = (table(run("screen", path, *args)[1])[0]["uid"] for args in (("--min-score", "0.95"), ()))
    assert (strict, plain) == ("", "z")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nUmbral\n", "column id is missing"),
        ("id,name\n,Umbral\n", "row 2, id: It is empty."),
        ("id,name\n1,\n", "row 2, name: It is empty."),
        ("id,name,kind\n1,Umbral,company\n", "row 2, kind: “company” is none of"),
        ('id,name\n1,"Umbral\n', "no well-formed CSV"),
        ("", "The column id and name is missing."),
        (
            "id,name\n3,Quiet Meadow, Zephyr\n",
            "row 2, name: There are more cells than the header; put names with commas",
        ),
        ("id,name\n1,Quiet Meadow\n2,Bank, Melli\n", "row 3, name: There are more cells"),
        ("id,name,\n3,Quiet Meadow, Zephyr\n", "row 2, name: There are more cells"),
        ("id,name,,\n3,Quiet Meadow, Zephyr,\n", "row 2, name: There are more cells"),
        ("id,name,address\n1,Umbral,1 Lane, York\n", "row 2, address: There are more cells"),
        ("id,name,name\n1,Umbral,Gossamer\n", "The column name is there more than once."),
        ("id,name,Name\n1,Umbral,Gossamer\n", "The column name is there more than once."),
    ],
)
def test_screen_refuses_unusable_input_and_writes_nothing(imported, tmp_path, text, said):
    out = tmp_path / "hits.csv"
    code, printed, err = run("screen", names(tmp_path, text), "--out", str(out))
    assert code == 2
    assert printed == ""
    assert said in err
    assert not out.exists()


def test_screen_takes_every_way_to_write_a_country_or_a_birth_date(imported, tmp_path):
    said = ["DE,1971-03-05", "Germany,1971", "uk,1971-03", "North Korea,31 Aug 1960"]
    said += ["Kosovo,circa 1962", "de,1955 to 1957", "AN,05/03/1971", "CN,5.3.1971", ","]
    lines = [f"{number},Quiet Meadow,{each}" for number, each in enumerate(said)]

    code, out, err = run("screen", names(tmp_path, "\n".join(["id,name,country,birth_date", *lines])))

    assert (code, err) == (0, "")
    assert len(table(out)) == len(said)


@pytest.mark.parametrize(
    ("column", "given", "said"),
    [
        ("country", "Narnia", "row 2, country: “Narnia” is no country."),
        ("country", "ZZ", "row 2, country: “ZZ” is no country."),
        ("birth_date", "31/31/1999", "row 2, birth_date: “31/31/1999” is no date."),
        ("birth_date", "soon", "row 2, birth_date: “soon” is no date."),
    ],
)
def test_screen_says_what_it_cannot_read_of_a_row_and_screens_the_name_without_it(
    imported, tmp_path, column, given, said
):
    code, out, err = run("screen", names(tmp_path, f"id,name,{column}\n1,{LISTED},{given}\n2,Quiet Meadow,\n"))

    assert code == 0
    assert said in err and "The name is screened without it." in err
    plain = run("screen", names(tmp_path, f"id,name\n1,{LISTED}\n2,Quiet Meadow\n"))[1]
    assert table(out) == table(plain)


def test_screen_writes_to_what_is_no_file_as_it_is(imported, tmp_path):
    assert run("screen", names(tmp_path, f"id,name\n1,{LISTED}\n"), "--out", "/dev/null") == (0, "", "")


def test_screen_takes_cells_without_content_beyond_the_header_and_names_in_quotation_marks(imported, tmp_path):
    code, out, _ = run("screen", names(tmp_path, f'id,name\n1,"Quiet, {LISTED}",,\n2,Quiet Meadow, \n'))
    assert code == 0
    assert [row["id"] for row in table(out)] == ["1", "2"]
    assert table(out)[0]["uid"] == "z"


def test_screen_refuses_places_that_are_no_files(imported, tmp_path):
    path = names(tmp_path, "id,name\n1,Umbral\n")
    places = {
        (str(tmp_path),): "no file that can be read twice",
        (path, "--out", str(tmp_path)): "is a folder",
        (path, "--out", str(tmp_path / "nowhere" / "x.csv")): "there is no folder",
        (path, "--out", str(tmp_path / ("x" * 300))): "cannot be written",
    }
    for args, sentence in places.items():
        code, out, err = run("screen", *args)
        assert (code, out) == (2, ""), args
        assert sentence in err


def test_screen_refuses_a_pipe_because_it_would_be_empty_the_second_time(imported, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert run("screen", str(tmp_path / "pipe"))[0] == 2


@pytest.mark.parametrize("lists", [",", "", " , "])
def test_screen_of_no_list_at_all_exits_2(imported, tmp_path, lists):
    code, _, err = run("screen", names(tmp_path, "id,name\n1,Umbral\n"), "--lists", lists)
    assert code == 2
    assert "--lists names no list" in err


def test_screen_ends_quietly_when_nobody_reads_on(imported, tmp_path):
    path = names(tmp_path, "id,name\n" + "1,Quiet Meadow\n" * 3)
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        call_command("screen", path, stdout=closed, stderr=(err := io.StringIO()))
    assert err.getvalue() == ""


def test_screen_in_another_encoding_or_nowhere_exits_2(imported, tmp_path):
    path = tmp_path / "latin.csv"
    path.write_bytes("id,name\n1,Zéphyrine\n".encode("latin-1"))
    assert run("screen", str(path))[0] == 2
    assert run("screen", str(tmp_path / "nowhere.csv"))[0] == 2


def test_screen_without_a_current_list_exits_3(tmp_path):
    code, out, err = run("screen", names(tmp_path, "id,name\n1,Umbral\n"))
    assert (code, out) == (3, "")
    assert "Not screened" in err


def test_screen_of_lists_by_code(imported, tmp_path):
    path = names(tmp_path, f"id,name\n7,{LISTED}\n")
    assert run("screen", path, "--lists", "us-csl")[0] == 0
    assert run("screen", path, "--lists", "us-csl,un")[0] == 3
    assert run("screen", path, "--lists", "mars")[0] == 2
    assert run("screen", path, "--min-score", "7")[0] == 2


# -- rescreen ----------------------------------------------------------------------------------------------------------


def test_rescreen_prints_counts_and_seconds(imported, tmp_path, now):
    actions.screen_party(make_party(LISTED), actor=None, at=now)
    assert run("rescreen")[1] == "Nothing has changed since the last sweep.\n"
    rows = [csl_row(LISTED, uid="z", addresses="DE"), csl_row(f"{LISTED} Ltd", uid="y"), *fill(100)]
    run("import_list", "us-csl", str(write_csl(tmp_path / "b.csv", whole(rows))))
    code, out, _ = run("rescreen", "--changed")
    assert code == 0
    assert out.startswith("1 parties, 1 listed: 1 new hits, 0 open again, 0 delisted.")
    assert run("rescreen", "--all")[0] == 0


def test_rescreen_without_a_list_exits_3():
    assert run("rescreen")[0] == 3


# -- The demo's sample -------------------------------------------------------------------------------------------------


def test_sample_is_loaded_once_and_kept_fresh(now, settings):
    first = actions.load_sample(actor=None, at=now)
    again = actions.load_sample(actor=None, at=now)
    assert first == again
    assert ListVersion.objects.count() == 1
    assert first.entry_count == 30


def test_sample_never_replaces_a_real_list_nor_reaches_a_real_site(imported, now, settings):
    assert actions.load_sample(actor=None, at=now) is None
    settings.DEMO = False
    with pytest.raises(Conflict):
        actions.load_sample(actor=None, at=now)
