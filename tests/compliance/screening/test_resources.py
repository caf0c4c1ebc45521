"""The institution's own list as a table."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tablib import Dataset

from compliance.screening import actions
from compliance.screening.models import ListEntry, ListSource, ListVersion
from compliance.screening.resources import OwnListResource
from compliance.screening.states import VersionState
from portal.accounts.roles import Officer
from portal.core.models import Message
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


@pytest.fixture
def halved():
    """Bring in twenty parties, then ten; return the result of the second table."""
    bring_in(*[(str(number), f"Umbral {number}", "", "", "", "") for number in range(20)])
    make_user(Officer)
    return bring_in(*[(str(number), f"Umbral {number}", "", "", "", "") for number in range(10)])


def test_table_that_is_suddenly_shorter_is_kept_for_a_person_and_officers_are_told(halved, now):
    edition = ListVersion.objects.get(number=2)
    assert edition.state == VersionState.QUARANTINED
    assert ListEntry.objects.current().count() == 20
    assert Message.objects.filter(template="screening/list_refused").exists()
    assert not halved.has_errors()
    assert halved.edition == edition
    assert halved.notice.startswith("own edition 2 is quarantined. It has 10 entries; the edition in force has 20.")
    assert halved.notice.endswith(edition.get_absolute_url())

    actions.accept(edition, actor=make_user(Officer), at=now, reason="Ten have paid.")
    assert ListEntry.objects.current().count() == 10


def test_same_short_table_again_makes_no_second_edition(halved):
    again = bring_in(*[(str(number), f"Umbral {number}", "", "", "", "") for number in range(10)])
    assert again.edition == halved.edition
    assert ListVersion.objects.count() == 2


def test_edition_in_force_needs_no_notice():
    assert bring_in(("1", "Umbral Ltd", "", "", "", "")).notice == ""


def test_table_with_a_column_twice_is_refused():
    result = OwnListResource().import_data(
        Dataset(("1", "Umbral", "Umb", "Um"), headers=["id", "name", "aliases", "aliases"]), user=make_user(Officer)
    )
    assert "column “aliases”: This column stands there twice" in str(result.base_errors[0].error)
    assert not ListVersion.objects.exists()


def test_back_office_leads_to_the_edition_that_was_refused(client):
    bring_in(*[(str(number), f"Umbral {number}", "", "", "", "") for number in range(20)])
    client.force_login(make_user(Officer))
    table = "id,name\n" + "".join(f"{number},Umbral {number}\n" for number in range(10))
    upload = SimpleUploadedFile("own.csv", table.encode())
    shown = client.post(reverse("admin:compliance_listentry_import"), {"format": "0", "import_file": upload})
    answer = client.post(
        reverse("admin:compliance_listentry_process_import"), shown.context["confirm_form"].initial, follow=True
    )

    edition = ListVersion.objects.get(number=2)
    assert answer.redirect_chain[-1][0] == edition.get_absolute_url()
    assert "own edition 2 is quarantined." in answer.content.decode()
    assert "Accept and put in force" in answer.content.decode()


def test_next_table_replaces_the_list():
    bring_in(*[(str(number), f"Umbral {number}", "", "", "", "") for number in range(60)])
    bring_in(*[(str(number), f"Umbral {number}", "", "", "", "") for number in range(1, 60)])
    assert ListEntry.objects.current().count() == 59
