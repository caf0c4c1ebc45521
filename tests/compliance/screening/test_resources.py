"""The institution's own list as a table."""

import pytest
from tablib import Dataset

from compliance.screening.models import ListEntry, ListSource, ListVersion
from compliance.screening.resources import OwnListResource
from portal.accounts.roles import Officer
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
HEADERS = ["id", "name", "kind", "aliases", "country", "reason"]


def bring_in(*rows, dry_run=False):
    return OwnListResource().import_data(Dataset(*rows, headers=HEADERS), dry_run=dry_run, user=make_user(Officer))


def test_preview_puts_nothing_in_force():
    result = bring_in(("1", "Umbral Ltd", "organisation", "Umbra", "DE", "Unpaid"), dry_run=True)
    assert not result.has_validation_errors()
    assert not ListVersion.objects.exists()


def test_table_becomes_one_edition_and_is_then_in_use():
    bring_in(("1", "Umbral Ltd", "organisation", "Umbra; Umb", "DE", "Unpaid"), ("2", "Gossamer", "", "", "", ""))

    source = ListSource.objects.get(code="own")
    assert source.is_in_use
    assert source.current.entry_count == 2
    assert [name["text"] for name in ListEntry.objects.get(uid="1").data["names"]] == ["Umbral Ltd", "Umbra", "Umb"]
    assert "Unpaid" in OwnListResource().export().csv


def test_bad_row_is_named_and_keeps_the_list_as_it_was():
    result = bring_in(("1", "Umbral Ltd", "company", "", "", ""))
    assert "is none of" in str(result.invalid_rows[0].error)
    assert not ListVersion.objects.exists()


def test_next_table_replaces_the_list():
    bring_in(*[(str(number), f"Umbral {number}", "", "", "", "") for number in range(60)])
    bring_in(*[(str(number), f"Umbral {number}", "", "", "", "") for number in range(1, 60)])
    assert ListEntry.objects.current().count() == 59
