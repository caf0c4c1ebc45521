"""
A real browser on the real pages.

The system's Chromium is used, found by run.py or by its usual names. Without
one these tests are skipped, and with CI=true the run fails instead. Every test
fails on an error in the browser's console and on a request to anywhere but the
portal itself.
"""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client

# Playwright keeps an event loop in the main thread, in which Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).resolve().parent
AXE = HERE.parent / "vendor" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 360)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",  # root in a container has none to offer
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]


def find_chromium() -> str | None:
    """Return where Chromium is, or None."""
    names = (os.environ.get("CHROMIUM"), *CHROMIUM_NAMES)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items):
    """Mark the tests of this folder; skip them where no browser is, and never in CI."""
    ours = [item for item in items if HERE in Path(item.fspath).parents]
    for item in ours:
        item.add_marker(pytest.mark.e2e)
        item.add_marker(pytest.mark.django_db(transaction=True))
    if not ours or find_chromium():
        return
    if os.environ.get("CI") == "true":
        raise pytest.UsageError(
            "Browser tests cannot run: no Chromium was found, and with CI=true they are not skipped."
        )
    for item in ours:
        item.add_marker(pytest.mark.skip(reason="Browser tests cannot run: no Chromium was found."))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    """Start the system's Chromium, cut off from the network."""
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": FLAGS}


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """Let ``page.goto("/cases/")`` mean the portal."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, base_url) -> dict:
    """A reader's browser: British English, New York time, a desk's width."""
    size = {"width": WIDTHS[0], "height": 900}
    mine = {"base_url": base_url, "locale": "en-GB", "timezone_id": "America/New_York", "viewport": size}
    return {**browser_context_args, **mine}


class PageErrors:
    """What went wrong in the browser so far."""

    def __init__(self, home: str):
        self.home = urlsplit(home).netloc
        self.found: list[str] = []
        self.forgiven: list[str] = []

    def forgive(self, pattern: str) -> None:
        """Expect an error that fits, such as ``"status of 404"`` on a page that is not there."""
        self.forgiven.append(pattern)

    def watch(self, context) -> None:
        """Listen to everything that a context's pages say and ask for."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.found.append(f"script failed: {error.error}"))
        context.on("request", self._request)

    def remaining(self) -> list[str]:
        """Return the errors that nobody expected."""
        return [each for each in self.found if not any(re.search(pattern, each) for pattern in self.forgiven)]

    def _console(self, message) -> None:
        if message.type == "error":
            self.found.append(f"console: {message.text}")

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.home:
            self.found.append(f"request left the site: {request.url}")


@pytest.fixture
def page_errors(base_url):
    """Collect errors of the browser; fail the test at its end if any was not forgiven."""
    errors = PageErrors(base_url)
    yield errors
    assert errors.remaining() == []


@pytest.fixture
def context(context, page_errors):
    """The test's browser context, watched."""
    page_errors.watch(context)
    return context


@pytest.fixture
def plain_page(browser, browser_context_args, page_errors):
    """A page in a browser without JavaScript."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page_errors.watch(context)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def scan() -> Callable:
    """Return a function that fails with a readable list when axe-core finds something on the page."""
    source = AXE.read_text()
    # Only what is wrong is asked for; the report on what is right takes as long as looking.
    options = {"resultTypes": ["violations"], "preload": False}
    look = "options => axe.run(document, options).then(result => result.violations)"

    def check(page, *, without: tuple[str, ...] = ()) -> None:
        page.wait_for_load_state()
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(source)
        rules = {rule: {"enabled": False} for rule in without}
        violations = page.evaluate(look, options | {"rules": rules})
        assert not violations, f"axe on {page.url}:\n" + "\n".join(_describe(each) for each in violations)

    return check


@pytest.fixture(scope="session")
def axe(scan, pytestconfig) -> Callable:
    """Scan a page; but a second suite on other servers trusts the first: either database gives the same page."""
    return (lambda page, **_: page.wait_for_load_state()) if pytestconfig.getoption("again") else scan


def _describe(violation: dict) -> str:
    places = "".join(f"\n      {node['html'][:200]}" for node in violation["nodes"][:5])
    return f"  {violation['id']}: {violation['help']}{places}"


@pytest.fixture
def login(base_url) -> Callable:
    """Return a function that signs a person in, in the browser context of the page. Signing in has its own tests."""

    def sign_in(page, user) -> None:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        name = django_settings.SESSION_COOKIE_NAME
        page.context.clear_cookies()
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])

    return sign_in


@pytest.fixture
def shot() -> Callable:
    """Return a function that keeps pictures of a page, wide and narrow, in the folder that FAIRLEAD_SHOTS names."""
    folder = os.environ.get("FAIRLEAD_SHOTS")

    def take(page, name: str) -> None:
        if not folder:
            return
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(before)

    return take
