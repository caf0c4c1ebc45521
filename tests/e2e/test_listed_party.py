"""
A case that names an entity of the real list, in a real browser: nobody approves it while the match is open.

Every page of the way is looked at by axe, in a browser that reports each console error and each request
that leaves the site.
"""

import gzip
import shutil

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.licensing import actions as licensing
from compliance.licensing.models import Authorisation
from compliance.screening import actions as screening
from compliance.screening.models import Hit, ListEntry
from portal.accounts.roles import EmpoweredOfficial, Officer
from portal.core.errors import Refusal
from tests.factories.council import make_full_council
from tests.factories.licensing import FREE, make_case
from tests.factories.people import make_unit, make_user
from tests.factories.reference import load_reference


@pytest.fixture
def world(tmp_path, shared_data):
    """Everybody the case needs, the reference data, and the real Consolidated Screening List."""
    load_reference()
    file = tmp_path / "consolidated.json"
    with gzip.open(shared_data / "us_csl" / "consolidated_2026-07-31.json.gz") as packed, file.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    version = screening.import_list("us-csl", [file], actor=None, at=timezone.now())
    assert version.state == "in_force"
    _, members = make_full_council()
    return {
        "researcher": make_user(name="Rosamund Larkspring", unit=make_unit("Quantum Computing")),
        "officer": make_user(Officer, name="Otto Inglebrook"),
        "second": make_user(EmpoweredOfficial, name="Ada Wrenfield"),
        "members": members,
    }


class Walk:
    """A browser that changes hands."""

    def __init__(self, page, axe, login, shot):
        self.page, self._axe, self._login, self._shot = page, axe, login, shot

    def be(self, user):
        """Sign in as somebody else."""
        self._login(self.page, user)

    def go(self, name, *args):
        """Open a page and let axe look at it."""
        self.page.goto(reverse(name, args=args))
        self.look(name.split(":")[-1])

    def look(self, label):
        """Let axe look at the page as it is, and keep a picture where one is wanted."""
        self._axe(self.page)
        self._shot(self.page, f"journey-{label}")

    def says(self):
        """Return what the page says."""
        return self.page.locator("main").inner_text()


@pytest.fixture
def walk(page, axe, login, shot):
    return Walk(page, axe, login, shot)


@pytest.mark.timeout(900)
def test_an_entity_of_the_real_list_stops_the_case_for_everybody(world, walk):
    entry = ListEntry.objects.current().filter(sublist="EL").order_by("pk")[100]
    case = make_case(party=entry.name, country="GB", item=FREE, at=timezone.now())

    assert case.tier >= 2
    assert Hit.objects.filter(party__name=entry.name, state="open").exists()
    for actor in (world["officer"], world["second"]):
        walk.be(actor)
        walk.go("licensing:case", case.reference)
        with pytest.raises(Refusal):
            licensing.decide(case, verdict="approve", reasons="Try.", actor=actor, at=timezone.now())
    case.refresh_from_db()
    assert case.state == "officer_review"
    assert not Authorisation.objects.filter(case=case).exists()
    walk.go("licensing:parties", case.reference)
    assert "match" in walk.says().lower()
