"""One line per request, with an id that everything within it bears, and nothing that somebody searched for."""

import io
import json
import logging

import pytest
import structlog
from django.conf import settings as django_settings

from portal.core import logs

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """A function that reads back the lines written so far."""
    logs.configure({"level": "INFO", "console": False})
    written = io.StringIO()
    logging.getLogger().handlers[0].setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logs.configure(django_settings.LOGGING)


def test_a_request_writes_one_line_without_its_query(client, lines):
    answer = client.get("/accounts/login/?next=/parties/?q=Somebody")

    (line,) = [line for line in lines() if line["event"] == "request"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/accounts/login/", 200)
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["milliseconds"] > 0
    assert "Somebody" not in json.dumps(line)


def test_health_and_static_files_write_none(client, lines):
    client.get("/healthz")
    client.get(f"{django_settings.STATIC_URL}nothing.css")

    assert [line for line in lines() if line["event"] == "request"] == []


def test_an_id_from_the_proxy_is_kept(client):
    assert client.get("/healthz", headers={"X-Request-ID": "0af76519-16cd"})["X-Request-ID"] == "0af76519-16cd"


@pytest.mark.parametrize("given", ["short", "x" * 65, 'a"quote-and-more', "line\\nbreak12"])
def test_an_id_that_could_do_harm_in_a_log_is_replaced(client, given):
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] != given


def test_lines_of_libraries_have_the_same_form(lines):
    logging.getLogger("somebody.else").warning("careful with %s", "this")
    structlog.get_logger("portal.core").info("sealed", events=3)

    other, ours = lines()
    assert (other["event"], other["level"], other["logger"]) == ("careful with this", "warning", "somebody.else")
    assert (ours["event"], ours["events"]) == ("sealed", 3)


def test_a_fault_is_written_with_its_trace(lines):
    try:
        raise LookupError("the key is gone")
    except LookupError:
        logging.getLogger("portal").exception("not found")

    (line,) = lines()
    assert line["level"] == "error"
    assert "LookupError: the key is gone" in line["exception"]
