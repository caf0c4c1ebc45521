"""Cases in a real browser: every page at a desk and on a telephone, without a fault that axe finds."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from compliance.licensing import actions
from compliance.licensing.deciding import Obligation
from tests.factories.council import make_full_council
from tests.factories.licensing import (
    NOW,
    PAPER,
    UNKNOWN,
    fresh,
    make_approved,
    make_case,
    make_draft,
    make_officer,
    make_official,
    make_refused,
    make_reviewed,
)
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
TABS = ("case", "transfers", "parties", "documents", "questions", "review", "timeline")


@pytest.fixture
def lists(tmp_path):
    """Load the reference data and put a small invented list in force, fresh today."""
    load_reference()
    return import_small_list(tmp_path, at=timezone.now())


@pytest.fixture
def look(page, axe, shot):
    """Return a function that opens a page, asks axe, and sees that it fits a telephone."""

    def open_page(name: str, *args, label: str = "") -> None:
        page.goto(reverse(f"licensing:{name}", args=args))
        axe(page)
        page.set_viewport_size({"width": 360, "height": 900})
        assert page.evaluate(FITS), f"{name} is wider than a telephone"
        page.set_viewport_size({"width": 1280, "height": 900})
        shot(page, f"licensing-{label or name}")

    return open_page


@pytest.mark.looks
def test_pages_of_those_who_ask(lists, page, login, look):
    draft = make_case(submitted=False, activity="publish", item=PAPER)
    login(page, draft.applicant)

    look("start")
    look("case", draft.reference, label="draft")
    for section in ("work", "publication", "signs"):
        look("section", draft.reference, section, label=f"section-{section}")
    look("items", draft.reference)
    look("add-item", draft.reference)
    look("item", draft.reference, draft.items.get().pk)
    look("exclusion", draft.reference, draft.items.get().pk)
    look("parties", draft.reference, label="parties-draft")
    look("add-party", draft.reference)
    look("documents", draft.reference, label="documents-draft")
    look("document", draft.reference, "manuscript")
    look("sign", draft.reference)
    look("withdraw", draft.reference)
    empty = make_draft(applicant=draft.applicant)
    look("case", empty.reference, label="empty-draft")
    look("cases")


@pytest.mark.looks
def test_pages_of_the_office(lists, page, login, look):
    make_full_council()
    officer, official = make_officer("Otto Officer"), make_official("Ada Official")
    case = make_case()
    actions.assign([case], officer=officer, actor=officer, at=NOW)
    actions.place_hold(fresh(case), reason="The partner's owner is unclear.", actor=officer, at=NOW)
    actions.raise_flag(fresh(case), title="The partner is reluctant to name the use", actor=officer, at=NOW)
    actions.add_note(fresh(case), text="Called the partner.", actor=officer, at=NOW)
    asked = make_case(item=UNKNOWN)
    actions.ask(asked, question="Which gates were measured?", actor=officer, at=NOW)
    login(page, officer)

    look("queue")
    look("rules")
    for tab in TABS:
        look(tab, case.reference, label=f"office-{tab}")
    look("trace", case.reference, 1, "US-EAR")
    look("questions", asked.reference, label="asked")
    for name in ("ask", "recommend", "send-back", "hold", "flag", "note", "raise-tier"):
        look(name, make_case().reference)
    look("determine", case.reference, 1)
    login(page, official)
    reviewed = make_case()
    actions.recommend(reviewed, verdict="approve", reasons="It fits.", actor=officer, at=NOW)
    look("second-review", reviewed.reference)
    look("change-rules")
    before_council = make_reviewed(make_case(), officer=officer)
    look("case", before_council.reference, label="before-council")


@pytest.mark.looks
def test_pages_after_a_decision(lists, page, login, look):
    officer = make_officer("Otto Officer")
    condition = Obligation("Report who has used the device.", "by_date", NOW.date().replace(month=12))
    approved = make_approved(officer=officer, conditions=(condition,))
    authorisation = approved.authorisations.get()
    ready = make_case(item=UNKNOWN)
    refused = make_refused(officer=officer)
    login(page, officer)

    look("decide", ready.reference)
    look("authorisation", authorisation.reference)
    look("authorisations")
    login(page, approved.applicant)
    look("case", approved.reference, label="approved")
    look("use", authorisation.reference)
    login(page, refused.applicant)
    look("appeal", refused.reference)
    look("lodge-appeal", refused.reference)
    page.context.clear_cookies()
    look("verify-code")
    look("verified", authorisation.letters.get().code)


def test_a_publication_is_recorded_in_a_few_clicks(lists, page, login):
    case = make_case(submitted=False, activity="publish", item=PAPER)
    login(page, case.applicant)
    page.goto(reverse("licensing:sign", args=[case.reference]))

    page.get_by_label("What I say here is true").check()
    page.get_by_role("button", name="Sign and submit").click()
    page.wait_for_url(f"**/cases/{case.reference}/")

    expect(page.locator("main")).to_contain_text("Recorded")
    assert fresh(case).authorisations.get().kind == "exclusion"
