"""Wherever a party is named after a permission, the office sees where it stands with the lists; others do not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.enduse import actions
from compliance.enduse.states import PartyType
from compliance.licensing import dossier
from tests.factories.licensing import make_approved, make_officer
from tests.factories.statements import make_statement

NOT_SHOWN = "neither shows in a name search"


@pytest.fixture
def case(lists):
    return make_approved(at=timezone.now())


@pytest.fixture
def pages(case):
    """The pages about the end use of a case that name its party."""
    officer, at = make_officer(), timezone.now()
    party = case.parties.get().party
    statement = make_statement(case=case, at=at)
    looked = actions.look_into(case, party=party, kind=PartyType.RECIPIENT, actor=officer, at=at)
    visit = actions.plan_visit(
        case.authorisations.get(),
        party=party,
        place="Hall 2",
        planned_on=at.date() + timedelta(days=9),
        lead=officer,
        by_video=False,
        actor=officer,
        at=at,
    )
    return {
        "case": reverse("enduse:case", args=[case.reference]),
        "statement": statement.get_absolute_url(),
        "diligence": looked.get_absolute_url(),
        "visit": visit.get_absolute_url(),
    }


@pytest.mark.parametrize("which", ["case", "statement", "diligence", "visit"])
def test_the_office_sees_it(client, pages, which):
    client.force_login(make_officer())

    shown = client.get(pages[which]).content.decode()

    assert "Screened, no match" in shown
    assert shown.count(NOT_SHOWN) == 1


def test_the_researcher_does_not(client, case, pages):
    client.force_login(case.applicant)

    shown = client.get(pages["case"]).content.decode()

    assert "Screened, no match" not in shown


@pytest.mark.parametrize("which", ["transfers", "parties", "authorisation"])
def test_lists_of_parties_say_once_what_a_clear_result_does_not_show(client, case, which):
    of_case = {name: reverse(f"licensing:{name}", args=[case.reference]) for name in ("transfers", "parties")}
    page = (of_case | {"authorisation": case.authorisations.get().get_absolute_url()})[which]
    client.force_login(make_officer())
    assert client.get(page).content.decode().count(NOT_SHOWN) == 1

    client.force_login(case.applicant)
    assert NOT_SHOWN not in client.get(page).content.decode()


def test_the_papers_of_the_council_say_it(case):
    [party] = dossier.contents(case)["parties"]

    assert party["name"] == str(case.parties.get().party)
    assert party["screening"].startswith("Screened, no match.") and NOT_SHOWN in party["screening"]
