"""The Consolidated Screening List: both layouts of CSV, JSON, and every way in which a file can be broken."""

import gzip
import json

import pytest

from compliance.screening.parsers import READERS, Identifier, Report, Unreadable
from compliance.screening.parsers.us_csl import sublist_of
from tests.factories.real_lists import every_row_of
from tests.factories.screening import CSL_COLUMNS, csl_row, write_csl


def read(path, report=None):
    return list(READERS["us-csl"]([path], report or Report()))


@pytest.fixture
def row():
    return csl_row(
        "Zephyrine Works (a.k.a., Zephyr Plant)",
        uid="abc",
        type="Entity",
        programs="EXAMPLE; OTHER",
        addresses="1 Lantern Road, Quillon, DE; FR",
        alt_names="Zephyrine Werke; Zephyrine Usine",
        dates_of_birth="1960-08-31; 1962",
        nationalities="DE",
        ids="Passport, U0002, DE; Gender, Male",
        license_policy="Presumption of denial.",
    )


def test_csv_entry_is_read_whole(tmp_path, row):
    [entry] = read(write_csl(tmp_path / "a.csv", [row]))

    assert (entry.uid, entry.sublist, entry.kind) == ("abc", "EL", "organisation")
    assert [name.text for name in entry.names] == [
        "Zephyrine Works",
        "Zephyr Plant",
        "Zephyrine Werke",
        "Zephyrine Usine",
    ]
    assert entry.countries == ("DE", "FR")
    assert entry.birth_dates == ("1960-08-31", "1962")
    assert entry.identifiers == (Identifier("Passport", "U0002", "DE"),)
    assert dict(entry.details)["license_policy"] == "Presumption of denial."


def test_csv_without_ids_gets_stable_keys_of_its_own(tmp_path, row):
    columns = [column for column in CSL_COLUMNS if column != "_id"]
    first = read(write_csl(tmp_path / "a.csv", [row, row], columns=columns))
    again = read(write_csl(tmp_path / "b.csv", [row, row], columns=columns))

    assert [entry.uid for entry in first] == [entry.uid for entry in again]
    assert first[0].uid != first[1].uid


def test_json_says_the_same_as_csv(tmp_path, row):
    address = {"address": "1 Lantern Road", "city": "Quillon", "state": None, "postal_code": None, "country": "DE"}
    nothing = dict.fromkeys(address, None)
    item = {
        "id": "abc",
        "source": row["source"],
        "entity_number": None,
        "type": "Entity",
        "name": row["name"],
        "programs": ["EXAMPLE", "OTHER"],
        "addresses": [address, {**nothing, "country": "FR"}],
        "alt_names": ["Zephyrine Werke", "Zephyrine Usine"],
        "dates_of_birth": ["1960-08-31", "1962"],
        "nationalities": ["DE"],
        "ids": [{"type": "Passport", "number": "U0002", "country": "DE"}],
        "license_policy": "Presumption of denial.",
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"total": 1, "results": [item]}))

    assert read(path) == read(write_csl(tmp_path / "a.csv", [row]))


def test_compressed_file_is_read_as_it_is(tmp_path, row):
    plain = write_csl(tmp_path / "a.csv", [row])
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert read(packed) == read(plain)


def test_real_lists_agree_in_csv_and_json(shared_data, tmp_path):
    folder, step = shared_data / "us_csl", 6
    told = json.loads(gzip.decompress((folder / "consolidated_2026-07-31.json.gz").read_bytes()))
    thin = tmp_path / "consolidated.json"
    some = told["results"][step - 1 :: step]
    thin.write_text(json.dumps({**told, "total": len(some), "results": some}))
    csv = read(every_row_of(folder / "consolidated_2026-07-31.csv.gz", step, tmp_path / "consolidated.csv"))

    assert len(told["results"]) == 25_921
    assert len(csv) == 25_921 // step
    assert csv == read(thin)
    assert len({entry.uid for entry in csv}) == len(csv)


@pytest.mark.parametrize(("file", "rows"), [("consolidated_2025_12rows.csv", 13), ("csl_2019_115rows.csv", 115)])
def test_real_samples_of_both_layouts(shared_data, file, rows):
    assert len(read(shared_data / "samples" / file)) == rows


def test_real_sample_keeps_birth_dates_and_passports(shared_data):
    entries = {entry.uid: entry for entry in read(shared_data / "samples" / "consolidated_2025_12rows.csv")}

    assert entries["52291"].birth_dates == ("1978-12-05",)
    assert entries["52291"].identifiers == (Identifier("Passport", "836238033", "KP"),)
    assert entries["52291"].citizenships == ("KP",)


def test_sublist_is_the_short_name():
    assert sublist_of("Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department") == "NS-MBS"
    assert sublist_of("Capta List (CAP) - Treasury Department") == "CAP"


# -- Broken files ------------------------------------------------------------------------------------------------------


def broken(path, content: bytes):
    path.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        read(path)
    return str(caught.value)


def whole(tmp_path, row) -> bytes:
    return write_csl(tmp_path / "whole.csv", [row, {**row, "_id": "def"}]).read_bytes()


def test_empty_file_is_refused(tmp_path):
    assert broken(tmp_path / "a.csv", b"") == "The file is empty."
    assert broken(tmp_path / "a.csv.gz", gzip.compress(b"")) == "The file is empty."


def test_file_cut_within_a_row_is_refused(tmp_path, row):
    content = whole(tmp_path, row)
    for end in (len(content) - 3, len(content) - 60, len(content) - 200):
        assert "cut off" in broken(tmp_path / "a.csv", content[:end])


def test_file_cut_within_a_quote_is_refused(tmp_path, row):
    content = whole(tmp_path, row)
    assert "cut off" in broken(tmp_path / "a.csv", content[: content.rindex(b"Lantern Road")])


def test_compressed_file_cut_short_is_refused(tmp_path, row):
    packed = gzip.compress(whole(tmp_path, row) * 50)
    assert "cut off" in broken(tmp_path / "a.csv.gz", packed[: len(packed) // 2])


def test_wrong_encodings_are_refused(tmp_path, row):
    text = whole(tmp_path, {**row, "name": "Zéphyrine"}).decode()
    assert "UTF-8" in broken(tmp_path / "a.csv", text.encode("latin-1"))
    assert "UTF-8" in broken(tmp_path / "a.csv", text.encode("utf-16"))
    assert "NUL" in broken(tmp_path / "a.csv", b"s\0o\0u\0r\0c\0e\0\n\0")


def test_missing_column_is_named(tmp_path, row):
    columns = [column for column in CSL_COLUMNS if column != "alt_names"]
    path = write_csl(tmp_path / "a.csv", [row], columns=columns)
    assert broken(path, path.read_bytes()) == "Column “alt_names”: This column is missing."


def test_entry_without_name_is_named_by_row(tmp_path, row):
    path = write_csl(tmp_path / "a.csv", [row, {**row, "name": " "}])
    assert broken(path, path.read_bytes()).startswith("Row 3, column “name”")


def test_json_cut_short_is_refused_wherever_it_ends(tmp_path):
    text = json.dumps({"total": 3, "results": [{"source": "X (SDN)", "name": f"A {n}", "id": n} for n in range(3)]})
    path = tmp_path / "a.json"
    for end in range(1, len(text), 7):
        broken(path, text[:end].encode())


def test_json_with_another_total_than_it_says_is_refused(tmp_path):
    text = json.dumps({"total": 9, "results": [{"source": "X (SDN)", "name": "A", "id": "1"}]})
    assert "says that it holds 9" in broken(tmp_path / "a.json", text.encode())


def test_json_without_results_is_refused(tmp_path):
    assert "no such member" in broken(tmp_path / "a.json", b'{"message": "rate limit"}\n')


def test_page_of_html_is_refused(tmp_path):
    broken(tmp_path / "a.csv", b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n")
