"""A sweep meets every row once, whatever it writes meanwhile, and keeps no read open."""

import sqlite3

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.core import batches
from portal.core.models import Duty, Message
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def owe(count, now):
    reader = make_user()
    rows = [Message(key=f"test.{n}", to=reader, template="core/test", due_at=now, context={}) for n in range(count)]
    Message.objects.all().delete()
    Message.objects.bulk_create(rows)


def test_every_row_is_met_once_although_each_leaves_the_query_when_it_is_worked_on(now):
    owe(7, now)
    met = []

    for message in batches.by_key(Message.objects.filter(sent_at=None), size=3):
        met.append(message.key)
        Message.objects.filter(pk=message.pk).update(sent_at=now)

    assert sorted(met) == [f"test.{n}" for n in range(7)]


def test_a_batch_takes_one_statement(now):
    owe(7, now)

    with CaptureQueriesContext(connection) as queries:
        sizes = [len(batch) for batch in batches.batches(Message.objects.all(), size=3)]

    assert (sizes, len(queries)) == ([3, 3, 1], 4)


def test_keys_that_are_words_are_walked_too(now):
    Duty.objects.bulk_create(Duty(task=f"task.{letter}", known_since=now) for letter in "cab")

    assert [each.task for each in batches.by_key(Duty.objects.all(), size=2)] == ["task.a", "task.b", "task.c"]


def test_why_no_read_stays_open_while_something_is_written(tmp_path):
    mine, theirs = (sqlite3.connect(tmp_path / "site.sqlite3", isolation_level=None) for _ in range(2))
    mine.execute("PRAGMA journal_mode=WAL")
    mine.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY)")
    mine.executemany("INSERT INTO thing VALUES (?)", [(n,) for n in range(9)])
    walk = mine.execute("SELECT id FROM thing ORDER BY id")
    walk.fetchmany(2)
    theirs.execute("INSERT INTO thing VALUES (99)")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        mine.execute("BEGIN IMMEDIATE")
    walk.fetchall()
    mine.execute("BEGIN IMMEDIATE")
