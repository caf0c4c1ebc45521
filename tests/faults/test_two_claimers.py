"""
Two workers reach for the same messages at the same moment.

The promise: each message is taken by one of them and leaves once; neither waits for the other to finish.
"""

from collections import Counter
from email import message_from_bytes

import pytest
from django.utils import timezone

from portal.core import outbox
from portal.core.models import Message
from tests.factories.people import make_user
from tests.faults.stage import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
OWED = 300


def test_two_workers_at_the_same_messages_send_each_once(stage, settings):
    reader, at = make_user(name="Ada Ferncliff"), timezone.now()
    for number in range(OWED):
        outbox.owe(f"test.reminder.{number}", to=reader, template="council/reminder", due_at=at)
    for _ in range(2):
        stage.worker(pool=2)
    for _ in range(4):
        stage.call("core.deliver_messages")

    wait_until(lambda: Message.objects.exclude(sent_at=None).count() == OWED)

    assert set(Message.objects.values_list("attempts", flat=True)) == {1}, "nobody took what another had"
    files = settings.EMAIL_FOLDER.glob("*.eml")
    copies = Counter(message_from_bytes(file.read_bytes())["Message-ID"] for file in files)
    assert len(copies) == OWED and set(copies.values()) == {1}
