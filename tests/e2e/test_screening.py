"""Screening from the desk: the hits, one of them side by side, and a key that leads to its decision."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from compliance.screening import actions
from compliance.screening.models import Hit
from portal.accounts.roles import Officer
from tests.factories.parties import make_party
from tests.factories.people import make_user
from tests.factories.screening import csl_row, fill, import_csl

ADDRESS = "12 Borogrove Row, Thistledown, GB"
LISTED = "Zephyrine Cryogenic Works Joint Stock Company"


@pytest.fixture
def officer(tmp_path):
    at = timezone.now()
    rows = [
        csl_row(LISTED, uid="z", type="Entity", alt_names="Zefirin Kriogenika; ZCW", addresses=ADDRESS),
        csl_row("Доктор Вымысел Николай Петрович", uid="w", sublist="SDN", type="Individual", dates_of_birth="1961"),
        *fill(40),
    ]
    import_csl(tmp_path, rows, at=at)
    for name, kind in (
        ("Zephyrin Cryogenics Works Ltd", "organisation"),
        (LISTED, "organisation"),
        ("Vymysel, Nikolai P.", "person"),
        ("Quiet Meadow Observatory", "organisation"),
    ):
        actions.screen_party(make_party(name, kind=kind, country="GB", at=at), actor=None, at=at)
    return make_user(Officer, name="Otto Inglebrook")


@pytest.fixture
def look(page, axe, shot):
    def at(label):
        axe(page)
        shot(page, f"screening-{label}")

    return at


def test_a_key_leads_from_a_hit_to_its_decision(officer, page, login, look):
    login(page, officer)
    page.goto(reverse("screening:index"))
    look("hits")
    expect(page.locator("main")).to_contain_text("Zephyrin Cryogenics Works Ltd")

    hit = Hit.objects.get(party__name="Zephyrin Cryogenics Works Ltd")
    page.goto(hit.get_absolute_url())
    look("hit")
    expect(page.get_by_role("table", name="Each column holds")).to_be_visible()
    page.keyboard.press("c")
    page.wait_for_url("**/clear/")
