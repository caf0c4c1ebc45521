"""The pages of a determination: its trace, its memo and file, to whom, and with how many questions to the database."""

import pytest
from django.urls import reverse

from portal.accounts.roles import Officer
from tests.factories import classification as make
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture
def office(client):
    client.force_login(make_user(Officer))
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_determination_shows_its_trace_and_its_ways(office, now):
    (record,) = make.determined(make.facts(make.make_release()), actor=None, at=now)

    said = text_of(office.get(record.get_absolute_url()))

    assert "Exception or general authorisation" in said
    assert "GO6-f3" in said
    assert "US-EAR.deemed" in said
    assert "15 CFR 734.13(b), 734.14(b)" in said


def test_memo_and_file_are_handed_out(office, now):
    (record,) = make.determined(make.facts(), actor=None, at=now)

    memo = office.get(reverse("classification:memo", args=[record.reference]))
    whole = office.get(reverse("classification:json", args=[record.reference])).json()

    assert memo.content.startswith(b"%PDF-")
    assert whole["result"]["outcome"] == "licence_required"
    assert whole["facts"]["item"]["basket"] == "quantum_computing"


@pytest.mark.parametrize("name", ["determination", "memo", "json"])
def test_strangers_do_not_find_a_determination(client, now, name):
    (record,) = make.determined(make.facts(), actor=None, at=now)
    client.force_login(make_user())

    assert client.get(reverse(f"classification:{name}", args=[record.reference])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_questions(office, now, count, django_assert_num_queries):
    for number in range(count):
        make.determined(make.facts(), actor=None, at=now, subject_reference=f"FL-2026-{number}/1")
    url = reverse("classification:determinations")

    with django_assert_num_queries(6):
        response = office.get(url)

    assert len(response.context["table"].rows) == count
    assert "Licence required" in text_of(response)


def test_a_determination_asks_the_database_little_however_long_its_trace(office, now, django_assert_num_queries):
    for case in (make.make_case(), make.make_release()):
        (record,) = make.determined(make.facts(case), actor=None, at=now)
        office.get(record.get_absolute_url())
        with django_assert_num_queries(8):
            office.get(record.get_absolute_url())
