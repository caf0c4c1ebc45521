"""Lists are fetched from their publishers: conditionally, resumed, backed off from, and never over plain http."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from compliance.screening import actions, fetch, sources
from compliance.screening.models import ListSource, ListVersion, ScreeningRun
from compliance.screening.states import Outcome, VersionState
from compliance.screening.tasks import fetch_lists
from portal.accounts.roles import Officer
from portal.core import words
from portal.core.models import Message
from tests.factories.parties import make_party
from tests.factories.people import make_user
from tests.factories.screening import csl_row, fill, whole, write_csl

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
    rows = whole([csl_row("Zephyrine Works", uid="z"), *fill(300)])
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
    assert version.entry_count == 308


def test_unchanged_list_is_confirmed_without_fetching_it_again(source, publisher, now):
    actions.fetch_list(source(), actor=None, at=now)
    actions.fetch_list(source(), actor=None, at=now + timedelta(days=5))

    assert publisher.asked[-1]["If-None-Match"] == '"one"'
    assert ListVersion.objects.count() == 1
    assert source().confirmed_at == now + timedelta(days=5)


def test_broken_transfer_is_resumed_where_it_broke_off(source, publisher, now):
    publisher.cut_at = 5000
    version = actions.fetch_list(source(), actor=None, at=now)

    assert version.entry_count == 308
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


# -- What was refused confirms nothing ---------------------------------------------------------------------------------


def rows_of(*names, count=300):
    return whole([*(csl_row(name, uid=name[0].lower()) for name in names), *fill(count)])


def serve(publisher, folder, rows, etag):
    publisher.content, publisher.etag = write_csl(folder / "next.csv", rows).read_bytes(), etag


def fetch_daily(source, now, *, days):
    """Fetch on each of these days; return what came on the last."""
    for day in days:
        version = actions.fetch_list(source(), actor=None, at=now + timedelta(days=day))
    return version


@pytest.fixture
def shortened(source, publisher, tmp_path, now):
    """Return the edition that came on the first day after, so short that it is in quarantine."""
    actions.fetch_list(source(), actor=None, at=now)
    serve(publisher, tmp_path, rows_of("Zephyrine Works", "Quillon Reactor Guild", count=100), '"two"')
    version = actions.fetch_list(source(), actor=None, at=now + timedelta(days=1))
    assert version.state == VersionState.QUARANTINED
    return version


def test_list_ages_while_the_publisher_offers_what_is_in_quarantine(source, shortened, now):
    officer = make_user(Officer)
    version = fetch_daily(source, now, days=range(2, 40))

    assert version == shortened
    assert ListVersion.objects.count() == 2
    assert source().confirmed_at == now
    assert source().problem == words.shortened(shortened.problem, 300)
    assert not source().is_fresh(now + timedelta(days=39))
    assert not Message.objects.filter(to=officer).exists()


def test_name_that_stands_only_in_quarantine_is_not_clear_for_ever(source, shortened, now):
    fetch_daily(source, now, days=range(2, 10))
    actions.screen_party(make_party("Quillon Reactor Guild"), actor=None, at=now + timedelta(days=9))
    assert ScreeningRun.objects.get().outcome == Outcome.NOT_SCREENED


def test_quarantined_content_is_asked_for_as_a_whole_and_not_every_hour(source, shortened, publisher, now):
    fetch_daily(source, now, days=[2])
    assert "If-None-Match" not in publisher.asked[-1]
    assert source().next_try_at == now + timedelta(days=2, hours=12)
    assert source().failures == 0


def test_accepted_edition_is_confirmed_by_what_the_publisher_offers_later(source, shortened, publisher, now):
    actions.accept(shortened, actor=make_user(Officer), at=now + timedelta(days=2), reason="Two hundred were delisted.")
    fetch_daily(source, now, days=[3, 4])

    assert publisher.asked[-1]["If-None-Match"] == '"two"'
    assert source().current == shortened
    assert source().confirmed_at == now + timedelta(days=4)
    assert source().problem == ""


def test_dismissed_edition_does_not_come_back_and_confirms_nothing(source, shortened, now):
    actions.dismiss(shortened, actor=make_user(Officer), at=now + timedelta(days=2), reason="A slip of theirs.")
    fetch_daily(source, now, days=[3, 4])

    assert ListVersion.objects.count() == 2
    assert source().confirmed_at == now
    assert "still offers edition 2, which was dismissed" in source().problem


def test_old_content_does_not_confirm_while_a_newer_edition_waits(source, shortened, publisher, tmp_path, now):
    serve(publisher, tmp_path, rows_of("Zephyrine Works"), '"one"')
    fetch_daily(source, now, days=[2, 3])
    assert source().confirmed_at == now
    assert source().problem == words.shortened(shortened.problem, 300)

    actions.dismiss(shortened, actor=make_user(Officer), at=now + timedelta(days=3), reason="They took it back.")
    fetch_daily(source, now, days=[4])
    assert (source().confirmed_at, source().problem) == (now + timedelta(days=4), "")


def test_whole_edition_after_the_quarantined_one_is_put_in_force(source, shortened, publisher, tmp_path, now):
    serve(publisher, tmp_path, rows_of("Zephyrine Works", "Quillon Reactor Guild"), '"three"')
    version = fetch_daily(source, now, days=[2])
    assert source().current == version
    assert (version.entry_count, source().problem) == (309, "")


@pytest.mark.parametrize("content", [b"", b"_id,source\n1,EL"])
def test_unusable_answer_confirms_nothing_and_counts_as_a_failure(source, publisher, now, content):
    actions.fetch_list(source(), actor=None, at=now)
    publisher.content, publisher.etag = content, '"two"'
    version = fetch_daily(source, now, days=range(1, 12))

    assert (version.number, version.state) == (2, VersionState.UNUSABLE)
    assert ListVersion.objects.count() == 2
    assert source().confirmed_at == now
    assert source().problem == words.shortened(version.problem, 300)
    assert source().failures == 11
    assert source().next_try_at == now + timedelta(days=11, hours=12)


def test_whole_answer_after_an_unusable_one_confirms_and_the_refusal_stays_in_sight(source, publisher, now):
    first = actions.fetch_list(source(), actor=None, at=now)
    whole = publisher.content
    publisher.content, publisher.etag = b"", '"two"'
    refused = fetch_daily(source, now, days=[1])
    publisher.content, publisher.etag = whole, '"one"'
    fetch_daily(source, now, days=[2])

    assert source().current == first
    assert (source().confirmed_at, source().failures) == (now + timedelta(days=2), 0)
    assert source().problem == refused.problem


def test_edition_brought_in_by_hand_is_not_confirmed_by_the_one_that_it_replaced(source, tmp_path, now):
    actions.fetch_list(source(), actor=None, at=now)
    path = write_csl(tmp_path / "newest.csv", rows_of("Zephyrine Works", "Quillon Reactor Guild"))
    by_hand = actions.import_list("us-csl", [path], actor=make_user(Officer), at=now + timedelta(days=1))
    version = fetch_daily(source, now, days=[2, 3])

    assert source().current == by_hand
    assert source().confirmed_at == now + timedelta(days=1)
    assert version.state == VersionState.QUARANTINED
    assert version.problem.startswith("The publisher offers edition 1 again, word for word")


def test_edition_brought_in_by_hand_is_confirmed_once_the_publisher_offers_it(source, publisher, tmp_path, now):
    actions.fetch_list(source(), actor=None, at=now)
    serve(publisher, tmp_path, rows_of("Zephyrine Works", "Quillon Reactor Guild"), '"two"')
    actions.import_list("us-csl", [tmp_path / "next.csv"], actor=make_user(Officer), at=now + timedelta(days=1))
    fetch_daily(source, now, days=[2, 3])

    assert ListVersion.objects.count() == 2
    assert source().confirmed_at == now + timedelta(days=3)


# -- One list's fault is not another's ---------------------------------------------------------------------------------


@pytest.fixture
def two_sources(publisher, source):
    """Have two lists fetched, of which the first in order is the one that breaks."""
    ListSource.objects.filter(code="us-csl").update(fetches=False)
    for code in ("eu-fsf", "us-bis-dpl"):
        url = f"http://127.0.0.1:{publisher.server_port}/{code}"
        ListSource.objects.filter(code=code).update(url=url, fetches=True)


def test_list_with_an_impossible_date_keeps_no_other_from_being_fetched(two_sources, publisher):
    publisher.content = b'<export generationDate="2026-13-45"></export>'
    officer = make_user(Officer)
    fetch_lists()

    source = ListSource.objects.get(code="eu-fsf")
    assert [line["Host"] for line in publisher.asked] == [f"127.0.0.1:{publisher.server_port}"] * 2
    assert (source.versions.get().state, source.failures) == (VersionState.UNUSABLE, 1)
    assert "“2026-13-45” is no date" in source.problem
    assert source.next_try_at is not None
    assert Message.objects.filter(to=officer, key__contains=f".{source.versions.get().pk}.").exists()


def test_fault_of_the_portal_itself_counts_as_a_failure_and_is_told(two_sources, publisher):
    ListSource.objects.filter(code="eu-fsf").update(url="http://[broken/list.xml")
    fetch_lists()
    fetch_lists()

    source = ListSource.objects.get(code="eu-fsf")
    assert len(publisher.asked) == 1
    assert source.failures == 1
    assert source.problem.startswith("Fetching broke off by a fault in the portal")
    assert source.next_try_at is not None
