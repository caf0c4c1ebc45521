"""The browser's guards see what they are there to see."""

import pytest


def test_a_console_error_is_seen(page, page_errors):
    page.goto("/healthz")
    page.evaluate("console.error('the sky falls')")

    assert "console: the sky falls" in page_errors.found

    page_errors.forgive("the sky falls|status of 503")


def test_a_request_to_elsewhere_is_seen_and_goes_nowhere(page, page_errors):
    page.goto("/healthz")
    failed = page.evaluate("fetch('http://example.org/').catch(problem => 'refused')")

    assert failed == "refused"
    assert "request left the site: http://example.org/" in page_errors.found

    page_errors.forgive("example.org|status of 503|ERR_|Content Security Policy|Refused to connect")


def test_axe_sees_an_image_without_words(page, page_errors, axe):
    page.goto("/healthz")
    page.evaluate("document.body.innerHTML = '<main><h1>Map</h1><img src=\"/healthz\"></main>'")

    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)

    page_errors.forgive("status of 503")


def test_without_javascript_nothing_runs(plain_page, page_errors):
    page_errors.forgive("status of 503")
    plain_page.goto("/healthz")

    assert "checks" in plain_page.content()
