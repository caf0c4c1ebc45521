"""
A worker is killed, with no chance to clean up, in the middle of five hundred messages.

The promise: none is lost, and each is sent once, but for those that the worker
had in its hands at that moment. These are offered again, under the same
Message-ID, so that a mail server can drop the second copy.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from portal.core import outbox
from portal.core.models import Message
from tests.factories import places
from tests.factories.people import make_user

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
OWED = 500
POOL = 2
CELERY = [sys.executable, "-m", "celery", "-A", "portal.celery"]


@pytest.fixture
def site(tmp_path, settings):
    """The environment of a worker on this test's database, and its mail folder."""
    settings.EMAIL_FOLDER = tmp_path / "site" / "outbox"
    settings.EMAIL_BACKEND = "portal.core.mailfolder.EmailBackend"
    return places.environment(tmp_path / "site", database=places.address_of_test_database())


@pytest.fixture
def worker(site, tmp_path):
    """A function that starts a real worker; whatever still runs is killed at the end."""
    running = []

    def start():
        with (tmp_path / "worker.log").open("ab") as log:
            command = [*CELERY, "worker", f"--concurrency={POOL}", "--without-gossip", "--without-mingle"]
            options = {"cwd": django_settings.BASE_DIR, "env": site, "stdout": log, "stderr": subprocess.STDOUT}
            running.append(subprocess.Popen(command, start_new_session=True, **options))
        return running[-1]

    yield start
    for process in running:
        kill(process)


def kill(process) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ask_to_deliver(site) -> None:
    subprocess.run([*CELERY, "call", "core.deliver_messages"], cwd=django_settings.BASE_DIR, env=site, check=True)


def copies(settings) -> Counter:
    """How many copies of each message lie in the mail folder."""
    files = settings.EMAIL_FOLDER.glob("*.eml")
    return Counter(message_from_bytes(file.read_bytes())["Message-ID"] for file in files)


def sent() -> int:
    return Message.objects.exclude(sent_at=None).count()


def wait_until(reached, seconds=60) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_killed_worker_loses_no_message(site, worker, settings):
    reader = make_user(name="Ada Ferncliff")
    at = timezone.now()
    for number in range(OWED):
        outbox.owe(f"test.reminder.{number}", to=reader, template="council/reminder", due_at=at)
    first = worker()
    ask_to_deliver(site)

    wait_until(lambda: sent() >= OWED // 5)
    kill(first)
    in_hand = Message.objects.filter(sent_at=None, claimed_until__gt=timezone.now()).count()
    assert OWED // 5 <= sent() < OWED, "the worker was to be killed in the middle"
    assert in_hand <= POOL

    worker()
    ask_to_deliver(site)
    wait_until(lambda: sent() == OWED - in_hand)
    after_the_lease = timezone.now() + outbox.LEASE + timedelta(seconds=1)
    outbox.deliver_due(at=after_the_lease)

    assert sent() == OWED
    found = copies(settings)
    assert len(found) == OWED
    assert sum(found.values()) - OWED <= in_hand
