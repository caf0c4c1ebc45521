"""The public pages in a real browser: three widths, without a fault that axe finds, by keyboard, in print."""

import re

import pytest

from tests.factories.figures import publish_figures

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
    look("/transparency/", "empty")
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
