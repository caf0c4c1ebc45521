"""Pages of parties: who sees them, how many questions they ask, and that refusals are shown where they belong."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.parties import actions
from compliance.parties.models import Party
from compliance.screening import actions as screening
from portal.accounts.roles import Officer, Researcher
from tests.factories.parties import make_party
from tests.factories.people import make_user
from tests.factories.screening import import_small_list

pytestmark = pytest.mark.django_db
NOT_SHOWN = "neither shows in a name search"
FIELDS = {"name": "Umbral Institute", "kind": "organisation", "country": "DE"}


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_as_much_for_three_parties_as_for_one(client, django_assert_num_queries, number):
    for _ in range(number):
        make_party()
    client.force_login(make_user(Officer))
    client.get(reverse("parties:index"))
    with django_assert_num_queries(10):
        assert client.get(reverse("parties:index")).status_code == 200


def listed_parties(client, **headers):
    return client.get(reverse("parties:index"), headers=headers).content.decode()


def test_list_says_once_what_clear_results_do_not_show(client, tmp_path):
    at = timezone.now()
    import_small_list(tmp_path, at=at)
    parties = [make_party(name) for name in ("Quiet Meadow", "Quiet Nook")]
    client.force_login(make_user(Officer))
    assert NOT_SHOWN not in listed_parties(client), "nobody is clear yet"

    for party in parties:
        screening.screen_party(party, actor=None, at=at)

    whole = listed_parties(client)
    alone = listed_parties(client, **{"HX-Request": "true", "HX-Target": "table-parties"})
    assert whole.count("Screened, no match") == 2
    assert whole.count(NOT_SHOWN) == alone.count(NOT_SHOWN) == 1


def test_stranger_gets_no_party_and_learns_nothing(client):
    party = make_party()
    client.force_login(make_user(Researcher))
    assert client.get(party.get_absolute_url()).status_code == 404


def test_party_page_hides_personal_identifiers_from_those_it_was_shown_to(client, now):
    party, friend = make_party("Ada Quillon", kind="person", birth_date="1971-03-05"), make_user(Researcher)
    actions.show_party(party, to=friend, actor=None, at=now)
    client.force_login(friend)
    assert "1971-03-05" not in client.get(party.get_absolute_url()).content.decode()
    client.force_login(make_user(Officer))
    assert "1971-03-05" in client.get(party.get_absolute_url()).content.decode()


def test_register_by_form(client):
    client.force_login(make_user(Researcher))
    answer = client.post(reverse("parties:register"), {**FIELDS, "aliases": "UI\nUmbra", "orcid": ""})
    party = Party.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == party.get_absolute_url()
    assert {alias.text for alias in party.aliases.all()} == {"UI", "Umbra"}


def test_register_shows_a_mistyped_number_beside_its_field(client):
    client.force_login(make_user(Researcher))
    page = client.post(reverse("parties:register"), {**FIELDS, "ror": "02mhbdp95"}).content.decode()
    assert "check digits of this ROR id do not agree" in page
    assert not Party.objects.exists()


def test_register_leads_to_the_record_with_the_same_number(client):
    make_party("Umbral", identifiers=[("ror", "02mhbdp94")])
    client.force_login(make_user(Researcher))
    page = client.post(reverse("parties:register"), {**FIELDS, "ror": "02mhbdp94"}).content.decode()
    assert "bears the ROR" in page


def test_edit_keeps_what_the_form_showed(client):
    party = make_party("Umbral", aliases=["Umb"], identifiers=[("registration", "HRB 1")], country="FR")
    client.force_login(make_user(Officer))
    page = client.get(reverse("parties:edit", args=[party.pk])).content.decode()
    assert "HRB 1" in page
    client.post(reverse("parties:edit", args=[party.pk]), {**FIELDS, "aliases": "Umb", "registration": "HRB 1"})
    party = Party.objects.get()
    assert (party.name, party.country) == ("Umbral Institute", "DE")


def test_edit_of_what_somebody_else_just_changed_is_a_conflict(client, now):
    party = make_party("Umbral")
    seen = party.changed_at.isoformat()
    actions.amend_party(party, country="FR", actor=None, at=now + timedelta(minutes=1))
    client.force_login(make_user(Officer))
    answer = client.post(reverse("parties:edit", args=[party.pk]), {**FIELDS, "seen": seen})
    assert answer.status_code == 409
    assert Party.objects.get().country == "FR"


def test_merge_and_unmerge_by_form(client):
    kept, double = make_party("A"), make_party("B")
    client.force_login(make_user(Officer))
    client.post(reverse("parties:merge", args=[double.pk]), {"into": kept.pk, "reason": "Same."})
    assert Party.objects.get(pk=double.pk).merged_into == kept
    assert "duplicate" in client.get(double.get_absolute_url()).content.decode()
    client.post(reverse("parties:unmerge", args=[double.pk]), {"reason": "Not the same."})
    assert Party.objects.get(pk=double.pk).merged_into is None


def test_researchers_merge_nothing(client):
    owner = make_user(Researcher)
    party = make_party("A", actor=owner)
    client.force_login(owner)
    assert client.get(reverse("parties:merge", args=[party.pk])).status_code == 403


def test_merge_form_says_which_numbers_speak_against_it(client):
    kept = make_party("A", identifiers=[("orcid", "0000-0002-1694-233X")])
    double = make_party("B", identifiers=[("orcid", "0000-0002-1825-0097")])
    client.force_login(make_user(Officer))

    answer = client.post(reverse("parties:merge", args=[double.pk]), {"into": kept.pk, "reason": "Same."})

    assert answer.status_code == 200
    assert "“B” bears the ORCID 0000-0002-1825-0097 and “A” the ORCID 0000-0002-1694-233X." in answer.content.decode()


def test_number_that_came_with_a_merge_is_shown_and_not_offered_for_change(client):
    kept, double = make_party("A"), make_party("B", identifiers=[("orcid", "0000-0002-1825-0097")])
    client.force_login(make_user(Officer))
    client.post(reverse("parties:merge", args=[double.pk]), {"into": kept.pk, "reason": "Same."})

    assert "0000-0002-1825-0097" in client.get(kept.get_absolute_url()).content.decode()
    assert "0000-0002-1825-0097" not in client.get(reverse("parties:edit", args=[kept.pk])).content.decode()
