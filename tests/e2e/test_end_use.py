"""End use in a real browser: a statement from a telephone, a discrepancy that stops an authorisation, the pages."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from compliance.enduse import actions, tokens
from compliance.enduse.models import RecipientLink
from compliance.enduse.states import StatementState, VerificationState
from compliance.licensing.models import Authorisation
from compliance.plans import actions as plans
from tests.factories.enduse import make_verification
from tests.factories.licensing import make_officer
from tests.factories.people import make_user
from tests.factories.plans import join, make_active_plan, make_plan
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list
from tests.factories.statements import RIGHT, fresh, make_invited, make_signed, token_of

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def lists(tmp_path):
    """Load the reference data and put a small invented list in force, fresh today."""
    load_reference()
    return import_small_list(tmp_path, at=timezone.now())


@pytest.fixture
def look(page, axe, shot):
    """Return a function that opens a page, asks axe, and sees that it fits a telephone."""

    def open_page(name: str, *args, label: str = "") -> None:
        page.goto(reverse(name, args=args))
        axe(page)
        page.set_viewport_size({"width": 360, "height": 900})
        assert page.evaluate(FITS), f"{name} is wider than a telephone"
        page.set_viewport_size({"width": 1280, "height": 900})
        shot(page, label or name.replace(":", "-"))

    return open_page


def test_a_statement_is_filled_in_and_signed_from_a_telephone(lists, page, axe, shot):
    statement, link = make_invited(at=timezone.now())
    page.set_viewport_size(PHONE)
    page.goto(reverse("enduse:fill-in", args=[token_of(link)]))
    axe(page)
    assert page.evaluate(FITS)
    shot(page, "link-overview")
    page.set_viewport_size(PHONE)

    page.get_by_role("link", name="Who you are").click()
    page.get_by_label("Name of the organisation").fill(RIGHT["legal_name"])
    page.get_by_label("Country").select_option("NL")
    shot(page, "link-who")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Save and stop here").click()
    page.goto(reverse("enduse:fill-in", args=[token_of(link)]))  # another day, the same link
    expect(page.locator("main")).to_contain_text("Begun")
    page.get_by_role("link", name="Who you are").click()
    expect(page.get_by_label("Name of the organisation")).to_have_value(RIGHT["legal_name"])
    page.get_by_label("Street and town").fill(RIGHT["street"])
    page.get_by_label("Public research institute").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("What is it?").fill(RIGHT["goods"])
    page.get_by_label("How many, or how much?").fill(RIGHT["quantity"])
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("What will it be used for?").fill(RIGHT["end_use"])
    page.get_by_label("We use it as it is").check()
    page.get_by_label("Who uses it in the end?").fill("we")
    page.get_by_label("Where will it stand or be used?").fill(RIGHT["place"])
    page.get_by_label("In which country is that?").select_option("NL")
    page.get_by_role("button", name="Save and go on").click()
    axe(page)
    shot(page, "link-promises")
    page.set_viewport_size(PHONE)
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    page.get_by_role("button", name="Save and go on").click()

    page.get_by_role("link", name="Read it once more and sign").click()
    page.get_by_role("button", name="Send me a code").click()
    axe(page)
    assert page.evaluate(FITS)
    shot(page, "link-sign")
    page.set_viewport_size(PHONE)
    link = RecipientLink.objects.get(pk=link.pk)
    page.get_by_label("Your name").fill("Noor de Vries")
    page.get_by_label("Your position").fill("Dean")
    page.get_by_label("Why may you sign").fill("Dean by statute.")
    page.get_by_label("Everything I have said is true").check()
    page.get_by_label("The code from our mail").fill(tokens.code_of(link.uid, link.code_number))
    page.get_by_role("button", name="Sign the statement").click()

    expect(page.locator("h1")).to_contain_text("Your statement is signed.")
    axe(page)
    assert page.evaluate(FITS)
    shot(page, "link-done")
    found = fresh(statement)
    assert (found.state, found.signatory) == (StatementState.SIGNED, "Noor de Vries")
    assert not found.checks.filter(agreement="differs").exists()


def test_a_discrepancy_ends_in_a_suspended_authorisation(lists, page, login, axe, shot):
    verification = make_verification()
    paper = verification.authorisation
    login(page, make_officer("Otto Officer"))
    page.goto(reverse("enduse:record", args=[verification.pk]))
    page.get_by_label("Visit by video").check()
    page.get_by_label("Used otherwise than approved").check()
    page.get_by_label("What was checked and seen").fill("A second device stood in a room that nobody had named.")
    page.get_by_label("What follows").fill("The partner brings it back by Friday; we look again by video.")
    page.get_by_role("button", name="Record this outcome").click()
    page.wait_for_url(f"**/verifications/{verification.pk}/")
    axe(page)
    shot(page, "verification-discrepancy")

    page.goto(paper.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Suspended")
    expect(page.locator("main")).to_contain_text("rule V7.1")
    assert Authorisation.objects.get(pk=paper.pk).state == "suspended"
    verification.refresh_from_db()
    assert verification.state == VerificationState.RECORDED


@pytest.mark.looks
def test_pages_of_plans(lists, page, login, look):
    plan, officer = make_active_plan(weight="full"), make_officer("Otto Officer")
    join(plan, briefed=False, signed=False, user=make_user(name="Briony Ashgrove"))
    plans.bring_access_list(
        building="Hall", room="B12", people=[make_user(name="Stray Visitor")], actor=officer, at=timezone.now()
    )
    given = {"kind": "cloud", "provider": "Cirrus", "location": "Ireland", "safeguards": "Sealed.", "reason": "New."}
    four = {"unclassified": "yes", "end_to_end": "yes", "strong": "yes", "kept_out": "unknown"}
    plan.refresh_from_db()
    plans.add_system(plan, name="Vault", actor=plan.responsible, at=timezone.now(), **given, **four)
    draft = make_plan()
    login(page, officer)

    look("plans:index")
    for tab in ("plan", "people", "places", "record"):
        look(f"plans:{tab}", plan.reference)
    look("plans:plan", draft.reference, label="plans-draft")
    look("plans:judge-system", plan.reference, plan.systems.get().pk)
    look("plans:send", draft.reference)
    look("plans:access")
    login(page, plan.responsible)
    signature = plan.signatures.asked().filter(person=plan.responsible).first()
    look("plans:sign", plan.reference, signature.pk)
    look("plans:attest", plan.reference)


@pytest.mark.looks
def test_pages_of_end_use(lists, page, login, look):
    statement = make_signed(at=timezone.now(), said={"country": "DE", "legal_name": "Quiet Meadow Trading"})
    case, officer = statement.case, make_officer("Otto Officer")
    now = timezone.now()
    diligence = actions.look_into(case, party=statement.party, kind="recipient", actor=officer, at=now)
    actions.answer_question(
        diligence, question="owner", answer="unclear", evidence="The register is silent.", actor=officer, at=now
    )
    paper = make_verification().authorisation
    party = paper.case.parties.get().party
    visit = actions.plan_visit(
        paper, party=party, planned_on=now.date(), place="Delft", lead=officer, by_video=True, actor=officer, at=now
    )
    login(page, officer)

    look("enduse:statements")
    look("enduse:statement", statement.reference)
    look("enduse:check", statement.reference, statement.checks.first().pk)
    look("enduse:case", case.reference)
    look("enduse:diligence", diligence.pk)
    look("enduse:make", visit.pk)
    look("enduse:visit", visit.pk)
    look("enduse:verification", paper.verifications.get().pk)
