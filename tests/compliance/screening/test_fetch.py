"""Lists are fetched from their publishers: conditionally, resumed, backed off from, and never over plain http."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from compliance.screening import actions, fetch, sources
from compliance.screening.models import ListSource, ListVersion
from tests.factories.screening import csl_row, fill, write_csl

pytestmark = pytest.mark.django_db


class Publisher(ThreadingHTTPServer):
    """A publisher that we can tell how to behave."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.etag, self.cut_at, self.refuse, self.headers = b"", '"one"', 0, 0, {}
        self.asked: list[dict[str, str]] = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        publisher = self.server
        publisher.asked.append(dict(self.headers))
        if publisher.refuse:
            return self.answer(publisher.refuse, b"", publisher.headers)
        if self.headers.get("If-None-Match") == publisher.etag:
            return self.answer(304, b"", {})
        start, code = 0, 200
        if self.headers.get("Range") and self.headers.get("If-Range") == publisher.etag:
            start, code = int(self.headers["Range"].removeprefix("bytes=").rstrip("-")), 206
        body = publisher.content[start:]
        cut, publisher.cut_at = publisher.cut_at, 0
        return self.answer(code, body, {"ETag": publisher.etag}, cut=cut)

    def answer(self, code, body, headers, cut=0):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut] if cut else body)
        self.close_connection = True

    def log_message(self, *_):
        pass


@pytest.fixture
def publisher(tmp_path):
    server = Publisher()
    rows = [csl_row("Zephyrine Works", uid="z"), *fill(300)]
    server.content = write_csl(tmp_path / "served.csv", rows).read_bytes()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def source(publisher):
    sources.load()
    url = f"http://127.0.0.1:{publisher.server_port}/consolidated.csv"
    ListSource.objects.filter(code="us-csl").update(url=url, fetches=True)
    return lambda: ListSource.objects.get(code="us-csl")


def test_fetched_list_is_imported(source, now):
    version = actions.fetch_list(source(), actor=None, at=now)
    assert source().current == version
    assert version.entry_count == 301


def test_unchanged_list_is_confirmed_without_fetching_it_again(source, publisher, now):
    actions.fetch_list(source(), actor=None, at=now)
    actions.fetch_list(source(), actor=None, at=now + timedelta(days=5))

    assert publisher.asked[-1]["If-None-Match"] == '"one"'
    assert ListVersion.objects.count() == 1
    assert source().confirmed_at == now + timedelta(days=5)


def test_broken_transfer_is_resumed_where_it_broke_off(source, publisher, now):
    publisher.cut_at = 5000
    version = actions.fetch_list(source(), actor=None, at=now)

    assert version.entry_count == 301
    assert publisher.asked[-1]["Range"] == "bytes=5000-"


def test_refusal_leaves_the_list_in_force_and_sets_the_next_try(source, publisher, now):
    first = actions.fetch_list(source(), actor=None, at=now)
    publisher.refuse = 503
    for number in range(3):
        assert actions.fetch_list(source(), actor=None, at=now + timedelta(days=1)) is None
        assert source().failures == number + 1

    assert source().current == first
    assert "503" in source().problem
    assert source().next_try_at == now + timedelta(days=1, hours=1)


def test_publisher_may_ask_for_more_patience(source, publisher, now):
    publisher.refuse, publisher.headers = 429, {"Retry-After": "7200"}
    actions.fetch_list(source(), actor=None, at=now)
    assert source().next_try_at == now + timedelta(hours=2)


def test_success_forgets_the_failures(source, publisher, now):
    publisher.refuse = 500
    actions.fetch_list(source(), actor=None, at=now)
    publisher.refuse = 0
    actions.fetch_list(source(), actor=None, at=now + timedelta(hours=1))
    assert (source().failures, source().problem, source().next_try_at) == (0, "", None)


def test_pause_doubles_up_to_twelve_hours(now):
    pauses = [fetch.next_try(failures, now, None) - now for failures in (0, 1, 2, 9, 40)]
    assert pauses == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1), *[timedelta(hours=12)] * 2]


def test_lists_come_over_https_only(source, now):
    ListSource.objects.filter(code="us-csl").update(url="http://lists.example.org/a.csv")
    actions.fetch_list(source(), actor=None, at=now)
    assert "https only" in source().problem


def test_nobody_there_is_told_in_a_sentence(source, publisher, now):
    publisher.shutdown()
    publisher.server_close()
    actions.fetch_list(source(), actor=None, at=now)
    assert source().problem.startswith("The publisher cannot be reached")
