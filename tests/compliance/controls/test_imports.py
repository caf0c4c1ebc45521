"""Rows that an institution adds: previewed one by one, added all together, kept when the portal's files are loaded."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tablib import Dataset

from compliance.controls import actions, queries, resources
from compliance.controls.models import ReferenceRow
from compliance.controls.rows import Entry
from portal.accounts.roles import EmpoweredOfficial
from portal.core.errors import Denied, Invalid
from portal.core.events import events_about
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

HEAD = "code,title,exception,entry,destination,eligible,valid_from,source,confidence\n"
GB = "IEC:4A906:GB,4A906 to the United Kingdom,IEC,4A906,GB,yes,2024-09-17,bis.gov/IEC,verified\n"
NORWAY = "IEC:4A906:NO,4A906 to Norway,IEC,4A906,NO,no,2024-09-17,bis.gov/IEC,verified\n"


@pytest.fixture
def official(client):
    user = make_user(EmpoweredOfficial)
    client.force_login(user)
    client.user = user
    return client


def send(client, content, name="iec.csv", kind="eligibility"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(
        reverse("controls:upload"), {"kind": kind, "file": SimpleUploadedFile(name, content)}, follow=True
    )


def text_of(response):
    return " ".join(response.content.decode().split())


def own():
    return set(ReferenceRow.objects.standing().of_the_site().values_list("code", flat=True))


def test_a_table_is_previewed_and_then_added(official, now):
    page = send(official, HEAD + GB + NORWAY)

    assert "new: eligibility IEC:4A906:GB from 2024-09-17" in text_of(page)
    assert own() == set()

    done = official.post(page.redirect_chain[-1][0], follow=True)

    assert "The rows of iec.csv are added." in text_of(done)
    assert own() == {"IEC:4A906:GB", "IEC:4A906:NO"}
    book = queries.book(date(2026, 7, 1))
    assert book.eligibility("IEC", "4A906", "GB").eligible
    assert book.eligibility("IEC", "4A906.b", "GB").eligible
    assert not book.eligibility("IEC", "4A906", "NO").eligible
    assert book.eligibility("IEC", "4A906", "FR") is None


def test_adding_writes_an_event_with_the_checksum(official):
    official.post(send(official, HEAD + GB).redirect_chain[-1][0])

    [row] = ReferenceRow.objects.of_the_site()
    [event] = events_about(row.loaded_in.files.get())
    assert event.verb == "controls.reference.added"
    assert event.actor == official.user
    assert event.data["file"] == "iec.csv" and event.data["new"] == 1 and len(event.data["checksum"]) == 64


def test_one_bad_row_keeps_the_whole_table_out(official):
    page = send(official, HEAD + GB + NORWAY.replace(",NO,", ",ZZ,"))

    said = text_of(page)
    assert "Nothing can be added from this file as it is." in said
    assert "line 3 IEC:4A906:NO" in said
    assert "there is no country &quot;ZZ&quot;." in said
    assert "Add these rows" not in said
    assert said.count("Fine by itself") == 1
    assert said.count("Wrong, see above") == 1

    official.post(page.redirect_chain[-1][0])
    assert own() == set()


def test_every_fault_is_told_at_once_whatever_its_kind(official):
    unreadable, unknown = GB.replace("yes", "perhaps"), NORWAY.replace(",NO,", ",ZZ,")

    said = text_of(send(official, HEAD + unreadable + unknown + NORWAY.replace("NO", "FR")))

    assert "expected yes or no, found &quot;perhaps&quot;." in said
    assert "there is no country &quot;ZZ&quot;." in said
    assert (said.count("Wrong, see above"), said.count("Fine by itself")) == (2, 1)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (HEAD + GB + GB, "is given twice"),
        (HEAD + GB.replace(",bis.gov/IEC,", ",,"), "every row names its source."),
        (HEAD + GB.replace("yes", "perhaps"), "expected yes or no, found &quot;perhaps&quot;."),
        (HEAD + GB.replace("4A906,GB", "9Z999,GB"), "there is no entry &quot;US-EAR:9Z999&quot;."),
        (HEAD + GB.replace("2024-09-17", "17/09/2024"), "expected a date such as 2024-09-06"),
        (HEAD.replace("source,", ""), "the columns source are missing."),
        (HEAD, "the table has no rows."),
        ((HEAD + GB).encode("utf-16"), "the file is not UTF-8"),
        ("", "The file is empty. Choose the one that holds something."),
    ],
)
def test_what_is_wrong_with_a_table_is_said(official, content, complaint):
    assert complaint in text_of(send(official, content))
    assert own() == set()


def test_a_spreadsheet_that_is_none_is_refused_in_words(official):
    assert "the file cannot be read as a table." in text_of(send(official, b"not a zip", name="iec.xlsx"))


def test_a_spreadsheet_is_read_like_a_table(official):
    head, row = HEAD.strip().split(","), [*GB.strip().split(",")]
    row[6] = date(2024, 9, 17)

    page = send(official, Dataset(row, headers=head).export("xlsx"), name="iec.xlsx")

    assert "new: eligibility IEC:4A906:GB from 2024-09-17" in text_of(page)


def test_an_image_is_no_table(official):
    assert "The file is not CSV, Excel or YAML." in text_of(send(official, "x", name="iec.png"))


def test_a_new_version_of_an_entry_comes_as_yaml_and_closes_the_old_one(official):
    content = """
kind: entry
rows:
  - {code: "FI:national", regime: FI, number: national measure, title: Now read, basket: quantum_computing,
     kind: hardware, summary: Read in the text., valid_from: 2026-05-01, source: the decree, confidence: verified}
"""
    page = send(official, content, name="finland.yaml")
    assert "closed: entry FI:national from 2024-06-01, ends 2026-05-01" in text_of(page)

    official.post(page.redirect_chain[-1][0])

    before, after = queries.book(date(2026, 4, 30)), queries.book(date(2026, 5, 1))
    assert before.find(Entry, "FI:national").title == "National measure on quantum items"
    assert after.find(Entry, "FI:national").verified


def test_loading_the_portals_files_keeps_what_the_institution_added(official, now):
    official.post(send(official, HEAD + GB).redirect_chain[-1][0])

    plan = actions.load_files(actor=None, at=now + timedelta(days=30))

    assert plan.changes == ()
    assert own() == {"IEC:4A906:GB"}


def test_the_same_table_twice_changes_nothing(official):
    official.post(send(official, HEAD + GB).redirect_chain[-1][0])

    assert "Every row of the file is loaded as it is." in text_of(send(official, HEAD + GB))


def test_a_preview_belongs_to_who_made_it(official, client):
    address = send(official, HEAD + GB).redirect_chain[-1][0]
    client.force_login(make_user(EmpoweredOfficial))

    assert client.get(address).status_code == 404


def test_add_rows_refuses_others_and_bad_rows(now):
    source, problems = resources.read("iec.csv", "eligibility", (HEAD + GB).encode())
    with pytest.raises(Denied, match="Only an empowered official"):
        actions.add_rows(source, problems, actor=make_user(), at=now)

    source, problems = resources.read("iec.csv", "eligibility", (HEAD + GB.replace("GB,yes", "ZZ,yes")).encode())
    with pytest.raises(Invalid, match='there is no country "ZZ"'):
        actions.add_rows(source, problems, actor=make_user(EmpoweredOfficial), at=now)


def test_a_day_that_is_none_is_told_by_its_field(official):
    content = (
        "kind: eligibility\nrows:\n  - {code: A, title: A, source: s, confidence: verified, valid_from: 2024-13-45}"
    )

    said = text_of(send(official, content, name="iec.yaml"))

    assert "valid_from" in said
    assert "expected a date such as 2024-09-06, found &quot;2024-13-45&quot;." in said


def test_a_recalled_row_is_marked_wherever_it_is_shown(official):
    head = "code,title,rule,columns,valid_from,source,confidence\n"
    page = send(official, head + "KY,Cayman Islands,chart,CB1,2024-01-01,somebody said,recalled\n", kind="chart_row")
    official.post(page.redirect_chain[-1][0], follow=True)

    for url in ("loads", "countries"):
        assert "unverified</span>" in text_of(official.get(reverse(f"controls:{url}"))), url
    country = text_of(official.get(reverse("controls:country", args=["KY"])))
    assert "Some of this is unverified." in country
    assert "unverified" not in text_of(official.get(reverse("controls:country", args=["FR"])))


@pytest.mark.parametrize("count", [1, 2])
def test_what_was_loaded_asks_a_constant_number(official, count, django_assert_num_queries):
    official.post(send(official, HEAD + "".join([GB, NORWAY][:count])).redirect_chain[-1][0])

    with django_assert_num_queries(6):
        official.get(reverse("controls:loads"))


@pytest.mark.parametrize(("rows", "asked"), [(GB, 15), (GB + NORWAY, 17)])
def test_a_preview_reads_the_same_for_one_row_and_for_two(official, rows, asked, django_assert_num_queries):
    url = send(official, HEAD + rows).redirect_chain[-1][0]

    with django_assert_num_queries(asked):  # two more are the savepoint of a row, set and released
        official.get(url)
