"""Before anything is loaded: the portal refuses, and says what to do."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from compliance.controls.models import ReferenceLoad
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_determine_is_refused_and_says_what_to_run(tmp_path):
    cases = tmp_path / "cases.yaml"
    cases.write_text("- id: one")
    assert not ReferenceLoad.objects.exists()

    with pytest.raises(CommandError, match="load_reference") as error:
        call_command("determine", cases, stdout=StringIO(), stderr=StringIO())

    assert error.value.returncode == 3


def test_pages_say_what_is_missing(client):
    client.force_login(make_user())

    response = client.get(reverse("classification:index"))

    assert response.status_code == 409
    assert "No reference data are loaded yet" in response.content.decode()
