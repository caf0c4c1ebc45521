"""Pages and files of a sheet of names: what was screened against what, and what was not."""

import csv
import io
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from compliance.screening import actions
from compliance.screening.actions import jobs
from compliance.screening.engine import ENGINE_VERSION, NORMALISER_VERSION
from compliance.screening.models import ScreeningJob
from compliance.screening.queries import NOT_SHOWN
from compliance.screening.views.jobs import NOT_YET
from portal.accounts.roles import Officer
from portal.core.words import day
from tests.factories.people import make_user
from tests.factories.screening import LISTED, import_small_list

pytestmark = pytest.mark.django_db
WEAKER = "Zefirine Cryogenics Works Borogrove"


@pytest.fixture
def lists(tmp_path):
    return import_small_list(tmp_path, LISTED, at=timezone.now())


@pytest.fixture
def officer(client):
    user = make_user(Officer)
    client.force_login(user)
    return user


def page(client, name, *args):
    answer = client.get(reverse(f"screening:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_sheet_from_upload_to_download(client, officer, lists, now):
    upload = SimpleUploadedFile("names.csv", f"No,Name\n1,{LISTED}\n2,=1+1 Meadow\n".encode())
    answer = client.post(reverse("screening:new-job"), {"file": upload})
    job = ScreeningJob.objects.get()
    assert answer["Location"] == reverse("screening:columns", args=[job.pk])
    assert "=1+1 Meadow" in page(client, "columns", job.pk)
    client.post(reverse("screening:columns", args=[job.pk]), {"name": "Name"})
    assert "0 of 2" in page(client, "job", job.pk)
    actions.work_on(job, at=lists.received_at)
    assert "2 of 2" in page(client, "progress", job.pk)
    table = b"".join(client.get(reverse("screening:job", args=[job.pk]) + "?export=csv").streaming_content).decode()
    assert LISTED in table
    assert ",'=1+1 Meadow" in table


def screened_sheet(client, lists, *names):
    upload = SimpleUploadedFile("names.csv", "\n".join(["Name", *names]).encode())
    client.post(reverse("screening:new-job"), {"file": upload})
    job = ScreeningJob.objects.get()
    client.post(reverse("screening:columns", args=[job.pk]), {"name": "Name"})
    actions.work_on(job, at=lists.received_at)
    return ScreeningJob.objects.get()


def as_file(client, job, query=""):
    answer = client.get(reverse("screening:job", args=[job.pk]) + f"?export=csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_page_of_a_sheet_says_against_what_it_was_screened_and_how_long_it_is_kept(client, officer, lists):
    job = screened_sheet(client, lists, "Quiet Meadow", "---")

    text = page(client, "job", job.pk)

    assert lists.source.title in text
    assert f"engine {ENGINE_VERSION}, normaliser {NORMALISER_VERSION}" in text
    assert "strong 0.90, review 0.68" in text
    assert day(job.keep_until) in text and "Ten years (OFAC)" in text
    assert NOT_SHOWN in unescape(text)


def test_file_of_a_sheet_says_on_each_line_against_what_it_was_compared(client, officer, lists):
    job = screened_sheet(client, lists, "Quiet Meadow", LISTED)

    clear, hit = as_file(client, job)

    for line in (clear, hit):
        assert line["Lists searched"] == "us-csl edition 1"
        assert line["Searched by"] == f"engine {ENGINE_VERSION}, normaliser {NORMALISER_VERSION}"
        assert line["Thresholds"].startswith("strong 0.90, review 0.68")
    assert (clear["What the lists do not show"], hit["What the lists do not show"]) == (NOT_SHOWN, "")


def test_file_of_a_sheet_that_is_not_done_says_of_the_rest_that_it_is_not_screened(client, officer, lists, monkeypatch):
    monkeypatch.setattr(jobs, "CHUNK", 1)
    upload = SimpleUploadedFile("names.csv", b"Name\nQuiet Meadow\nQuiet Nook\n")
    client.post(reverse("screening:new-job"), {"file": upload})
    job = ScreeningJob.objects.get()
    client.post(reverse("screening:columns", args=[job.pk]), {"name": "Name"})
    at, late = lists.received_at, lists.received_at + timedelta(days=100)
    hours = iter([at, at, at])
    actions.work_on(job, at=at, clock=lambda: next(hours, late))

    done, left = as_file(client, job)

    assert (done["Outcome"], left["Outcome"]) == ("Nothing found", "Not screened")
    assert (left["Why not"], left["The line as given"]) == (NOT_YET, "Quiet Nook")
    assert left["Lists searched"] == left["What the lists do not show"] == ""
    assert as_file(client, job, "&outcome=not_screened") == [left]
    assert "is stale" in page(client, "job", job.pk)


@pytest.mark.parametrize("number", [1, 3])
def test_page_of_a_sheet_asks_as_much_for_three_lines_as_for_one(
    client, officer, lists, django_assert_num_queries, number
):
    job = screened_sheet(client, lists, *[f"Quiet Meadow {each}" for each in range(number)])
    page(client, "job", job.pk)
    with django_assert_num_queries(9):
        page(client, "job", job.pk)


def test_sheet_is_stopped_and_taken_up_by_buttons(client, officer, lists, now):
    upload = SimpleUploadedFile("names.csv", b"Name\nUmbral\n")
    client.post(reverse("screening:new-job"), {"file": upload})
    job = ScreeningJob.objects.get()
    client.post(reverse("screening:columns", args=[job.pk]), {"name": "Name"})
    client.post(reverse("screening:decide-job", args=[job.pk, "stop"]))
    assert ScreeningJob.objects.get().state == "stopped"
    client.post(reverse("screening:decide-job", args=[job.pk, "resume"]))
    assert ScreeningJob.objects.get().state == "waiting"


def test_unusable_sheet_says_so_beside_its_field(client, officer):
    answer = client.post(reverse("screening:new-job"), {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing")})
    assert "cannot be opened" in answer.content.decode()
    assert not ScreeningJob.objects.exists()
