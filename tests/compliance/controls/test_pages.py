"""The pages: what they show, to whom, on which day, and with how many questions to the database."""

import pytest
from django.urls import reverse

from portal.accounts.roles import EmpoweredOfficial, Officer
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, loaded):
    user = make_user(Officer)
    client.force_login(user)
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


# -- Baskets, without an account ---------------------------------------------------


def test_baskets_need_no_account(client, loaded):
    response = client.get(reverse("controls:baskets"))

    assert response.status_code == 200
    assert "Quantum computers and qubit devices" in text_of(response)


@pytest.mark.parametrize("code", ["quantum_computing", "quantum_cryogenics", "quantum_sensing", "residual"])
def test_a_basket_needs_no_account_and_one_question(client, loaded, code, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("controls:basket", args=[code]))

    assert response.status_code == 200


def test_a_basket_shows_why_what_is_free_and_the_regimes_beside_each_other(client, loaded):
    said = text_of(client.get(reverse("controls:basket", args=["quantum_computing"])))

    assert "could one day undo the public-key encryption" in said
    assert "Annealers and adiabatic machines are outside the US entry" in said
    assert "100 to below 200" in said
    assert "≤ 0.001" in said
    assert "PL9014 from 2024, 4A506 from December 2025" in said
    assert '<rect class="fl-bandchart__area"' in said
    assert "control_electronics" not in said


def test_a_basket_marks_where_a_regime_differs(client, loaded):
    said = text_of(client.get(reverse("controls:basket", args=["quantum_computing_electronics"])))

    assert '< 4.5 K<span class="fl-hint">differs: United States ≤ 4.5 K</span>'.replace("< 4", "&lt; 4") in said


def test_a_basket_of_the_past_shows_the_past(client, loaded):
    said = text_of(client.get(reverse("controls:basket", args=["quantum_computing"]), {"as_of": "2024-05-01"}))

    assert "PL9014" in said
    assert ">4A906<" not in said


def test_an_unknown_basket_does_not_exist(client, loaded):
    assert client.get(reverse("controls:basket", args=["ironmongery"])).status_code == 404


# -- Entries -------------------------------------------------------------------------


def test_the_list_asks_seven_questions_whatever_its_length(officer, django_assert_num_queries):
    for filters in ({}, {"regime": "CA"}):
        with django_assert_num_queries(7):
            response = officer.get(reverse("controls:index"), filters)

    assert "Strategic goods and technology" in text_of(response)


@pytest.mark.parametrize(
    ("filters", "found", "left_out"),
    [
        ({"text": "gravimeter"}, "6A007", "4A906"),
        ({"regime": "UK"}, "UK:4A506", "US-EAR:4A906"),
        ({"basket": "quantum_cryogenics"}, "US-EAR:3A904", "US-EAR:4A906"),
        ({"kind": "software"}, "US-EAR:4D906", "US-EAR:4A906"),
        ({"confidence": "recalled"}, "EU:4A506", "US-EAR:4A906"),
        ({"as_of": "2024-09-05", "regime": "US-EAR"}, "US-EAR:3A001", "US-EAR:4A906"),
    ],
)
def test_the_list_is_filtered(officer, filters, found, left_out):
    said = text_of(officer.get(reverse("controls:index"), filters))

    assert found in said
    assert left_out not in said


def test_an_entry_is_told_in_words(officer, django_assert_num_queries):
    with django_assert_num_queries(5):
        said = text_of(officer.get(reverse("controls:entry", args=["US-EAR:4A906"])))

    assert "Physical qubits: at least 100 and below 200" in said
    assert "C-NOT error: at most 0.001" in said
    assert "A licence for every destination, whatever the country chart says" in said
    assert "TSU (c), 740.13" in said
    assert "89 FR 72926" in said


def test_an_entry_says_what_it_said_on_a_day(officer):
    address = reverse("controls:entry", args=["US-EAR:4A906"])

    assert "It begins on 6 September 2024." in text_of(officer.get(address, {"as_of": "2024-09-05"}))
    assert "100 to fewer than 200 qubits" in text_of(officer.get(address, {"as_of": "2024-10-01"}))


def test_an_entry_that_ended_says_when(officer):
    said = text_of(officer.get(reverse("controls:entry", args=["UK:PL9014"])))

    assert "It ended on 16 December 2025." in said


def test_an_unverified_entry_says_so(officer):
    said = text_of(officer.get(reverse("controls:entry", args=["EU:4A506"])))

    assert "By itself it never leads to" in said
    assert "Read like 4A906.b of the US list" in said


@pytest.mark.parametrize("address", ["controls:index", "controls:countries", "controls:upload", "controls:loads"])
def test_everything_but_baskets_needs_an_account(client, loaded, address):
    assert client.get(reverse(address)).status_code == 302


def test_an_unknown_entry_does_not_exist(officer):
    assert officer.get(reverse("controls:entry", args=["US-EAR:9Z999"])).status_code == 404
    assert officer.get(reverse("controls:row", args=["song", "x"])).status_code == 404


# -- Rows and their versions ---------------------------------------------------------


def test_a_group_shows_who_joined(officer):
    said = text_of(officer.get(reverse("controls:row", args=["country_group", "A:5"]), {"as_of": "2026-08-01"}))

    assert "<dt>Members</dt><dd><ins>AE</ins></dd>" in said
    assert "From 10 July 2026" in said


def test_a_rule_shows_how_it_changed(officer):
    said = text_of(officer.get(reverse("controls:row", args=["end_use_rule", "US-744.11-affiliates"])))

    assert "<dt>Status</dt><dd><del>in_force</del></dd><dd><ins>stayed</ins></dd>" in said


# -- Countries -----------------------------------------------------------------------


def test_a_country_shows_its_groups_and_its_row(officer, django_assert_num_queries):
    with django_assert_num_queries(5):
        said = text_of(officer.get(reverse("controls:country", args=["CN"])))

    assert "Under a US arms embargo" in said
    assert "National security, column 2" in said


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("IR", "No column is marked, and that is no permission"),
        ("HK", "Groups and chart row are those of China."),
        ("AQ", "The chart has no row for it."),
        ("PK", "Pakistan&#x27;s own rule is 742.6(a)(12)"),
    ],
)
def test_a_country_says_what_is_special(officer, code, sentence):
    assert sentence in text_of(officer.get(reverse("controls:country", args=[code])))


def test_a_country_that_does_not_exist_does_not_exist(officer):
    assert officer.get(reverse("controls:country", args=["ZZ"])).status_code == 404


def test_the_list_of_countries_has_all(officer):
    said = text_of(officer.get(reverse("controls:countries")))

    assert said.count("/controls/countries/") >= 250
    assert "Embargo, Part 746" in said


def test_loads_are_for_the_office(client, officer):
    assert officer.get(reverse("controls:loads")).status_code == 200
    client.force_login(make_user())
    assert client.get(reverse("controls:loads")).status_code == 403


def test_only_those_who_sign_add_rows(client, loaded):
    client.force_login(make_user(Officer))
    assert client.get(reverse("controls:upload")).status_code == 403
    client.force_login(make_user(EmpoweredOfficial))
    assert client.get(reverse("controls:upload")).status_code == 200
