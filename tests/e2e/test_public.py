"""The public pages in a real browser: three widths, without a fault that axe finds, by keyboard, in print."""

import re

import pytest

from tests.factories.figures import publish_figures
from tests.factories.people import make_user
from tests.factories.reference import load_reference

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
    assert page.locator("h1").inner_text() == "No. You can go ahead."
    assert page.evaluate(FITS)

    page.get_by_role("button", name="Change the last answer").press("Enter")
    choose("I do not know")
    assert page.locator("h1").inner_text() == "Ask the office first."
    page.get_by_role("button", name="Change the last answer").press("Enter")
    choose("No")
    page.get_by_role("button", name="Start a case with these answers").press("Enter")
    axe(page)
    page.get_by_label("What shall the case be called?").fill("Preprint on error mitigation")
    page.get_by_role("button", name="Open the draft").press("Enter")
    assert page.locator("h1").inner_text() == "Preprint on error mitigation"
