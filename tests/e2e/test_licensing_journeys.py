"""Three stories of licensing, walked in a real browser: a publication, a visitor before the council, a refusal."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from compliance.council import actions as council
from compliance.council.models import Referral
from compliance.licensing import actions as licensing
from compliance.licensing import questions
from compliance.licensing.models import Case, DeskView
from portal.accounts.roles import CouncilMember, EmpoweredOfficial, Officer
from tests.e2e.test_journey import Walk
from tests.factories.council import make_full_council, seat
from tests.factories.licensing import (
    KNOW_HOW,
    UNKNOWN,
    USUAL,
    fresh,
    make_case,
    make_draft,
    make_refused,
    make_reviewed,
)
from tests.factories.people import make_user
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list


@pytest.fixture
def lists(tmp_path):
    """Load the reference data and put a small invented list in force, fresh today."""
    load_reference()
    return import_small_list(tmp_path, at=timezone.now())


@pytest.fixture
def walk(page, axe, login, shot):
    return Walk(page, axe, login, shot)


def test_a_publication_takes_less_than_three_minutes_from_the_first_page_to_its_letter(lists, walk):
    walk.be(make_user(name="Rosamund Larkspring"))
    begun = time.monotonic()

    walk.go("licensing:start")
    walk.fill(title="A preprint on error mitigation", activity="publish")
    walk.press("Begin")
    reference = walk.page.url.rstrip("/").split("/")[-1]
    asked = questions.set_for("publish")
    for section in asked.sections:
        walk.go("licensing:section", reference, section.id)
        wanted = [each for each in section.questions if each.applies(USUAL) and each.id in USUAL]
        walk.fill(**{each.id: USUAL[each.id] for each in wanted})
        walk.press("Save")
    walk.go("licensing:add-item", reference)
    walk.fill(name="Manuscript", kind="technology", basket="quantum_technology")
    walk.press("Save and continue")
    walk.fill(us_origin="yes", for_item="4A906.b")
    walk.press("Save")
    walk.go("licensing:items", reference)
    with walk.page.expect_navigation():
        walk.page.locator("main form[action$='/published/'] button").click()
    for answer in ("yes", "no"):
        walk.page.locator(f"main [name='answer'][value='{answer}']").check()
        walk.press("Go on")
    walk.go("licensing:add-party", reference)
    walk.fill(role="organiser", kind="organisation", name="The preprint server of the Meadow", country="US")
    walk.press("Save and continue")
    for document in asked.documents_asked(USUAL):
        walk.go("licensing:document", reference, document.kind)
        walk.fill(reason="It is the preprint itself.")
        walk.press("Save")
    walk.go("licensing:sign", reference)
    walk.fill(attested=True)
    walk.press("Sign and submit")
    walk.look("publication-recorded")

    assert time.monotonic() - begun < 180
    case = Case.objects.get(reference=reference)
    assert (case.state, case.tier) == ("recorded", 0)
    assert case.authorisations.get().kind == "exclusion"
    assert "Recorded" in walk.says() and "Authorisation" in walk.says()


def test_a_visitor_comes_to_a_council_decision_past_a_recusal_a_lost_quorum_and_an_amended_case(
    lists, walk, page_errors
):
    page_errors.forgive("status of 404")  # the recused member's page is not there any more
    board, members = make_full_council()
    officer, official = make_user(Officer, name="Otto Inglebrook"), make_user(EmpoweredOfficial, name="Ada Wrenfield")
    case = make_case(activity="host", country="IR", item=KNOW_HOW, title="A visitor for the cryogenics hall")
    assert (case.tier, case.state) == (3, "officer_review")
    case = make_reviewed(case, officer=officer, second=official, verdict="approve", at=timezone.now())
    first = Referral.objects.get(pk=case.referral_id)

    # Nothing is read before a conflict was declared, and with one it never is.
    law, ethics = members["law"], members["ethics"]
    walk.be(law)
    walk.go("council:referral", first.pk)
    assert "Fabrication notes" not in walk.says()
    walk.go("council:declare", first.pk)
    walk.fill(answer="some", grounds=["co_author"])
    walk.press("Declare")
    walk.page.goto(first.get_absolute_url())
    walk.look("recused")
    assert "A visitor for the cryogenics hall" not in walk.says()

    # With the second of the two voices gone there is no quorum, and the case stands still.
    walk.be(ethics)
    walk.go("council:declare", first.pk)
    walk.fill(answer="some", grounds=["supervision"])
    walk.press("Declare")
    first.refresh_from_db()
    assert first.state == "suspended"
    walk.be(members["physics"])
    walk.go("council:declare", first.pk)
    walk.fill(answer="none")
    walk.press("Declare")
    walk.go("council:referral", first.pk)
    assert "quorum" in walk.says().lower()

    # The researcher amends; the council starts with the new version, which a new lawyer makes whole.
    walk.be(case.applicant)
    walk.go("licensing:amend", case.reference)
    walk.fill(reason="The visitor comes for a shorter time.")
    walk.press("Open the new version")
    newer = Case.objects.get(supersedes=case)
    walk.go("licensing:case", newer.reference)
    for document in questions.set_for("host").documents_asked(USUAL):
        licensing.excuse_document(
            newer, kind=document.kind, reason="As before.", actor=case.applicant, at=timezone.now()
        )
    walk.go("licensing:sign", newer.reference)
    walk.fill(attested=True)
    walk.press("Sign and submit")
    first.refresh_from_db()
    assert (fresh(case).state, first.state) == ("superseded", "withdrawn")
    newer = make_reviewed(fresh(newer), officer=officer, second=official, at=timezone.now())
    lawyer = seat(board, "law", standing="vice_chair", from_on=timezone.localdate() - timedelta(days=1)).member
    second = Referral.objects.get(pk=newer.referral_id)
    assert second.state == "open"
    council.declare(second, actor=law, at=timezone.now(), co_author=True)
    able = [member for member in (*members.values(), lawyer) if member != law]
    for member in able:
        council.declare(Referral.objects.get(pk=second.pk), actor=member, at=timezone.now())

    # Votes are blind until the last; the chair is recused, so the vice chair leads.
    walk.be(ethics)
    walk.go("council:open-vote", second.pk)
    walk.press("Open the vote")
    for member in able[:-1]:
        council.vote(
            Referral.objects.get(pk=second.pk), choice="approve_with_conditions", reasons="With safeguards.",
            conditions="No access to the fabrication line.", actor=member, at=timezone.now(),
        )  # fmt: skip
    walk.be(lawyer)
    walk.go("council:referral", second.pk)
    assert "With safeguards." not in walk.says()
    walk.go("council:vote", second.pk)
    walk.fill(choice="approve", reasons="The law allows it.")
    walk.press("Cast")
    walk.look("council-concluded")
    assert "With safeguards." in walk.says()

    # The officer takes the advice up and decides.
    walk.be(officer)
    walk.go("licensing:take-up", newer.reference)
    walk.press("Take it up")
    walk.page.goto(f"{newer.get_absolute_url()}decide/?verdict=approve_with_conditions")
    walk.look("decide")
    walk.fill(verdict="approve_with_conditions", reasons="As the council advises.", condition_1="No fabrication line.")
    walk.press("Decide")
    walk.look("case-decided")
    assert fresh(newer).state == "approved_with_conditions"
    assert newer.authorisations.get().state == "pending"


def test_a_refusal_is_appealed_and_changed_by_somebody_who_was_not_involved(lists, walk):
    officer, official = make_user(Officer, name="Otto Inglebrook"), make_user(EmpoweredOfficial, name="Ada Wrenfield")
    case = make_refused(officer=officer, at=timezone.now())

    walk.be(case.applicant)
    walk.go("licensing:case", case.reference)
    assert "Refused" in walk.says()
    walk.go("licensing:appeal", case.reference)
    walk.go("licensing:lodge-appeal", case.reference)
    walk.fill(grounds="The error was measured since; the paper is attached to the case.")
    walk.press("Appeal")
    appeal = case.appeals.get()

    walk.be(officer)
    walk.page.goto(appeal.get_absolute_url())
    assert "Decide this appeal" not in walk.says()
    walk.be(official)
    walk.page.goto(appeal.get_absolute_url())
    walk.go("licensing:decide-appeal", case.reference, appeal.pk)
    walk.fill(outcome="remit", reasons="Look at the measurement.")
    walk.press("Decide")

    walk.be(case.applicant)
    walk.page.goto(appeal.get_absolute_url())
    walk.look("appeal-decided")
    assert "Sent back to be decided again" in walk.says()
    assert fresh(case).state == "officer_review"


def test_files_that_cannot_be_kept_get_their_sentence_and_nothing_typed_is_lost(lists, walk, tmp_path, page_errors):
    page_errors.forgive("status of 422")
    case = make_draft(title="A loan to Delft")
    scan, tool = tmp_path / "passport.png", tmp_path / "agreement.pdf"
    with scan.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(200 * 1024 * 1024)
    tool.write_bytes(b"MZ\x90\x00" + bytes(60))
    walk.be(case.applicant)
    said = {}
    for file in (scan, tool):
        walk.page.goto(f"{case.get_absolute_url()}documents/agreement/")
        walk.page.locator("main input[type='file']").set_input_files(file)
        with walk.page.expect_navigation():
            walk.page.locator("main").get_by_role("button", name="Save").first.click()
        said[file.name] = walk.page.locator(".govuk-error-summary").inner_text()

    assert "larger than 25 MB" in said["passport.png"]
    assert "not a file we can accept" in said["agreement.pdf"]
    assert not case.documents.exists()


def test_the_desk_is_worked_by_keyboard_and_keeps_a_view(lists, walk):
    officer = make_user(Officer, CouncilMember, name="Otto Inglebrook")
    cases = [make_case(item=UNKNOWN, at=timezone.now(), title=f"Loan number {number}") for number in (1, 2, 3)]
    walk.be(officer)
    walk.go("licensing:queue")

    for key in ("j", "j", "x"):
        walk.page.keyboard.press(key)
    expect(walk.page.locator("main [name='selected']:checked")).to_have_attribute("value", str(cases[1].pk))
    walk.page.keyboard.press("k")
    with walk.page.expect_navigation():
        walk.page.keyboard.press("Enter")
    assert "Loan number 1" in walk.says()

    walk.page.goto("/cases/queue/?queue=all&tier=1")
    walk.page.get_by_role("link", name="Keep this view").click()
    walk.fill(name="Small loans")
    walk.press("Keep")
    walk.look("queue-view")
    assert DeskView.objects.get(owner=officer).query == "queue=all&tier=1"
