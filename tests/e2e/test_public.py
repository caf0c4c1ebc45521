"""The public pages in a real browser: three widths, without a fault that axe finds, by keyboard, in print."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dashboards.feedback import actions as feedback
from dashboards.guidance import actions as guidance
from dashboards.guidance import shipped
from dashboards.guidance.models import GuidancePage
from portal.accounts.roles import EmpoweredOfficial, Officer, Overseer
from tests.factories.council import make_full_council
from tests.factories.figures import publish_figures
from tests.factories.licensing import UNKNOWN, make_case
from tests.factories.people import NOW, make_user
from tests.factories.reference import load_reference
from tests.factories.screening import import_small_list

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
WIDTHS = (320, 768, 1280)


@pytest.fixture
def look(page, axe, shot):
    """Return a function that opens a page, asks axe at three widths and sees that it fits."""

    def open_page(address: str, label: str) -> None:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
            assert page.evaluate(FITS), f"{address} is wider than {width} px"
        shot(page, f"public-{label}")

    return open_page


@pytest.mark.looks
def test_the_dashboard(page, look, page_errors):
    look("/transparency/?tier=", "empty")
    publish_figures()

    look("/transparency/", "dashboard")
    look("/transparency/figures/cases-decided/", "figure")
    look("/transparency/figures/days-with-us/", "figure-days")
    look("/transparency/method/", "method")
    look("/transparency/releases/", "releases")

    page.goto("/transparency/")
    with page.expect_response(re.compile("tier=reviewed")):
        page.select_option("#tier", "reviewed")
    page.wait_for_url(re.compile("tier=reviewed"))
    assert page.locator("#figures").inner_text().count("narrowed to one kind of review") == 1


@pytest.mark.looks
def test_the_self_check_by_keyboard_alone(page, look, axe, shot, login):
    load_reference()
    look("/check/?", "check-start")
    login(page, make_user())
    page.goto("/check/")
    page.set_viewport_size({"width": 320, "height": 800})
    page.get_by_role("button", name="Begin the check").press("Enter")

    def choose(words):
        axe(page)
        page.get_by_label(words, exact=True).first.press("Space")
        page.get_by_role("button", name="Continue").press("Enter")

    choose("Publish or present")
    shot(page, "public-check-triggers")
    choose("None of these, as far as I know")
    choose("Something published, or on its way to publication")
    choose("Yes")
    shot(page, "public-check-question")
    choose("No")
    axe(page)
    shot(page, "public-check-no")
    expect(page.locator("h1")).to_have_text("No. You can go ahead.")
    assert page.evaluate(FITS)

    page.get_by_role("button", name="Change the last answer").press("Enter")
    choose("I do not know")
    expect(page.locator("h1")).to_have_text("Ask the office first.")
    page.get_by_role("button", name="Change the last answer").press("Enter")
    choose("No")
    page.get_by_role("button", name="Start a case with these answers").press("Enter")
    axe(page)
    page.get_by_label("What shall the case be called?").fill("Preprint on error mitigation")
    page.get_by_role("button", name="Open the draft").press("Enter")
    expect(page.locator("h1")).to_have_text("Preprint on error mitigation")


def test_guidance_feedback_and_consultations(page, look, login, shot):
    shipped.load(at=NOW)
    author, official = make_user(Officer, name="Ines Author"), make_user(EmpoweredOfficial, name="Ada Official")
    guide = GuidancePage.objects.get(slug="travelling")
    version = guidance.write(
        guide, title="Travelling", summary="What to take.", body="Take **little**. The ECCN is on it.", sources="",
        reason="Shorter.", actor=author, at=timezone.now(),
    )  # fmt: skip
    guidance.submit(version, actor=author, at=timezone.now())
    consultation = feedback.consult(
        version, question="Short enough?", closes_on=timezone.localdate() + timedelta(days=20), actor=official,
        at=timezone.now(),
    )  # fmt: skip

    look("/guidance/", "guidance")
    look("/guidance/?q=laptop", "guidance-search")
    look("/guidance/why-quantum/", "guidance-page")
    look("/guidance/case-plasma-drones/", "guidance-case")
    page.get_by_role("button", name="Partly").click()
    expect(page.get_by_label("Partly")).to_be_checked()
    look("/feedback/?about=/guidance/&helped=no", "feedback")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("Thank you.")
    look(consultation.get_absolute_url(), "consultation")
    look("/feedback/consultations/", "consultations")

    login(page, official)
    look(f"/guidance/desk/travelling/{version.number}/", "guidance-draft")
    look("/guidance/desk/", "guidance-desk")
    login(page, author)
    look("/guidance/desk/words/write/", "guidance-write")
    look("/feedback/desk/", "feedback-desk")


@pytest.mark.looks
def test_desks(page, look, login, tmp_path):
    load_reference()
    import_small_list(tmp_path, at=timezone.now())
    make_case(item=UNKNOWN)
    login(page, make_user(Overseer, name="Olga Overseer"))

    look("/overview/", "desk-overseer")
    look("/overview/fairness/", "fairness")
    login(page, make_user())
    look("/overview/", "desk-nobody")


@pytest.mark.looks
def test_without_scripts_in_print_and_without_motion(plain_page, page, shot):
    publish_figures()
    plain_page.goto("/transparency/")
    plain_page.select_option("#tier", "reviewed")
    plain_page.get_by_role("button", name="Show").click()
    assert "tier=reviewed" in plain_page.url
    expect(plain_page.locator("#figures")).to_contain_text("narrowed to one kind of review")

    weights = []
    page.on("response", lambda answer: weights.append(int(answer.headers.get("content-length") or len(answer.body()))))
    page.emulate_media(reduced_motion="reduce")
    page.goto("/transparency/", wait_until="networkidle")
    assert sum(weights) < 600_000  # uncompressed, fonts and the design system included; a server sends a third of it
    moving = "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).animationName !== 'none').length"
    assert page.evaluate(moving) == 0
    page.emulate_media(media="print")
    expect(page.locator(".fl-pick")).to_be_hidden()
    expect(page.locator(".fl-header__nav")).to_be_hidden()
    shot(page, "public-print")


@pytest.mark.looks
def test_the_dashboard_by_keyboard_alone(page):
    publish_figures()
    page.goto("/transparency/")
    seen = set()
    for _ in range(18):
        page.keyboard.press("Tab")
        focused = page.evaluate("(document.activeElement.id || document.activeElement.textContent || '').trim()")
        outlined = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outlined != "none", f"{focused} shows no focus"
        seen.add(focused)
    assert {"Skip to the page", "period", "tier"} <= seen


@pytest.mark.looks
def test_every_other_public_page(page, look, page_errors):
    page_errors.forgive("status of 404")
    load_reference()
    make_full_council()
    for number, address in enumerate(("/", "/baskets/", "/baskets/quantum_computing/", "/council/register/", "/verify/",
                                      "/training/check/", "/accounts/login/", "/nothing-here/")):  # fmt: skip
        look(address, f"other-{number}")
