"""
What is owed is kept, whatever happens to the processes that keep it.

Workers are killed in the middle of a reminder run and of a nightly audit, the broker is killed and started again
without what it held, the database is locked for a while, the mail server refuses, the clock jumps, beat is away for a
week. Afterwards nothing that was owed is missing, nothing was sent twice, and every run is accounted for.
"""

import socketserver
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.db import connection, connections
from django.utils import timezone

from compliance.assurance.actions.audit import LEASE
from compliance.assurance.models import CheckPass, Finding
from compliance.remedies.models import Remedy
from portal.core import health, outbox, runs
from portal.core.models import Duty, Event, Heartbeat, Message, Run
from portal.schedule import TIMETABLE
from tests.factories.assurance import make_remedy
from tests.factories.people import make_user
from tests.faults.stage import DAY, kill, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
MANY = 5000


def make_late_remedies(count: int, *, days: int = 20) -> None:
    """Make one remedy by the office, and many like it, that have been due for three weeks."""
    at = timezone.now() - timedelta(days=days + 14)
    first = make_remedy(at=at)
    Message.objects.all().delete()
    more = [
        Remedy(
            reference=f"RM-X-{number}", finding=first.finding, what=first.what, owner=first.owner, due_on=first.due_on,
            checker=first.checker, check_on=first.check_on, check_how=first.check_how, opened_at=at, state_since=at,
        )
        for number in range(1, count)
    ]  # fmt: skip
    Remedy.objects.bulk_create(more, batch_size=500)


def owed() -> Counter:
    """How often each remedy was told of to its owner."""
    reminders = Message.objects.filter(template="remedies/reminder", to__name="Olga Owner")
    keys = reminders.values_list("key", flat=True)
    return Counter(key.split(".")[2] for key in keys)


def every_run_is_accounted_for() -> bool:
    """Mark the runs that a killed worker left, and say whether none is open. The living one may just have begun."""
    runs.mark_cut_off(at=timezone.now() + timedelta(minutes=3))
    return not Run.objects.filter(finished_at=None).exists()


def test_a_worker_killed_in_a_reminder_run_and_in_a_nightly_audit(stage):
    make_late_remedies(MANY)
    first = stage.worker()
    stage.call("remedies.remind_everyone")
    wait_until(lambda: owed())
    kill(first)
    assert 0 < len(owed()) < MANY, "the worker was to be killed in the middle"

    second = stage.worker()
    stage.call("remedies.remind_everyone")
    stage.call("assurance.audit_tonight")
    wait_until(lambda: Finding.objects.filter(check_name="remedy-overdue").exists())
    kill(second)
    assert Finding.objects.filter(check_name="remedy-overdue").count() < MANY
    assert not CheckPass.objects.get(name="remedy-overdue").ended_at

    stage.worker(ahead=int(LEASE.total_seconds()) + 5)
    stage.call("remedies.remind_everyone")
    stage.call("assurance.go_on")
    wait_until(lambda: len(owed()) == MANY and not CheckPass.objects.filter(ended_at=None).exists())

    assert set(owed().values()) == {1}
    findings = Finding.objects.filter(check_name="remedy-overdue")
    assert findings.count() == findings.values("fingerprint").distinct().count() == MANY
    assert Event.objects.filter(verb="assurance.finding.stated", data__check="remedy-overdue").count() == MANY
    assert not Finding.objects.filter(state="cleared").exists()
    wait_until(every_run_is_accounted_for)
    assert Run.objects.filter(outcome="cut_off").count() >= 2


def test_beat_that_was_away_for_a_week_makes_up_for_what_was_missed(stage):
    make_late_remedies(3)
    week = timezone.now() - timedelta(days=7)
    Duty.objects.bulk_create(Duty(task=row.task, known_since=week - timedelta(days=60)) for row in TIMETABLE)
    Duty.objects.update(last_started_at=week)
    assert not health.examine(at=timezone.now())["timetable"].well

    stage.worker()
    stage.beat()
    wait_until(lambda: not runs.missed(at=timezone.now()), seconds=120, every=0.2)

    assert health.examine(at=timezone.now())["timetable"].well
    wait_until(lambda: len(owed()) == 3)
    assert set(owed().values()) == {1}, "after a week nobody is told seven times"
    assert CheckPass.objects.filter(name="remedy-overdue").count() == 1


def test_a_clock_that_jumps_a_broker_that_is_restarted_and_a_locked_database(stage, broker, settings):
    make_late_remedies(3, days=5)
    worker = stage.worker(pool=1, ahead=3 * DAY)
    wait_until(lambda: Heartbeat.objects.filter(name="worker").exists())
    with locked_database():
        stage.call("remedies.remind_everyone")
        assert not owed(), "nobody writes while the database is held"
    wait_until(lambda: len(owed()) == 3)
    stage.call("core.deliver_messages")
    wait_until(lambda: Message.objects.exclude(sent_at=None).count() == Message.objects.count() > 0)
    kill(worker)
    told = Message.objects.count()

    stage.call("remedies.remind_everyone")
    broker.restart()
    ran = Run.objects.count()
    stage.worker(pool=1)
    Duty.objects.create(task="remedies.remind_everyone", known_since=timezone.now() - timedelta(days=60))
    Duty.objects.update(last_started_at=timezone.now() - timedelta(days=2))
    late = [each.row.task for each in runs.missed(at=timezone.now())]
    assert late == ["remedies.remind_everyone"], "what the broker lost is seen to be missing"
    stage.call("remedies.remind_everyone")
    wait_until(lambda: Run.objects.filter(outcome="done").count() > ran)
    stage.call("core.deliver_messages")
    wait_until(lambda: Run.objects.filter(outcome="done").count() > ran + 1)

    broker.restart()
    stage.call("remedies.remind_everyone")
    wait_until(lambda: Run.objects.filter(outcome="done").count() > ran + 2)  # the worker found back by itself

    assert Message.objects.count() == told, "a clock put back owes nothing twice"
    copies = Counter(
        message_from_bytes(file.read_bytes())["Message-ID"] for file in settings.EMAIL_FOLDER.glob("*.eml")
    )
    assert len(copies) == told and set(copies.values()) == {1}


@contextmanager
def locked_database():
    """Hold the database, so that nobody else writes for a while."""
    other = connections.create_connection("default")
    other.settings_dict = {**connection.settings_dict}
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("LOCK TABLE core_message IN EXCLUSIVE MODE")
            else:
                cursor.execute("UPDATE core_heartbeat SET name = name")
        yield
        other.rollback()
    finally:
        other.close()


class Refusing(socketserver.StreamRequestHandler):
    """A mail server that says no until it is told to recover."""

    recovered = threading.Event()
    taken: list[bytes] = []

    def handle(self):
        self.say(b"220 here")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA" and self.recovered.is_set():
                self.say(b"354 go on")
                self.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.say(b"250 taken")
            elif word == b"MAIL" and not self.recovered.is_set():
                self.say(b"451 come back later")
            else:
                self.say(b"221 bye" if word == b"QUIT" else b"250 well")

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


def test_a_mail_server_that_refuses_and_recovers_gets_each_message_once(settings):
    make_late_remedies(3)
    reader, at = make_user(), timezone.now()
    for number in range(5):
        outbox.owe(f"test.{number}", to=reader, template="council/reminder", due_at=at)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        assert outbox.deliver_due(at=at) == 0
        assert set(Message.objects.values_list("attempts", flat=True)) == {1}
        assert "come back later" in Message.objects.first().problem
        Refusing.recovered.set()
        assert outbox.deliver_due(at=at) == 0, "it is given time to recover"
        assert outbox.deliver_due(at=at + outbox.LEASE) == 5
        assert outbox.deliver_due(at=at + timedelta(days=1)) == 0
        server.shutdown()

    ids = Counter(message_from_bytes(mail)["Message-ID"] for mail in Refusing.taken)
    assert len(ids) == 5 and set(ids.values()) == {1}
