"""
A worker is killed, with no chance to clean up, in the middle of five hundred messages.

The promise: none is lost, and each is sent once, but for those that the worker
had in its hands at that moment. These are offered again, under the same
Message-ID, so that a mail server can drop the second copy.
"""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.utils import timezone

from portal.core import outbox
from portal.core.models import Message
from tests.factories.people import make_user
from tests.faults.stage import kill, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
OWED = 500
POOL = 2


def copies(settings) -> Counter:
    """How many copies of each message lie in the mail folder."""
    files = settings.EMAIL_FOLDER.glob("*.eml")
    return Counter(message_from_bytes(file.read_bytes())["Message-ID"] for file in files)


def sent() -> int:
    return Message.objects.exclude(sent_at=None).count()


def test_killed_worker_loses_no_message(stage, settings):
    reader = make_user(name="Ada Ferncliff")
    at = timezone.now()
    for number in range(OWED):
        outbox.owe(f"test.reminder.{number}", to=reader, template="council/reminder", due_at=at)
    first = stage.worker(pool=POOL)
    stage.call("core.deliver_messages")

    wait_until(lambda: sent() >= OWED // 5)
    kill(first)
    in_hand = Message.objects.filter(sent_at=None, claimed_until__gt=timezone.now()).count()
    assert OWED // 5 <= sent() < OWED, "the worker was to be killed in the middle"
    assert in_hand <= POOL

    stage.worker(pool=POOL)
    stage.call("core.deliver_messages")
    wait_until(lambda: sent() == OWED - in_hand)
    after_the_lease = timezone.now() + outbox.LEASE + timedelta(seconds=1)
    outbox.deliver_due(at=after_the_lease)

    assert sent() == OWED
    found = copies(settings)
    assert len(found) == OWED
    assert sum(found.values()) - OWED <= in_hand
