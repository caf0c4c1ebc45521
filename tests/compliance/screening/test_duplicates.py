"""Records that may be the same party are suggested, whether or not the index of parties knows them yet."""

from datetime import timedelta

import pytest
from django.urls import reverse

from compliance.parties import actions as party_actions
from compliance.screening import census
from compliance.screening.duplicates import suggest
from portal.accounts.roles import Officer
from tests.factories.parties import make_party
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_alike_records_are_suggested_best_first_and_never_itself(now):
    party = make_party("Umbral Research Institute")
    near = make_party("Umbral Research Institut")
    make_party("Gossamer Shipping")
    assert [each.party for each in suggest(party)] == [near]


def test_record_that_came_after_the_index_is_found_too(now):
    party = make_party("Umbral Research Institute", at=now - timedelta(days=1))
    census.rebuild()
    late = make_party("Institute Umbral Research", at=now)
    assert [each.party for each in suggest(party)] == [late]


def test_merged_records_are_suggested_no_more(now):
    party, near = make_party("Umbral Research Institute"), make_party("Umbral Research Institut")
    party_actions.merge_parties(near, into=party, reason="x", actor=make_user(Officer), at=now)
    assert suggest(party) == []


def test_page_leads_to_the_merge(client):
    party, near = make_party("Umbral Research Institute"), make_party("Umbral Research Institut")
    client.force_login(make_user(Officer))
    text = client.get(reverse("screening:duplicates", args=[party.pk])).content.decode()
    assert f"{reverse('parties:merge', args=[near.pk])}?into={party.pk}" in text
