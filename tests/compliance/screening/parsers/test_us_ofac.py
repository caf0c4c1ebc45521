"""OFAC's delimited files, on the real ones."""

import gzip

import pytest

from compliance.screening.parsers import READERS, Report, Unreadable
from compliance.screening.parsers.us_ofac import weak_names

MAIN = '1,"UMBRAL, Ada","individual","EX] [OTHER","Director",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"{}"\r\n'


def read(*files, code="us-ofac-sdn"):
    report = Report()
    return list(READERS[code](list(files), report)), report


def write(path, text):
    path.write_bytes(text.encode("latin-1") + b"\x1a")
    return path


def test_remarks_give_birth_date_nationality_numbers_and_weak_aliases(tmp_path):
    remarks = (
        "DOB 09 Feb 1951; alt. DOB circa 1950; POB Quillon; nationality Germany; citizen Iran; Passport A92664 (Iran); "
        "Tax ID No. 2437261631 (Russia); a.k.a. 'ABU-'UMBRA'; f.k.a. 'OLD NAME'."
    )
    [entry], _ = read(write(tmp_path / "sdn.csv", MAIN.format(remarks)))

    assert entry.kind == "person"
    assert entry.birth_dates == ("1951-02-09", "~1950")
    assert entry.citizenships == ("DE", "IR")
    assert [(each.scheme, each.value, each.country) for each in entry.identifiers] == [
        ("Passport", "A92664", "IR"),
        ("Tax ID No.", "2437261631", "RU"),
    ]
    assert [(name.text, name.role, name.strength) for name in entry.names] == [
        ("UMBRAL, Ada", "primary", "strong"),
        ("ABU-'UMBRA", "alias", "weak"),
        ("OLD NAME", "former", "weak"),
    ]


def test_aliases_addresses_and_comments_are_joined_whatever_the_files_are_called(tmp_path):
    files = [
        write(tmp_path / "one", '1,7,"fka","UMBRA, A.",-0- \r\n'),
        write(tmp_path / "two", '1,8,"1 Lantern Road","Quillon","Germany",-0- \r\n'),
        write(tmp_path / "three", MAIN.format("POB Qui")),
        write(tmp_path / "four", "1,\"llon; a.k.a. 'UMB'.\"\r\n"),
    ]
    [entry], report = read(*files)

    assert [name.text for name in entry.names] == ["UMBRAL, Ada", "UMBRA, A.", "UMB"]
    assert entry.addresses == ("1 Lantern Road, Quillon, Germany",)
    assert entry.countries == ("DE",)
    assert report.notes == []


def test_missing_companions_are_told_and_missing_aliases_are_a_doubt(tmp_path):
    _, report = read(write(tmp_path / "sdn.csv", MAIN.format("")))
    assert report.doubts == ["The file of aliases did not come with it. Import all files of the edition together."]
    assert report.notes == ["The file of addresses did not come with it."]


@pytest.mark.parametrize(("code", "sublist"), [("us-ofac-sdn", "SDN"), ("us-ofac-cons", "CONS")])
@pytest.mark.parametrize("name", ["cons_prim.csv", "sdn.csv", "upload"])
def test_list_is_told_by_what_is_imported_and_not_by_the_names_of_files(tmp_path, code, sublist, name):
    main = write(tmp_path / name, MAIN.format(""))
    alone, _ = read(main, code=code)
    joined, _ = read(main, write(tmp_path / "alt", '1,7,"aka","UMBRA",-0- \r\n'), code=code)
    assert [entry.sublist for entry in (*alone, *joined)] == [sublist, sublist]


def test_file_without_its_closing_byte_is_refused(tmp_path):
    path = tmp_path / "sdn.csv"
    path.write_bytes(MAIN.format("").encode())
    with pytest.raises(Unreadable, match="closing mark"):
        read(path)


def test_real_history_keeps_its_size_and_most_weak_aliases(shared_data):
    history = shared_data / "us_sdn_history"
    entries, _ = read(history / "sdn_2024-05-03_a5ec3c5.csv.gz")

    assert len(entries) == 14_965
    weak = sum(name.strength == "weak" for entry in entries for name in entry.names)
    assert weak >= 3_560


def test_real_empty_file_is_refused(shared_data):
    with pytest.raises(Unreadable, match="empty"):
        read(shared_data / "us_sdn_history" / "sdn_2024-05-04_bbf4929_EMPTY.csv")


def test_real_file_cut_in_the_middle_is_refused(shared_data, tmp_path):
    content = gzip.decompress((shared_data / "us_sdn_history" / "sdn_2021-08-20_be397e1.csv.gz").read_bytes())
    path = tmp_path / "sdn.csv"
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(Unreadable):
        read(path)


def test_real_consolidated_files_join(shared_data):
    folder = shared_data / "us_ofac"
    names = ("cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv")
    entries, report = read(*(folder / name for name in names), code="us-ofac-cons")

    assert len(entries) == 442
    assert {entry.sublist for entry in entries} == {"CONS"}
    assert report.notes == []


def test_weak_names_end_where_the_next_remark_begins():
    assert weak_names("a.k.a. 'ABDEL' AZIZ'; a.k.a. ''FOOPIE''; Gender Male; a.k.a. 'LAST'.") == [
        "ABDEL' AZIZ",
        "'FOOPIE'",
        "LAST",
    ]
