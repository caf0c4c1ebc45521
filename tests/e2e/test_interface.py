"""The interface in a real browser: light and dark, wide and narrow, with JavaScript and without."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from portal.accounts.roles import Administrator, Officer
from tests.factories.people import make_user

pytestmark = pytest.mark.looks
PAGES = ["home", "account_login", "account_reset_password", "components-gallery"]
OWN_PAGES = ["home", "mfa_index", "account_email", "usersessions_list", "accounts:me"]
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_public_pages_hold_up(page, axe, shot, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for name in PAGES:
        page.goto(reverse(name))

        axe(page)
        assert page.evaluate(FITS), f"{name} is wider than {width} px"
        shot(page, f"{name}-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_ones_own_hold_up(page, login, axe, scheme):
    login(page, make_user(Officer, Administrator))
    page.emulate_media(color_scheme=scheme)
    for name in OWN_PAGES:
        page.goto(reverse(name))

        axe(page)


def test_a_table_sorts_in_place_and_keeps_its_address(page):
    page.goto(reverse("components-gallery"))

    page.locator("a[id$=by-title]").first.click()
    page.wait_for_url("**sort=title*")

    expect(page.locator("th[aria-sort=ascending]").first).to_have_text("Activity")
    expect(page.locator("main h1")).to_have_count(1)


def test_a_session_that_has_ended_leads_to_the_sign_in_page(page, login):
    login(page, make_user(Administrator))
    page.goto(reverse("accounts:people"))
    page.context.clear_cookies()

    page.locator("a.fl-sort").first.click()

    page.wait_for_url("**/accounts/login/**")
    expect(page.locator("h1")).to_have_text("Sign in")


def test_all_rows_of_a_page_are_chosen_at_once(page):
    page.goto(reverse("components-gallery"))

    page.get_by_label("Choose every row of this page").check()

    expect(page.get_by_text("With the 8 chosen:")).to_be_visible()


def test_a_reference_is_copied(page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(reverse("components-gallery"))

    page.get_by_role("button", name="Copy reference FL-2026-00042").click()

    assert page.evaluate("navigator.clipboard.readText()") == "FL-2026-00042"


def test_without_javascript_nothing_is_missing(plain_page):
    plain_page.goto(reverse("components-gallery"))

    expect(plain_page.get_by_text("FL-2026-00042").first).to_be_visible()
    expect(plain_page.get_by_role("button", name="Copy").first).not_to_be_visible()
    plain_page.locator("a[id$=by-title]").first.click()
    assert "sort=title" in plain_page.url


def test_the_menu_opens_on_a_small_screen_without_javascript(plain_page, login):
    plain_page.set_viewport_size({"width": 360, "height": 800})
    login(plain_page, make_user(Officer))
    plain_page.goto("/")
    expect(plain_page.get_by_role("link", name="Screening")).not_to_be_visible()

    plain_page.get_by_role("link", name="Menu").click()

    expect(plain_page.get_by_role("link", name="Screening")).to_be_visible()


def test_the_keyboard_reaches_the_page_first(page):
    page.goto("/")
    page.wait_for_selector("[data-govuk-skip-link-init]")  # until then the jump moves the page, and not the focus

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_errors_of_a_form_take_the_focus(page):
    page.goto(reverse("account_reset_password"))

    page.get_by_role("button", name="Send the link").click()
    page.wait_for_selector(".govuk-error-summary")

    assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
