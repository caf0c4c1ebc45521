"""Personal identifiers are unreadable in the database and unsearchable by accident."""

import os

import pytest
from django.core.management import call_command
from django.db import connection

from portal.core import outbox
from portal.core.fields import Undecipherable, blind_index, decrypt, encrypt
from portal.core.models import Message

pytestmark = pytest.mark.django_db


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_address FROM core_message")
        return cursor.fetchone()[0]


@pytest.fixture
def message(now):
    outbox.owe("test.1", to_address="partner@elsewhere.example", template="core/test", due_at=now)
    return Message.objects.get()


def test_the_database_never_sees_the_value(message):
    assert "partner" not in stored()
    assert message.to_address == "partner@elsewhere.example"


def test_the_same_value_is_stored_differently_each_time():
    assert encrypt(b"CN", bound_to="a.b") != encrypt(b"CN", bound_to="a.b")


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(Undecipherable, match="changed or moved"):
        decrypt(encrypt(b"CN", bound_to="party.citizenship"), bound_to="party.residence")


def test_the_empty_text_stays_empty(now):
    from tests.factories.people import make_user

    outbox.owe("test.2", to=make_user(), template="core/test", due_at=now)

    assert stored() == ""


def test_an_encrypted_column_cannot_be_compared(message):
    with pytest.raises(TypeError, match="blind index"):
        Message.objects.filter(to_address="partner@elsewhere.example").exists()


def test_rotation_brings_every_value_under_the_newest_key(message, settings, capsys):
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [("k2", os.urandom(32)), *old]

    call_command("rotate_keys")

    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert stored().startswith("k2:")
    assert Message.objects.get().to_address == "partner@elsewhere.example"
    assert "1 fields" in capsys.readouterr().out


def test_a_key_that_is_gone_is_named(message, settings):
    settings.FIELD_KEYS = [("k9", os.urandom(32))]

    with pytest.raises(Undecipherable, match="No key “k1”"):
        Message.objects.get()


def test_blind_indexes_agree_by_value_and_differ_by_purpose():
    assert blind_index(" AB123 ", purpose="passport") == blind_index("ab123", purpose="passport")
    assert blind_index("AB123", purpose="passport") != blind_index("AB123", purpose="visa")
