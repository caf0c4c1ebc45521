"""/healthz says what is wrong, to machines, without an account."""

import socketserver
import threading
from datetime import timedelta

import pytest

from portal.core import health, heartbeat
from portal.core.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def alive(now):
    """Signs of life of a portal that runs."""
    for name in heartbeat.SILENT_AFTER:
        heartbeat.leave(name, at=now)


def test_everything_is_well(alive, now):
    findings = health.examine(at=now)

    assert list(findings) == ["database", "broker", "worker", "beat", "tasks", "timetable", "mail", "disk"]
    assert [name for name, finding in findings.items() if not finding.well] == []
    assert findings["worker"].age_seconds == 0


def test_answer_is_open_and_says_what_is_wrong(client):
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["status"] == "not well"
    assert answer.json()["checks"]["worker"] == {"well": False, "words": "No worker has ever been seen."}
    assert "no-store" in answer["Cache-Control"]


def test_asking_takes_few_queries(alive, client, django_assert_num_queries):
    client.get("/healthz")

    with django_assert_num_queries(6):  # two for migrations, one for each sign of life, one for the timetable
        client.get("/healthz")


@pytest.mark.parametrize(
    ("name", "silence", "words"),
    [
        ("worker", timedelta(minutes=2), "The worker has been silent for 2 minutes."),
        ("beat", timedelta(minutes=5), "Beat has been silent for 5 minutes."),
        ("tasks", timedelta(minutes=20), "Nothing that beat sent was carried out for 20 minutes."),
    ],
)
def test_silence_is_not_well(alive, now, name, silence, words):
    heartbeat.leave(name, at=now - silence)

    findings = health.examine(at=now)

    assert [found for found, finding in findings.items() if not finding.well] == [name]
    assert findings[name].words == words


def test_a_short_silence_is_well(alive, now):
    heartbeat.leave("worker", at=now - timedelta(seconds=119))

    assert health.examine(at=now)["worker"].well


def test_a_clock_that_runs_ahead_is_no_alarm(alive, now):
    heartbeat.leave("worker", at=now + timedelta(seconds=3))

    assert health.examine(at=now)["worker"].age_seconds == 0


def test_migrations_that_are_not_applied_are_not_well(alive, now, monkeypatch):
    monkeypatch.setattr(health, "_newest_migrations", lambda: frozenset({("core", "9999_from_tomorrow")}))

    assert health.examine(at=now)["database"].words == "Migrations have not been applied. Run manage.py prepare."


def test_broker_folder_that_cannot_be_written(alive, now, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.REDIS_URL, settings.BROKER_DIR = "", tmp_path / "file" / "queue"

    assert health.examine(at=now)["broker"].words == "The broker's folder cannot be written."


def test_redis_that_is_away(alive, now, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert health.examine(at=now)["broker"].words == "The broker does not answer."


def test_full_disk(alive, now, monkeypatch):
    monkeypatch.setattr(health, "ROOM_NEEDED", 1 << 60)

    assert not health.examine(at=now)["disk"].well


class Greeting(socketserver.StreamRequestHandler):
    """As much of a mail server as NOOP takes."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            self.wfile.write(b"221 bye\r\n" if line.lower().startswith(b"quit") else b"250 well\r\n")


@pytest.fixture
def mail_server(settings):
    """A mail server that the settings name."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greeting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server
        server.shutdown()


def test_mail_server_that_answers_is_asked_once_a_minute(alive, now, mail_server):
    assert health.examine(at=now)["mail"].words == "The mail server answers."

    mail_server.shutdown()
    mail_server.server_close()

    assert health.examine(at=now + timedelta(seconds=59))["mail"].well
    later = now + timedelta(minutes=1)
    assert health.examine(at=later)["mail"].words == "The mail server does not answer."


def test_signs_of_life_are_one_row_each(now):
    heartbeat.leave("worker", at=now - timedelta(minutes=1))
    heartbeat.leave("worker", at=now)

    assert list(Heartbeat.objects.values_list("name", "at")) == [("worker", now)]
