"""Incidents in a real browser: an anonymous report, a release that is disclosed, a sanction reduced on appeal."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.assurance import actions as assurance
from compliance.assurance.models import Finding
from compliance.incidents import actions
from compliance.incidents.models import Report
from compliance.plans import actions as plans
from compliance.remedies import actions as remedies
from portal.accounts.roles import Officer
from tests.factories.incidents import again, fresh, make_handler, make_hearing, make_official, panel_of
from tests.factories.people import make_user
from tests.factories.plans import make_active_plan
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list


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


def fill(page, **given):
    """Fill fields by their names; a list ticks boxes, a day fills its three boxes."""
    for name, value in given.items():
        if isinstance(value, list):
            for each in value:
                page.locator(f'[name={name}][value="{each}"]').check()
        elif isinstance(value, date):
            for part in ("day", "month", "year"):
                page.locator(f"[name={name}-{part}]").fill(str(getattr(value, part)))
        elif page.locator(f"select[name={name}]").count():
            page.locator(f"select[name={name}]").select_option(label=value)
        elif page.locator(f"[type=radio][name={name}]").count():
            page.locator(f'[name={name}][value="{value}"]').check()
        else:
            page.locator(f"[name={name}]").fill(value)


def found_at_night(folder):
    """Let the nightly audit find somebody who can open the room of a control plan and is not on it."""
    load_reference()
    import_small_list(folder)
    plan, officer, at = make_active_plan(), make_user(Officer, name="Otto Merriden"), timezone.now()
    visitor = make_user(name="Milan Ostwick")
    plans.bring_access_list(building="Hall", room="B12", people=[visitor], actor=officer, at=at)
    assurance.ask_for_passes(at=at)
    assurance.make_passes(at=at)
    return Finding.objects.get(check_name="people-not-on-plan"), plan, officer


@pytest.mark.timeout(600)
def test_a_release_found_by_a_nightly_audit_is_contained_disclosed_and_put_right(walk, page_errors, tmp_path):
    finding, plan, officer = found_at_night(tmp_path)
    lead, official = make_handler("Ines Marlowe"), make_official("Ada Wrenfield")
    host, checker = make_user(name="Theo Larkmead"), make_user(name="Una Calder")
    today, page = timezone.localdate(), walk.page
    walk.be(officer)
    page.goto(finding.get_absolute_url())
    walk.look("finding")
    assert f"Milan Ostwick can open Hall B12 and is not on {plan}" in walk.says()
    page.get_by_role("link", name="Report it as an incident").click()
    walk.press("Report it")
    assert "The incident team has the report" in page.inner_text("body")
    report = Report.objects.get()
    walk.be(lead)
    page.goto(report.get_absolute_url() + "take_up/")
    page.locator("[name=nature]").select_option("deemed_export")
    fill(page, title="A visitor in the cold lab after the plan had ended", severity="3")
    fill(page, severity_reasons="Technology of a listed refrigerator may have been released.")
    walk.press("Take it up")
    incident = Report.objects.get().incident
    assert finding.reference in str(incident.links.get())

    walk.go("impose", incident.reference, "access")
    fill(page, what="The cold lab", person="Theo Larkmead", reason="Until the plan is renewed.")
    walk.press("Suspend access")
    assert "Precautions are no sanctions" in walk.says()
    walk.go("contained", incident.reference)
    page.get_by_role("button", name="It is contained").click()
    walk.go("name-person", incident.reference)
    fill(page, person="Ada Wrenfield", part="official")
    page.get_by_role("button", name="Give the part").click()
    walk.go("record-fact", incident.reference)
    fill(page, kind="It was known that something went wrong", day=today - timedelta(days=1), hour="09:00")
    walk.press("Record it")
    assert "Decide whether to disclose" in walk.says()
    page.goto(incident.get_absolute_url() + "investigate/")
    page.get_by_role("button", name="Begin the investigation").click()
    walk.go("add-evidence", incident.reference)
    fill(page, title="Door log of the cold lab", mark="open")
    page.locator("[name=file]").set_input_files(
        {"name": "door.txt", "mimeType": "text/plain", "buffer": b"Four entries."}
    )
    page.get_by_role("button", name="Add it").click()
    walk.look("investigation")
    walk.go("check-exhibit", incident.reference, 1)
    page.get_by_role("button", name="Check it").click()
    walk.look("exhibit")
    assert "Checked: unchanged" in walk.says()
    walk.go("account", incident.reference)
    fill(page, account="The badge was not taken back.", causes="Nobody was told that the plan had ended.")
    page.get_by_role("button", name="Keep it").click()
    page.goto(incident.get_absolute_url() + "conclude/")
    page.get_by_role("button", name="Conclude the investigation").click()

    walk.go("new-disclosure", incident.reference)
    fill(page, agency="bis")
    page.get_by_role("button", name="Draft it").click()
    disclosure = incident.disclosures.get()
    for number in (1, 3, 5, 6, 8):
        part = disclosure.parts.get(number=number)
        actions.write_part(part, text="Written by counsel.", actor=again(lead), at=timezone.now())
    page.goto(disclosure.get_absolute_url())
    walk.look("disclosure")
    page.goto(disclosure.get_absolute_url() + "hand_in/")
    page.get_by_role("button", name="Hand it to the official").click()
    walk.be(again(official))
    page.goto(disclosure.get_absolute_url() + "disclose/")
    fill(page, disclose="yes", reasons="The release was significant; early disclosure is right.")
    page.get_by_role("button", name="Decide whether to disclose").click()
    page.goto(disclosure.get_absolute_url() + "notify/")
    fill(page, on=today)
    page.get_by_role("button", name="Enter the first notice").click()
    walk.go("clocks", incident.reference)
    assert "Full account to BIS" in walk.says()
    page.goto(disclosure.get_absolute_url() + "submit/")
    fill(page, on=today, reference="OEE-2026-118")
    page.get_by_role("button", name="Say that the full account was sent").click()
    assert "OEE-2026-118" in walk.says()

    walk.be(again(lead))
    page.goto(incident.get_absolute_url() + "settle/")
    page.get_by_role("button", name="Go on to putting it right").click()
    walk.go("put-right", incident.reference)
    fill(page, what="Badges end with the control plan", owner="Theo Larkmead", due_on=today, checker="Una Calder")
    fill(page, check_on=today, check_how="No badge outlives its plan for a month.")
    page.get_by_role("button", name="Open it").click()
    walk.look("remedies")
    remedy = incident.remedies.get()
    remedies.finish(remedy, account="The badge system asks the portal.", actor=host, at=timezone.now())
    remedies.conclude(remedy, effective=True, result="None outlived it.", actor=checker, at=timezone.now())
    page_errors.forgive("status of 409")
    page.goto(incident.get_absolute_url() + "close/")
    assert "A precaution still stands" in walk.says()
    page.goto(reverse("incidents:lift-measure", args=[incident.reference, incident.measures.get().pk]))
    fill(page, reason="The plan is renewed.")
    page.get_by_role("button", name="Lift the precaution").click()
    page.goto(incident.get_absolute_url() + "close/")
    page.get_by_role("button", name="Close the incident").click()
    walk.look("closed")
    assert fresh(incident).state == "closed"


@pytest.mark.timeout(600)
def test_a_sanction_is_reduced_on_appeal(walk):
    subject = make_user(name="Theo Larkmead")
    hearing = make_hearing(at=timezone.now() - timedelta(days=3), subject=subject)
    first, second, _ = panel_of(hearing)
    page = walk.page
    walk.be(again(subject))
    walk.go("concerned")
    walk.go("hearing", hearing.reference)
    assert "Nothing has been decided" in walk.says()
    walk.go("hearing-step", hearing.reference, "adviser")
    fill(page, adviser_name="Prof. Calder")
    page.get_by_role("button", name="Name an adviser").click()
    walk.go("hearing-step", hearing.reference, "answer")
    fill(page, text="I had asked twice for a course and was given none.")
    page.get_by_role("button", name="Answer").click()

    walk.be(first)
    walk.go("propose", hearing.reference)
    assert "Learning and putting right come first" in walk.says()
    page.locator("[name=measures][value=project]").check()
    fill(page, detail="Deemed exports", reasons="Listed drawings were shown.")
    page.get_by_role("button", name="Put it before the panel").click()
    assert "differs from what the matrix proposes" in walk.says()
    walk.look("propose-refused")
    fill(page, deviation="The drawings were the most sensitive of the group.")
    page.get_by_role("button", name="Put it before the panel").click()
    walk.be(second)
    walk.go("hearing-step", hearing.reference, "voice")
    fill(page, agrees="yes")
    page.get_by_role("button", name="Say how you see it").click()
    walk.look("decided")

    walk.be(again(subject))
    walk.go("hearing-step", hearing.reference, "appeal")
    fill(page, grounds="The project did nothing wrong; I lacked a course.")
    page.get_by_role("button", name="Appeal").click()
    above, beside, _ = panel_of(hearing, "appeal_panel")
    walk.be(above)
    walk.go("propose", hearing.reference)
    fill(page, verdict="vary", measures=["training"], detail="Deemed exports", reasons="The course had been asked for.")
    page.get_by_role("button", name="Put it before the panel").click()
    walk.be(beside)
    walk.go("hearing-step", hearing.reference, "voice")
    fill(page, agrees="yes")
    page.get_by_role("button", name="Say how you see it").click()
    walk.be(again(subject))
    walk.go("hearing", hearing.reference)
    said = walk.says()
    assert "The decision is changed in favour of whoever appealed" in said
    assert "A course: Deemed exports" in said
    assert "Suspension of the project" not in said
    assert fresh(hearing).state == "final"
