"""The readers for BIS, the United Nations, the European Union, the United Kingdom and the institution itself."""

import gzip

import openpyxl
import pytest

from compliance.screening.parsers import READERS, Identifier, Report, Unreadable

UK = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,"
    "Alias strength,Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,"
    "Designation Type,Designation source,Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,"
    "Address Line 2,Address Line 3,Address Line 4,Address Line 5,Address Line 6,Address Postal Code,Address Country,"
    "Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),National Identifier number,"
    "National Identifier additional information,Passport number,Passport additional information,Position,Gender,"
    "Town of birth,Country,Type of entity,Subsidiaries,Parent company,Business registration number (s),IMO number,"
    "Current owner/operator (s),Previous owner/operator (s),Current believed flag of ship,Previous flags,Type of ship,"
    "Tonnage of ship,Length of ship,Year Built,Hull identification number (HIN)"
)
EU = """<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-06-30T10:00:00.000+02:00">
 <sanctionEntity logicalId="77" euReferenceNumber="EU.77.1" designationDate="2020-01-02">
  <remark>Invented.</remark>
  <regulation programme="XYZ" numberTitle="2020/1 (OJ L1)"/>
  <subjectType code="person" classificationCode="P"/>
  <nameAlias wholeName="Ada Umbral" firstName="Ada" lastName="Umbral" strong="true"/>
  <nameAlias wholeName="The Lantern" strong="false"/>
  <citizenship countryIso2Code="DE"/>
  <birthdate circa="false" birthdate="1960-08-31" year="1960"/>
  <birthdate circa="true" year="1961"/>
  <birthdate circa="false" yearRangeFrom="1959" yearRangeTo="1962"/>
  <identification number="P123" identificationTypeCode="passport" countryIso2Code="DE"/>
  <address street="1 Lantern Road" city="Quillon" countryIso2Code="FR" countryDescription="FRANCE"/>
 </sanctionEntity>
</export>
"""


def read(code, path, report=None):
    return list(READERS[code]([path], report or Report()))


# -- Denied persons ----------------------------------------------------------------------------------------------------


def test_real_denied_persons_are_one_entry_per_person_and_order(shared_data):
    entries = read("us-bis-dpl", shared_data / "us_bis" / "dpl_2022.txt")

    assert len(entries) == 461
    assert sum(len(entry.addresses) for entry in entries) >= 575
    assert not any(entry.name.startswith(" ") for entry in entries)


# -- United Nations ----------------------------------------------------------------------------------------------------


def test_real_united_nations_list(shared_data):
    report = Report()
    entries = read("un", shared_data / "un" / "UN_consolidated_2026-02-27.xml.gz", report)

    assert (len(entries), report.source_date.isoformat()) == (1_003, "2026-02-27")
    assert sum(name.strength == "weak" for entry in entries for name in entry.names) >= 600
    assert sum(name.role == "original" for entry in entries for name in entry.names) >= 370
    kaina = next(entry for entry in entries if entry.uid == "6907996")
    assert [(name.text, name.strength) for name in kaina.names][-1] == ("India Queen", "weak")


def test_united_nations_list_cut_short_is_refused(shared_data, tmp_path):
    content = gzip.decompress((shared_data / "un" / "UN_consolidated_2026-02-27.xml.gz").read_bytes())
    path = tmp_path / "un.xml"
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(Unreadable, match="cut off"):
        read("un", path)


def test_entity_bomb_is_refused_before_it_goes_off(tmp_path):
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    path = tmp_path / "un.xml"
    path.write_text(f'<!DOCTYPE x [<!ENTITY a0 "ha">{levels}]><CONSOLIDATED_LIST>&a11;</CONSOLIDATED_LIST>')
    with pytest.raises(Unreadable, match="entities"):
        read("un", path)


def test_another_publishers_file_is_refused(tmp_path):
    path = tmp_path / "eu.xml"
    path.write_text(EU)
    with pytest.raises(Unreadable, match="begins with “CONSOLIDATED_LIST”"):
        read("un", path)


# -- European Union ----------------------------------------------------------------------------------------------------


def test_european_list_tells_weak_aliases_and_every_kind_of_birth_date(tmp_path):
    path, report = tmp_path / "eu.xml", Report()
    path.write_text(EU)
    [entry] = read("eu-fsf", path, report)

    assert report.source_date.isoformat() == "2026-06-30"
    assert (entry.uid, entry.sublist, entry.kind) == ("77", "XYZ", "person")
    assert [(name.text, name.strength) for name in entry.names] == [("Ada Umbral", "strong"), ("The Lantern", "weak")]
    assert entry.birth_dates == ("1960-08-31", "~1961", "1959/1962")
    assert (entry.citizenships, entry.countries) == (("DE",), ("FR",))
    assert entry.identifiers == (Identifier("passport", "P123", "DE"),)


@pytest.mark.parametrize("day", ["2026-13-45", "2026-02-30T10:00:00"])
def test_date_that_the_calendar_lacks_is_refused_in_words(tmp_path, day):
    path = tmp_path / "list.xml"
    path.write_text(EU.replace("2026-06-30T10:00:00.000+02:00", day))
    with pytest.raises(Unreadable, match=f"“generationDate”: “{day[:10]}” is no date"):
        read("eu-fsf", path)
    path.write_text(f'<CONSOLIDATED_LIST dateGenerated="{day}"></CONSOLIDATED_LIST>')
    with pytest.raises(Unreadable, match=f"“dateGenerated”: “{day[:10]}” is no date"):
        read("un", path)


@pytest.mark.parametrize(("stamp", "notes"), [("", 0), ("30 June 2026", 1)])
def test_stamp_that_is_absent_or_in_an_unknown_form_leaves_the_date_open(tmp_path, stamp, notes):
    path, report = tmp_path / "eu.xml", Report()
    path.write_text(EU.replace("2026-06-30T10:00:00.000+02:00", stamp))
    assert len(read("eu-fsf", path, report)) == 1
    assert (report.source_date, len(report.notes)) == (None, notes)


# -- United Kingdom ----------------------------------------------------------------------------------------------------


def uk_row(**given):
    columns = UK.split(",")
    return ",".join(f'"{given.get(column, "")}"' for column in columns)


def test_uk_list_groups_rows_by_unique_id(tmp_path):
    common = {"Unique ID": "EXA0001", "Designation Type": "Individual", "Regime Name": "Example"}
    first = uk_row(
        **common,
        **{
            "Name 1": "Ada",
            "Name 6": "Umbral",
            "Name type": "Primary Name",
            "D.O.B": "dd/mm/1960",
            "Address Country": "Germany",
        },
        **{"Nationality(/ies)": "(1) France (2) Germany", "Passport number": "(1) P1 (2) P2"},
    )
    alias = uk_row(
        **common,
        **{"Name 6": "Lantern", "Name type": "Alias", "Alias strength": "Low", "Name non-latin script": "Ламтерн"},
    )
    path, report = tmp_path / "uk.csv", Report()
    path.write_text(f"Report Date: 11-Aug-2025\n{UK}\n{alias}\n{first}\n")
    [entry] = read("uk-sanctions", path, report)

    assert len(UK.split(",")) == 58
    assert report.source_date.isoformat() == "2025-08-11"
    assert [(name.text, name.role, name.strength) for name in entry.names] == [
        ("Ada Umbral", "primary", "strong"),
        ("Lantern", "alias", "weak"),
        ("Ламтерн", "original", "weak"),
    ]
    assert (entry.birth_dates, entry.citizenships, entry.countries) == (("1960",), ("FR", "DE"), ("DE",))
    assert [each.value for each in entry.identifiers] == ["P1", "P2"]


@pytest.mark.parametrize("day", ["31-02-2026", "45/13/2026", "00-01-2026", "11-Foo-2025"])
def test_uk_list_with_an_impossible_date_is_refused_in_words(tmp_path, day):
    path = tmp_path / "uk.csv"
    path.write_text(f"Report Date: {day}\n{UK}\n")
    with pytest.raises(Unreadable, match=r"Row 1: .* is no date"):
        read("uk-sanctions", path)


@pytest.mark.parametrize("day", ["11-Aug-2025", "11-08-2025", "11/8/2025", "11 August 2025"])
def test_uk_list_tells_its_day_in_every_usual_form(tmp_path, day):
    path, report = tmp_path / "uk.csv", Report()
    path.write_text(f"Report Date: {day}\n{UK}\n")
    read("uk-sanctions", path, report)
    assert report.source_date.isoformat() == "2025-08-11"


def test_uk_index_is_not_the_list_and_is_refused(shared_data):
    with pytest.raises(Unreadable, match="Name 6"):
        read("uk-sanctions", shared_data / "uk" / "uk_sanctions_list_index_2025-08-11.csv.gz")


# -- The institution's own ---------------------------------------------------------------------------------------------


def test_own_list_is_read_from_csv_and_from_a_workbook(tmp_path):
    header = ["id", "name", "kind", "aliases", "country", "reason"]
    row = ["7", "Umbral Ltd", "organisation", "Umbra; Umb", "DE", "Unpaid"]
    sheet = tmp_path / "own.csv"
    sheet.write_text(",".join(header) + "\n" + ",".join(row) + "\n")
    book = openpyxl.Workbook()
    book.active.append(header)
    book.active.append(row)
    book.save(tmp_path / "own.xlsx")

    [entry] = read("own", sheet)
    assert [name.text for name in entry.names] == ["Umbral Ltd", "Umbra", "Umb"]
    assert read("own", tmp_path / "own.xlsx") == [entry]


def test_own_list_names_the_field_that_is_wrong(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("name,kind\nUmbral,company\n")
    with pytest.raises(Unreadable, match="Row 2, column “kind”"):
        read("own", path)


def workbook(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_cell_under_no_column_is_refused_with_its_row(tmp_path):
    path = workbook(tmp_path / "own.xlsx", ["name", "kind"], ["Umbral"], ["Gossamer", "person", "Quillon Nine"])
    with pytest.raises(Unreadable, match="Row 3: It has a cell “Quillon Nine” to the right of the last column, “kind”"):
        read("own", path)
    sheet = tmp_path / "own.csv"
    sheet.write_text("name,kind\nUmbral,\nGossamer,person,Quillon Nine\n")
    with pytest.raises(Unreadable, match="Row 3: It has 3 fields where the header has 2"):
        read("own", sheet)


def test_rows_of_a_workbook_may_end_early(tmp_path):
    path = workbook(
        tmp_path / "own.xlsx", ["name", "kind", "reason", None], ["Umbral"], ["Gossamer", "person", "", " "]
    )
    assert [(entry.name, entry.kind) for entry in read("own", path)] == [("Umbral", "unknown"), ("Gossamer", "person")]


@pytest.mark.parametrize("column", ["name", "aliases"])
def test_column_that_stands_twice_is_refused(tmp_path, column):
    header = ["id", "name", "aliases", column]
    path = workbook(tmp_path / "own.xlsx", header, ["7", "Umbral", "Umb", "Gossamer"])
    with pytest.raises(Unreadable, match=f"Row 1, column “{column}”: This column stands there twice"):
        read("own", path)
    sheet = tmp_path / "own.csv"
    sheet.write_text(f"{','.join(header)}\n7,Umbral,Umb,Gossamer\n")
    with pytest.raises(Unreadable, match=f"Row 1, column “{column}”: This column stands there twice"):
        read("own", sheet)


def test_needed_column_of_a_publisher_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "uk.csv"
    path.write_text(f"Report Date: 11-Aug-2025\n{UK},Name 6\n")
    with pytest.raises(Unreadable, match="Name 6”: This column stands there twice"):
        read("uk-sanctions", path)


def test_damaged_workbook_is_refused(tmp_path):
    path = tmp_path / "own.xlsx"
    path.write_bytes(b"PK\x03\x04 and then nothing that belongs")
    with pytest.raises(Unreadable, match="cannot be opened"):
        read("own", path)
