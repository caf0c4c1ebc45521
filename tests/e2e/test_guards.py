"""The browser's guards see what they are there to see."""

import pytest

pytestmark = pytest.mark.looks


def test_a_console_error_is_seen(page, page_errors):
    page.evaluate("console.error('the sky falls')")

    assert page_errors.remaining() == ["console: the sky falls"]

    page_errors.forgive("the sky falls")


def test_a_failing_script_is_seen(page, page_errors):
    with page.context.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('the sky falls') })")

    assert page_errors.remaining() == ["script failed: the sky falls"]

    page_errors.forgive("the sky falls")


def test_a_request_to_elsewhere_is_seen_and_goes_nowhere(page, page_errors):
    outcome = page.evaluate("fetch('http://example.org/').catch(() => 'refused')")

    assert outcome == "refused"
    assert "request left the site: http://example.org/" in page_errors.remaining()

    page_errors.forgive("example.org|ERR_NAME_NOT_RESOLVED")


def test_axe_sees_an_image_without_words(page, scan):
    page.set_content("<html lang=en><title>Map</title><main><h1>Map</h1><img src='data:image/png;base64,'></main>")

    with pytest.raises(AssertionError, match="image-alt"):
        scan(page)


def test_without_javascript_nothing_runs(plain_page):
    plain_page.set_content("<p>Before</p><script>document.body.textContent = 'After'</script>")

    assert plain_page.inner_text("body") == "Before"
