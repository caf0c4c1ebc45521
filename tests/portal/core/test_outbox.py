"""What is owed leaves once, and nothing owed is lost."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from portal.core import outbox
from portal.core.models import Message
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_user(name="Ada Ferncliff", email="ada@harrowpoint.example")


def owe(ada, key="test.1", **given):
    return outbox.owe(key, to=ada, template="core/test", **given)


@pytest.fixture(autouse=True)
def letter(settings, tmp_path):
    folder = tmp_path / "templates" / "email" / "core"
    folder.mkdir(parents=True)
    (folder / "test.txt").write_text("Subject: About {{ thing|default:'it' }}\n\nDear {{ to }},\nit is time.")
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path / "templates"]}
    ]


def test_owing_twice_is_owing_once(ada, now):
    assert owe(ada, due_at=now)
    assert not owe(ada, due_at=now + timedelta(days=1))
    assert Message.objects.count() == 1


def test_nobody_is_owed_nothing(now):
    with pytest.raises(ValueError, match="nobody"):
        outbox.owe("x", template="core/test", due_at=now)


def test_a_due_message_leaves_once(ada, now):
    owe(ada, due_at=now, thing="the review")

    assert outbox.deliver_due(at=now) == 1
    assert outbox.deliver_due(at=now) == 0
    assert [(letter.subject, letter.to) for letter in mail.outbox] == [
        ("About the review", ["ada@harrowpoint.example"])
    ]


def test_a_message_waits_for_its_day(ada, now):
    owe(ada, due_at=now + timedelta(days=1))

    assert outbox.deliver_due(at=now) == 0
    assert outbox.deliver_due(at=now + timedelta(days=1)) == 1


def test_an_address_without_account_can_be_owed(now):
    outbox.owe("test.2", to_address="partner@elsewhere.example", template="core/test", due_at=now)

    assert outbox.deliver_due(at=now) == 1
    assert mail.outbox[0].to == ["partner@elsewhere.example"]


def test_a_withdrawn_message_never_leaves(ada, now):
    owe(ada, "case.1.reminder", due_at=now)
    owe(ada, "case.2.reminder", due_at=now)

    assert outbox.withdraw("case.1.", at=now) == 1
    assert outbox.deliver_due(at=now) == 1


def test_a_dead_workers_message_is_offered_again(ada, now):
    owe(ada, due_at=now)
    Message.objects.update(claimed_until=now + outbox.LEASE)  # somebody took it and was killed

    assert outbox.deliver_due(at=now) == 0
    assert outbox.deliver_due(at=now + outbox.LEASE) == 1


def test_the_second_copy_bears_the_same_message_id(ada, now):
    owe(ada, due_at=now)
    outbox.deliver_due(at=now)
    Message.objects.update(sent_at=None)  # killed between sending and writing it down
    outbox.deliver_due(at=now + outbox.LEASE)

    first, second = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert first == second


class Refusing(locmem.EmailBackend):
    def send_messages(self, messages):
        if any("bad@" in letter.to[0] for letter in messages):
            raise OSError("mailbox unavailable")
        return super().send_messages(messages)


def test_one_bad_address_holds_nobody_up_and_is_tried_again(ada, now, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    outbox.owe("test.bad", to_address="bad@elsewhere.example", template="core/test", due_at=now)
    owe(ada, "test.good", due_at=now)

    assert outbox.deliver_due(at=now) == 1

    bad = Message.objects.get(key="test.bad")
    assert bad.sent_at is None
    assert "mailbox unavailable" in bad.problem
    assert bad.claimed_until > now
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.deliver_due(at=bad.claimed_until) == 1


def test_of_two_workers_one_delivers(ada, now):
    owe(ada, due_at=now)
    seen_by_both = Message.objects.get()

    assert outbox._deliver(seen_by_both, at=now) is True
    assert outbox._deliver(seen_by_both, at=now) is False
    assert len(mail.outbox) == 1
