"""Assurance in a real browser: from a finding to a remedy that helped, and last year's sample drawn again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from compliance.assurance import actions
from compliance.assurance.models import Audit, Finding
from compliance.remedies.models import Remedy
from portal.accounts.roles import EmpoweredOfficial, Officer, Overseer
from portal.core import runs
from tests.factories.assurance import make_drawn_audit, make_finding, make_remedy
from tests.factories.people import make_user
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def look(page, axe, shot):
    """Return a function that opens a page, asks axe, and sees that it fits a telephone."""

    def open_page(url: str, label: str) -> None:
        page.goto(url)
        axe(page)
        page.set_viewport_size({"width": 360, "height": 900})
        assert page.evaluate(FITS), f"{label} is wider than a telephone"
        page.set_viewport_size({"width": 1280, "height": 900})
        shot(page, f"assurance-{label}")

    return open_page


def test_a_finding_becomes_a_remedy_that_helped(page, login, look):
    officer, colleague = make_user(Officer, name="Otto Officer"), make_user(Officer, name="Cora Colleague")
    login(page, officer)
    look(reverse("assurance:findings"), "findings-empty")
    look(reverse("remedies:index"), "remedies-empty")
    page.goto(reverse("assurance:report"))
    page.get_by_label("What is not as it should be?").fill("Lab 4 stands open at night")
    page.get_by_label("What was seen, and where?").fill("The door to the cryostat of B12 was found open on two nights.")
    page.get_by_label("Medium").check()
    page.get_by_role("button", name="Report it").click()
    finding = Finding.objects.get()
    look(reverse("assurance:remedy", args=[finding.reference]), "remedy-form")
    page.get_by_role("button", name="Open the remedy").click()
    expect(page.get_by_role("alert").or_(page.locator(".govuk-error-summary")).first).to_be_visible()
    make_remedy(finding, actor=officer, owner=officer, checker=colleague, at=timezone.now())
    look(finding.get_absolute_url(), "finding")
    remedy = Remedy.objects.get()
    page.goto(f"{remedy.get_absolute_url()}finish/")
    page.get_by_label("What was done?").fill("A door closer was fitted, and the guard looks at eleven.")
    page.get_by_role("button", name="It is done").click()
    login(page, colleague)
    look(f"{remedy.get_absolute_url()}check/", "remedy-check")
    page.get_by_label("Yes, the cause is gone").check()
    page.get_by_label("What did the check show?").fill("Shut on thirty of thirty nights.")
    page.get_by_role("button", name="Record this result").click()
    look(remedy.get_absolute_url(), "remedy")
    page.goto(finding.get_absolute_url())
    page.get_by_role("link", name="Close it").click()
    page.get_by_label("Why?").fill("The door shuts by itself.")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("The door shuts by itself.")).to_be_visible()
    look(reverse("assurance:findings"), "findings")
    look(reverse("remedies:index"), "remedies")


def test_an_auditor_draws_last_years_sample_again_and_gets_the_same_cases(page, login, look, tmp_path):
    load_reference()
    import_small_list(tmp_path, at=timezone.now())
    at = timezone.now() - timedelta(days=400)
    days = {"from_on": at.date() - timedelta(days=1), "to_on": at.date() + timedelta(days=1)}
    audit = make_drawn_audit(cases=6, at=at, report_on=at.date() + timedelta(days=90), **days)
    kept = list(audit.cases.order_by("number").values_list("case__reference", flat=True))
    official = make_user(EmpoweredOfficial, name="Ada Official")
    actions.look_at(audit.cases.first(), looked="in_order", account="Read.", actor=official, at=at + timedelta(days=40))
    login(page, make_user(Overseer, name="Ilse Overseer"))

    look(reverse("assurance:audits"), "audits")
    look(audit.get_absolute_url(), "audit")
    page.get_by_role("link", name="Draw it again").click()

    expect(page.get_by_text("The same cases", exact=True)).to_be_visible()
    drawn = page.locator("tbody tr td:nth-child(2)").or_(page.locator("tbody tr th + td")).all_inner_texts()
    assert [text for text in drawn if text.startswith("FL-")] == kept
    look(page.url, "again")
    login(page, official)
    look(f"{audit.get_absolute_url()}2/", "look")
    look(reverse("assurance:plan-audit"), "plan-audit")
    assert Audit.objects.count() == 1


@pytest.mark.looks
def test_pages_of_the_programme_and_of_what_runs_by_itself(page, login, look):
    official = make_user(EmpoweredOfficial, name="Ada Official")
    make_finding(actor=official)
    actions.ask_for_passes(at=timezone.now())
    actions.make_passes(at=timezone.now())
    runs.learn_the_timetable(at=timezone.now() - timedelta(days=40))
    with runs.recorded("core.deliver_messages") as tell:
        tell({"sent": 12})
    login(page, official)

    look(reverse("assurance:index"), "programme")
    look(reverse("assurance:checks"), "checks")
    page.goto(reverse("assurance:index"))
    page.get_by_role("button", name="Begin a self-assessment").click()
    look(f"{page.url}bis-audits/", "assess")
    page.get_by_label("Partly in place").check()
    page.get_by_label("In a sentence or two").fill("The first audit is under way.")
    page.get_by_role("button", name="Keep this answer").click()
    look(page.url, "assessment")
    look(reverse("operations:timetable"), "timetable")
    look(reverse("operations:runs"), "runs")
    look(reverse("accounts:mail"), "mail")
    look(reverse("accounts:calendar"), "calendar")
    page.get_by_role("button", name="Make an address").click()
    expect(page.get_by_text("Copy it now")).to_be_visible()
