"""Parties are registered, amended, shown, merged and unmerged; every refusal and every stale copy."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from compliance.parties import actions, policies
from compliance.parties.models import Party, PartyIdentifier, PartyMerge
from portal.accounts.roles import Officer, Overseer, Researcher
from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from portal.core.models import Event
from tests.factories.parties import make_party
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


# -- Registered --------------------------------------------------------------------------------------------------------


def test_register_keeps_what_is_given(now):
    researcher = make_user(Researcher)
    party = actions.register_party(
        "  Ada   Quillon ",
        kind="person",
        country="de",
        aliases=["A. Quillon", "A. Quillon", "", "Ada Quillon"],
        addresses=[("1 Lantern Road", "DE")],
        identifiers=[("orcid", "0000-0002-1825-0097")],
        citizenships=["DE", "fr"],
        most_recent_citizenship="FR",
        permanent_resident_of=["CH"],
        birth_date="1971-03-05",
        actor=researcher,
        at=now,
    )

    party = Party.objects.get(pk=party.pk)
    assert (party.name, party.country, party.registered_by) == ("Ada Quillon", "DE", researcher)
    assert [alias.text for alias in party.aliases.all()] == ["A. Quillon"]
    assert party.citizenship_codes == ("DE", "FR")
    assert party.residence_codes == ("CH",)
    assert len(party.fingerprint) == 64
    assert [event.verb for event in events_about(party)] == ["parties.party.registered"]


def test_personal_identifiers_are_unreadable_in_the_database_and_absent_from_events(now):
    party = make_party("Ada Quillon", kind="person", citizenships=["IR"], birth_date="1971-03-05")
    actions.amend_party(party, citizenships=["SY"], actor=None, at=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT citizenships, birth_date FROM compliance_party WHERE id = %s", [party.pk])
        stored = " ".join(cursor.fetchone())
    told = " ".join(str(event.data) for event in Event.objects.all())
    assert "SY" not in stored.split(":")
    assert "1971" not in stored
    assert "1971" not in told
    assert "'IR'" not in told
    assert "'SY'" not in told


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 501}, "name"),
        ({"kind": "company"}, "kind"),
        ({"country": "Germany"}, "country"),
        ({"citizenships": ["QQ"]}, "citizenships"),
        ({"birth_date": "05.03.1971"}, "birth_date"),
        ({"birth_date": "1971-13"}, "birth_date"),
        ({"identifiers": [("orcid", "1")]}, "identifiers"),
    ],
)
def test_register_names_the_field_that_is_wrong(now, given, field):
    with pytest.raises(Invalid) as caught:
        actions.register_party(**{"name": "Umbral", "kind": "organisation", **given}, actor=None, at=now)
    assert caught.value.field == field
    assert not Party.objects.exists()


def test_overseer_registers_nothing(now):
    with pytest.raises(Denied):
        actions.register_party("Umbral", kind="organisation", actor=make_user(Overseer), at=now)


def test_unique_identifier_leads_to_the_record_that_has_it(now):
    make_party("Umbral", identifiers=[("ror", "02mhbdp94")])
    with pytest.raises(Conflict, match="“Umbral” bears the ROR"):
        make_party("Umbral Institute", identifiers=[("ror", "https://ror.org/02mhbdp94")])


def test_registration_numbers_of_two_registers_may_be_equal():
    make_party("Umbral", identifiers=[("registration", "HRB 1")])
    make_party("Gossamer", identifiers=[("registration", "HRB 1")])
    assert Party.objects.count() == 2


# -- Amended -----------------------------------------------------------------------------------------------------------


def test_amend_changes_what_is_given_and_the_fingerprint_only_where_it_is_compared(now):
    party = make_party("Umbral", aliases=["Umb"])
    before = party.fingerprint

    actions.amend_party(party, note="Seen at a fair.", citizenships=["DE"], actor=None, at=now)
    assert party.fingerprint == before
    actions.amend_party(party, country="FR", actor=None, at=now)
    assert party.fingerprint != before
    assert [alias.text for alias in party.aliases.all()] == ["Umb"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Umbral Ltd"},
        {"aliases": ["Umbra"]},
        {"kind": "person"},
        {"birth_date": "1971"},
        {"addresses": [("1 Lantern Road", "DE")]},
        {"identifiers": [("registration", "7")]},
    ],
)
def test_whatever_is_compared_moves_the_fingerprint(now, change):
    party = make_party("Umbral")
    before = party.fingerprint
    actions.amend_party(party, **change, actor=None, at=now)
    assert Party.objects.get(pk=party.pk).fingerprint != before


def test_amend_with_an_old_view_loses(now):
    party = make_party("Umbral")
    stale, seen = Party.objects.get(pk=party.pk), party.changed_at
    actions.amend_party(party, country="FR", actor=None, at=now + timedelta(minutes=1), seen=seen)

    with pytest.raises(Conflict, match="has just changed"):
        actions.amend_party(stale, country="DE", actor=None, at=now + timedelta(minutes=2), seen=seen)
    assert Party.objects.get(pk=party.pk).country == "FR"


def test_only_the_office_and_whoever_registered_it_change_a_party(now):
    owner = make_user(Researcher)
    party = make_party("Umbral", actor=owner)
    actions.amend_party(party, country="FR", actor=owner, at=now)
    actions.amend_party(party, country="DE", actor=make_user(Officer), at=now)
    with pytest.raises(Denied):
        actions.amend_party(party, country="CH", actor=make_user(Researcher), at=now)


# -- Seen --------------------------------------------------------------------------------------------------------------


def test_lists_and_policy_agree_on_who_sees_a_party(now):
    owner, friend, stranger = make_user(Researcher), make_user(Researcher), make_user(Researcher)
    party = make_party("Umbral", actor=owner)
    actions.show_party(party, to=friend, actor=owner, at=now)

    for user in (owner, friend, stranger, make_user(Officer), make_user(Overseer)):
        visible = Party.objects.visible_to(user).filter(pk=party.pk).exists()
        assert visible == policies.may_see.allows(user, party)
        assert visible == (user != stranger)


def test_showing_twice_writes_one_event(now):
    party, friend = make_party("Umbral"), make_user(Researcher)
    actions.show_party(party, to=friend, actor=None, at=now)
    actions.show_party(party, to=friend, actor=None, at=now)
    assert Event.objects.filter(verb="parties.party.shown").count() == 1


def test_nobody_shows_what_they_do_not_see(now):
    with pytest.raises(Denied):
        actions.show_party(make_party("Umbral"), to=make_user(), actor=make_user(Researcher), at=now)


# -- Merged ------------------------------------------------------------------------------------------------------------


def test_merge_brings_the_names_and_unmerge_takes_them_away(now):
    officer = make_user(Officer)
    kept, double = make_party("Umbral Ltd", aliases=["Umb"]), make_party("Umbral Limited", aliases=["Umb", "Umbra"])
    before = kept.fingerprint

    actions.merge_parties(double, into=kept, reason="Same register entry.", actor=officer, at=now)
    assert set(kept.aliases.values_list("text", flat=True)) == {"Umb", "Umbral Limited", "Umbra"}
    assert Party.objects.get(pk=kept.pk).fingerprint != before
    assert list(Party.objects.in_use()) == [kept]

    actions.unmerge_party(double, reason="Two sites of one name.", actor=officer, at=now)
    assert set(kept.aliases.values_list("text", flat=True)) == {"Umb"}
    assert Party.objects.get(pk=kept.pk).fingerprint == before
    assert Party.objects.in_use().count() == 2
    merge = PartyMerge.objects.get()
    assert (merge.reason, merge.undone_by) == ("Same register entry.", officer)
    assert [event.verb for event in events_about(double)][-2:] == ["parties.party.merged", "parties.party.unmerged"]


def bears(party):
    return sorted(party.identifiers.values_list("scheme", "value"))


ORCID, OTHER_ORCID = "0000-0002-1825-0097", "0000-0002-1694-233X"


def test_numbers_come_with_a_merge_and_leave_with_it(now):
    officer = make_user(Officer)
    kept = make_party("Ada Quillon", identifiers=[("registration", "HRB 1")])
    double = make_party("A. Quillon", identifiers=[("orcid", ORCID), ("registration", "HRB 1"), ("registration", "7")])
    before = kept.fingerprint

    actions.merge_parties(double, into=kept, reason="Same person.", actor=officer, at=now)
    assert bears(kept) == [("orcid", ORCID), ("registration", "7"), ("registration", "HRB 1")]
    assert Party.objects.get(pk=kept.pk).fingerprint != before

    actions.unmerge_party(double, reason="A namesake.", actor=officer, at=now)
    assert bears(kept) == [("registration", "HRB 1")]
    assert bears(double) == [("orcid", ORCID), ("registration", "7"), ("registration", "HRB 1")]
    assert Party.objects.get(pk=kept.pk).fingerprint == before


def test_numbers_follow_a_chain_of_merges_and_go_back_step_by_step(now):
    officer = make_user(Officer)
    first, second, third = make_party("A", identifiers=[("orcid", ORCID)]), make_party("B"), make_party("C")
    actions.merge_parties(first, into=second, reason="same", actor=officer, at=now)
    actions.merge_parties(second, into=third, reason="same", actor=officer, at=now)
    assert bears(third) == [("orcid", ORCID)]

    actions.unmerge_party(second, reason="no", actor=officer, at=now)
    assert (bears(second), bears(third)) == ([("orcid", ORCID)], [])
    actions.unmerge_party(first, reason="no", actor=officer, at=now)
    assert (bears(first), bears(second)) == ([("orcid", ORCID)], [])


def test_amending_keeps_what_a_merge_brought_and_never_makes_it_its_own(now):
    officer = make_user(Officer)
    kept, double = make_party("Ada"), make_party("A. Quillon", identifiers=[("orcid", ORCID)])
    actions.merge_parties(double, into=kept, reason="Same person.", actor=officer, at=now)

    for given in ([("orcid", ORCID), ("registration", "7")], [("registration", "7")]):
        actions.amend_party(kept, identifiers=given, actor=officer, at=now)
        assert bears(kept) == [("orcid", ORCID), ("registration", "7")]
    with pytest.raises(Conflict, match=f"“Ada” bears the ORCID {ORCID} already. Nobody has two"):
        actions.amend_party(kept, identifiers=[("orcid", OTHER_ORCID)], actor=officer, at=now)

    actions.unmerge_party(double, reason="A namesake.", actor=officer, at=now)
    assert (bears(kept), bears(double)) == ([("registration", "7")], [("orcid", ORCID)])


def test_nobody_else_takes_a_number_that_came_with_a_merge(now):
    kept, double = make_party("Ada"), make_party("A. Quillon", identifiers=[("orcid", ORCID)])
    actions.merge_parties(double, into=kept, reason="Same person.", actor=make_user(Officer), at=now)
    with pytest.raises(Conflict, match="“Ada” bears the ORCID"):
        make_party("A. Q.", identifiers=[("orcid", ORCID)])


def test_records_with_different_numbers_of_one_kind_are_not_merged(now):
    kept = make_party("Ada", identifiers=[("orcid", OTHER_ORCID)])
    double = make_party("A. Quillon", identifiers=[("orcid", ORCID)])
    said = f"“A. Quillon” bears the ORCID {ORCID} and “Ada” the ORCID {OTHER_ORCID}. Correct the wrong one"

    with pytest.raises(Conflict, match=said):
        actions.merge_parties(double, into=kept, reason="Same person.", actor=make_user(Officer), at=now)

    assert Party.objects.in_use().count() == 2
    assert not PartyMerge.objects.exists()
    assert bears(kept) == [("orcid", OTHER_ORCID)]


def test_unmerge_waits_until_nobody_else_bears_the_numbers_of_the_record(now):
    officer = make_user(Officer)
    kept, double = make_party("Ada"), make_party("A. Quillon", identifiers=[("orcid", ORCID)])
    actions.merge_parties(double, into=kept, reason="Same person.", actor=officer, at=now)
    PartyIdentifier.objects.filter(party=kept).update(merge=None)  # as merges were kept before numbers came with them

    with pytest.raises(Conflict, match=f"“Ada” bears the ORCID {ORCID} of “A. Quillon”. Take it out of “Ada” first"):
        actions.unmerge_party(double, reason="A namesake.", actor=officer, at=now)
    assert Party.objects.get(pk=double.pk).merged_into == kept

    actions.amend_party(kept, identifiers=[], actor=officer, at=now)
    actions.unmerge_party(double, reason="A namesake.", actor=officer, at=now)
    assert (bears(kept), bears(double)) == ([], [("orcid", ORCID)])


def test_chain_of_merges_ends_at_the_record_in_use(now):
    officer = make_user(Officer)
    first, second, third = make_party("A"), make_party("B"), make_party("C")
    actions.merge_parties(first, into=second, reason="same", actor=officer, at=now)
    actions.merge_parties(second, into=third, reason="same", actor=officer, at=now)
    assert Party.objects.get(pk=first.pk).merged_into == third

    with pytest.raises(Conflict, match="was merged into"):
        actions.unmerge_party(first, reason="no", actor=officer, at=now)
    actions.unmerge_party(second, reason="no", actor=officer, at=now)
    assert Party.objects.get(pk=first.pk).merged_into == second


def test_merge_refuses_itself_strangers_and_the_merged(now):
    officer = make_user(Officer)
    kept, double = make_party("A"), make_party("B")
    with pytest.raises(Invalid):
        actions.merge_parties(kept, into=kept, reason="x", actor=officer, at=now)
    with pytest.raises(Invalid):
        actions.merge_parties(double, into=kept, reason=" ", actor=officer, at=now)
    with pytest.raises(Denied):
        actions.merge_parties(double, into=kept, reason="x", actor=make_user(Researcher), at=now)
    stale = Party.objects.get(pk=double.pk)
    actions.merge_parties(double, into=kept, reason="x", actor=officer, at=now)
    with pytest.raises(Conflict, match="merged already"):
        actions.merge_parties(stale, into=kept, reason="x", actor=officer, at=now)
    with pytest.raises(Conflict):
        actions.amend_party(double, country="DE", actor=officer, at=now)
    with pytest.raises(Conflict, match="is not merged"):
        actions.unmerge_party(kept, reason="x", actor=officer, at=now)


def test_database_refuses_a_party_that_duplicates_itself():
    party = make_party("A")
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.filter(pk=party.pk).update(merged_into=party.pk)
