"""Incidents in a real browser: an anonymous report followed up by its receipt code."""

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions
from compliance.incidents.models import Report
from tests.factories.incidents import make_handler


class Walk:
    """A browser that changes hands, looked at by axe on every page."""

    def __init__(self, page, axe, login, shot):
        self.page, self._axe, self._login, self._shot = page, axe, login, shot

    def be(self, user):
        """Sign in as somebody."""
        self._login(self.page, user)

    def be_nobody(self):
        """Sign out and forget every cookie."""
        self.page.context.clear_cookies()

    def go(self, name, *args):
        """Open a page."""
        self.page.goto(reverse(f"incidents:{name}", args=args))
        self.look(name)

    def press(self, label):
        """Press a button and look at what follows."""
        self.page.get_by_role("button", name=label, exact=True).click()
        self.look(label.lower().replace(" ", "-"))

    def look(self, label):
        """Let axe look at the page as it is, and keep a picture where one is wanted."""
        self._axe(self.page)
        self._shot(self.page, f"incidents-{label}")

    def says(self):
        """Return what the page says."""
        return self.page.locator("main").inner_text()


@pytest.fixture
def walk(page, axe, login, shot):
    return Walk(page, axe, login, shot)


@pytest.mark.timeout(600)
def test_an_anonymous_report_is_followed_up_by_its_receipt_code(walk):
    handler, foe = make_handler("Ines Marlowe"), make_handler("Hugo Thistle")
    page = walk.page
    walk.go("speak-up")
    walk.go("report-anonymous")
    walk.press("Send the report")
    assert "Fill this in" in walk.says()
    page.get_by_label("What happened?").fill(
        "A visitor was shown the drawings of the cold stage on Monday, and took pictures with their telephone."
    )
    page.get_by_label("When?").fill("On Monday, about four")
    page.get_by_role("radio", name="Yes").check()
    page.get_by_label("Hugo Thistle").check()
    walk.press("Send the report")
    code = page.locator(".fl-receipt__code").inner_text()
    report = Report.objects.get()
    assert report.anonymous
    actions.empty_letterbox(at=timezone.now())

    walk.be(foe)
    walk.go("reports")
    assert "No report waits" in walk.says()
    walk.be(handler)
    walk.go("reports")
    walk.go("report", report.reference)
    walk.go("write", report.reference)
    page.get_by_label("Your message").fill("Thank you. In which room was it?")
    walk.press("Send")

    walk.be_nobody()
    walk.go("receipt")
    page.get_by_label("Your receipt code").fill("AAAA-AAAA-AAAA-AAAA")
    walk.press("Open")
    assert "No report has this code" in walk.says()
    page.get_by_label("Your receipt code").fill(code.lower())
    walk.press("Open")
    assert "In which room was it?" in walk.says()
    page.get_by_label("Write to the team").fill("In the cold lab. Since then I am left out of meetings.")
    page.get_by_label("I am being treated badly because I reported this").check()
    walk.press("Send")
    assert "left out of meetings" in walk.says()

    walk.be(handler)
    walk.go("report", report.reference)
    assert "treated badly" in walk.says()
    walk.go("take-up", report.reference)
    page.get_by_label("Title").fill("Cold stage drawings shown to a visitor")
    page.get_by_role("radio", name="Serious").check()
    page.get_by_label("Why?").fill("Technology for a listed refrigerator was seen and photographed.")
    walk.press("Take it up")
    incident = Report.objects.get().incident
    walk.go("incident", incident.reference)
    walk.go("people", incident.reference)
    walk.go("index")
    assert "Cold stage drawings" in walk.says()
