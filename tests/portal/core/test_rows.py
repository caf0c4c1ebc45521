"""Rows that nearly every action writes: what the ORM would have written, once, and only from the state they were in."""

import pytest

from portal.core import rows
from portal.core.events import record_event
from portal.core.models import Message
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def message(now, **given):
    return Message(**{"key": "a.b.1", "to_address": "a@harrowpoint.example", "template": "t", "due_at": now, **given})


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_reads_back_as_it_was_written(now):
    written = message(now, context={"days": 3, "who": "Zoë % \"quoted\" 'twice'", "none": None})

    assert rows.write_unless_known(written, by="key")

    assert values(Message.objects.get()) == values(written)
    assert not written._state.adding
    written.context = {}
    written.save()  # it is a row like any other
    assert Message.objects.get().context == {}


def test_what_is_known_stays_as_it_is(now):
    rows.write_unless_known(message(now, template="first"), by="key")
    late = message(now, template="second")

    assert not rows.write_unless_known(late, by="key")

    assert Message.objects.get().template == "first"
    assert late.pk is None


def test_a_reference_to_nobody_and_to_somebody(now):
    person = make_user()
    rows.write_unless_known(message(now, key="a"), by="key")
    rows.write_unless_known(message(now, key="b", to=person), by="key")

    assert [each.to for each in Message.objects.order_by("key")] == [None, person]


def test_written_rows_are_given_the_moment_of_writing(now):
    written = message(now)
    rows.write(written)

    assert written.created_at is not None
    assert Message.objects.get().created_at == written.created_at


def test_an_event_written_this_way_is_written_once(now):
    event = record_event("core.test.written", make_user(), actor=None, at=now)

    with pytest.raises(TypeError, match="never changed"):
        event.save()
