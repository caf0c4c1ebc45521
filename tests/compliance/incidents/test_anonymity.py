"""Nothing that could lead to an anonymous reporter is kept: the database, the log lines and the events are searched."""

import io
import json
import logging
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions
from compliance.incidents.models import Report
from portal.core import logs
from portal.core.models import Event
from tests.factories.incidents import WORDS, make_handler
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
ADDRESS, AGENT, REQUEST, LANGUAGE = "203.0.113.77", "Telltale/9.9", "0af76519-telltale", "rm-CH"
TRACES = {"REMOTE_ADDR": ADDRESS}
HEADERS = {
    "User-Agent": AGENT,
    "X-Forwarded-For": ADDRESS,
    "X-Real-IP": ADDRESS,
    "X-Request-ID": REQUEST,
    "Accept-Language": LANGUAGE,
}
FORM = {"what": WORDS, "going_on": "yes", "nature": "other"}


@pytest.fixture
def written():
    """Collect every log line, of every library, down to the least."""
    logs.configure({"level": "DEBUG", "console": False})
    lines = io.StringIO()
    logging.getLogger().handlers[0].setStream(lines)
    yield lines
    logs.configure(django_settings.LOGGING)


def whole_database() -> str:
    """Return every value of every table of every app, sessions and caches included."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.extend(f"{table} {row}" for row in cursor.fetchall())
    return "\n".join(found)


def send(client, **extra):
    """Report anonymously in the browser, with everything that could betray its user; return the code."""
    file = SimpleUploadedFile("rosamund-larkspring.txt", b"What I saw.")
    page = client.post(
        reverse("incidents:report-anonymous"), {**FORM, "files": file}, headers=HEADERS, **TRACES, **extra
    )
    assert page.status_code == 200
    return page.context["receipt"].code


def test_a_report_leaves_no_trace_of_its_reporter(client, written):
    handler = make_handler()
    someone = make_user(name="Rosamund Larkspring")
    client.force_login(someone)  # signed in in the same browser, and yet anonymous
    sessions = set(Session.objects.values_list("session_key", "session_data"))
    before = whole_database()
    written.truncate(0)
    code = send(client)
    client.post(reverse("incidents:receipt"), {"code": code}, headers=HEADERS, **TRACES)
    client.post(
        reverse("incidents:receipt"),
        {"code": code, "write": "1", "text": "One thing more."},
        headers=HEADERS,
        **TRACES,
    )
    actions.empty_letterbox(at=timezone.now())

    grown = "\n".join(set(whole_database().splitlines()) - set(before.splitlines()))
    assert "RP-" in grown and "compliance_report" in grown
    for trace in (ADDRESS, AGENT, REQUEST, LANGUAGE, code, code.replace("-", ""), "larkspring", "Larkspring"):
        assert trace not in grown, trace
        assert trace not in written.getvalue(), trace
    assert set(Session.objects.values_list("session_key", "session_data")) == sessions
    assert not Report.objects.filter(reporter=someone).exists()
    for event in Event.objects.filter(verb__startswith="incidents."):
        assert event.actor is None
        assert ADDRESS not in json.dumps(event.data)
    assert Report.objects.visible_to(handler).exists()


def test_the_test_would_find_a_trace(client, written):
    """An ordinary page writes its line, so the search above could have found one."""
    someone = make_user()
    client.force_login(someone)

    client.get("/training/", headers=HEADERS, **TRACES)

    (line,) = [json.loads(each) for each in written.getvalue().splitlines() if '"request"' in each]
    assert line["user"] == someone.pk
    assert line["request_id"] == REQUEST


def test_no_line_at_all_is_written_about_speaking_up(client, written):
    code = send(client)
    for name in ("speak-up", "report-anonymous", "receipt"):
        client.get(reverse(f"incidents:{name}"), headers=HEADERS, **TRACES)
    client.post(reverse("incidents:receipt"), {"code": code}, headers=HEADERS, **TRACES)
    client.get("/speak-up/nothing-here/", headers=HEADERS, **TRACES)

    assert "speak-up" not in written.getvalue()


def test_no_address_holds_a_code_and_nothing_is_kept_by_the_browser(client):
    code = send(client)

    page = client.post(reverse("incidents:receipt"), {"code": code})

    assert WORDS in page.content.decode()
    assert page.request["PATH_INFO"] == reverse("incidents:receipt")
    assert page["Cache-Control"] == "no-store"
    assert "X-Request-ID" not in page
    assert set(client.cookies) <= {"csrftoken"}


def test_all_moments_of_a_report_are_the_hour_and_its_event_the_half_hour(client):
    send(client)
    report = Report.objects.get()

    for moment in (report.received_at, report.state_since):
        assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)
    stamped = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
        for row in model._default_manager.filter(**{f"{field.name}__gte": timezone.now() - timedelta(minutes=1)})
    ]
    assert [name for name in stamped if "created_at" in name] == []


def test_a_fault_on_the_way_says_nothing_either(client, written, monkeypatch):
    client.raise_request_exception = False

    def broken(*_args, **_kwargs):
        raise RuntimeError("It broke.")

    monkeypatch.setattr(actions, "report", broken)
    answer = client.post(reverse("incidents:report-anonymous"), FORM, headers=HEADERS, **TRACES)

    assert answer.status_code == 500
    assert "It broke." in written.getvalue()
    for trace in (ADDRESS, AGENT, REQUEST):
        assert trace not in written.getvalue()
