"""Tables of parties: a preview that writes nothing, every row by its action, one bad row keeps all out."""

import pytest
from tablib import Dataset

from compliance.parties import actions
from compliance.parties.models import Party
from compliance.parties.resources import PartyResource
from portal.accounts.roles import Officer, Overseer
from tests.factories.parties import make_party
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
HEADERS = ["id", "name", "kind", "country", "aliases", "ror"]


def bring_in(*rows, dry_run=False, user=None):
    table = Dataset(*rows, headers=HEADERS)
    actor = user or make_user(Officer)
    # As the back office calls it: all rows or none.
    return PartyResource().import_data(table, dry_run=dry_run, rollback_on_validation_errors=True, user=actor)


def test_preview_writes_nothing():
    result = bring_in(("", "Umbral Institute", "organisation", "DE", "UI; Umbra", ""), dry_run=True)
    assert not result.has_errors()
    assert result.totals["new"] == 1
    assert not Party.objects.exists()


def test_rows_become_parties_and_known_ones_are_amended():
    known = make_party("Gossamer", aliases=["Goss"])
    result = bring_in(
        ("", "Umbral Institute", "organisation", "DE", "UI; Umbra", "02mhbdp94"),
        (known.pk, "Gossamer Ltd", "organisation", "FR", "Goss", ""),
    )
    assert not result.has_errors()
    assert not result.has_validation_errors()
    fresh = Party.objects.get(name="Umbral Institute")
    assert {alias.text for alias in fresh.aliases.all()} == {"UI", "Umbra"}
    assert fresh.identifiers.get().value == "https://ror.org/02mhbdp94"
    known.refresh_from_db()
    assert (known.name, known.country) == ("Gossamer Ltd", "FR")


def test_one_bad_row_keeps_the_table_out_and_names_its_field():
    result = bring_in(
        ("", "Umbral Institute", "organisation", "DE", "", ""),
        ("", "Gossamer", "organisation", "Germany", "", ""),
        ("", "Thistle", "organisation", "", "", "02mhbdp95"),
    )
    assert result.has_validation_errors()
    assert "country" in result.invalid_rows[0].error.message_dict
    assert not Party.objects.exists()


def test_whoever_may_not_register_brings_nothing_in():
    result = bring_in(("", "Umbral Institute", "organisation", "DE", "", ""), user=make_user(Overseer))
    assert result.has_validation_errors()
    assert not Party.objects.exists()


def test_export_holds_no_personal_identifier():
    make_party("Ada Quillon", kind="person", birth_date="1971-03-05", citizenships=["IR"], aliases=["A. Quillon"])
    text = PartyResource().export().csv
    assert "A. Quillon" in text
    assert "1971" not in text
    assert "IR" not in text


def test_exported_numbers_read_in_again_change_nothing_though_some_came_with_a_merge(now):
    officer = make_user(Officer)
    kept = make_party("Umbral", identifiers=[("registration", "HRB 1")])
    double = make_party("Umbra", identifiers=[("ror", "02mhbdp94"), ("registration", "7")])
    actions.merge_parties(double, into=kept, reason="Same register entry.", actor=officer, at=now)
    before = sorted(kept.identifiers.values_list("scheme", "value", "merge"))

    exported = PartyResource().export()
    result = PartyResource().import_data(exported, rollback_on_validation_errors=True, user=officer)

    assert not result.has_validation_errors()
    assert {"https://ror.org/02mhbdp94", "HRB 1"} <= set(exported.dict[0].values())
    assert sorted(kept.identifiers.values_list("scheme", "value", "merge")) == before
