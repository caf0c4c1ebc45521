"""A sealed event cannot be changed, deleted, inserted or reordered without being named."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from portal.core import merkle, seal
from portal.core.events import record_event
from portal.core.models import Checkpoint, Event, Leaf
from tests.emptying import WRITTEN_ONCE
from tests.factories.people import make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(now):
    """Thirty events in three batches."""
    unit = make_unit("Cryogenics")
    actor = make_user(name="Ada Ferncliff")
    seal.seal(at=now)
    for batch in range(3):
        for number in range(10):
            record_event("test.thing.happened", unit, actor=actor, at=now, batch=batch, number=number)
        seal.seal(at=now + timedelta(minutes=batch))
    return list(Event.objects.filter(verb="test.thing.happened").order_by("pk"))


def tamper(sql, params):
    """Do what somebody with the database's own password could do."""
    with connection.cursor() as cursor:
        for statement in WRITTEN_ONCE.removals(connection.vendor):
            cursor.execute(statement)
        cursor.execute(sql, params)


def faults():
    return [(fault.kind, fault.event) for fault in seal.verify()]


def test_a_sound_log_has_no_fault(log):
    assert faults() == []
    assert Checkpoint.objects.order_by("-size").first().size == Event.objects.count()


def test_sealing_again_adds_nothing(log, now):
    assert seal.seal(at=now) == 0


def test_the_orm_refuses_to_rewrite(log):
    with pytest.raises(TypeError, match="never changed"):
        Event.objects.filter(pk=log[0].pk).update(verb="other")
    with pytest.raises(TypeError, match="never deleted"):
        Event.objects.all().delete()
    with pytest.raises(TypeError, match="never changed"):
        log[0].save()
    with pytest.raises(TypeError, match="never deleted"):
        log[0].delete()


@pytest.mark.parametrize("table", ["core_event", "core_leaf", "core_checkpoint"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_the_database_refuses_too(log, table, statement):
    column = {"core_event": "id", "core_leaf": "position", "core_checkpoint": "size"}[table]

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))


def test_a_changed_event_is_named(log):
    tamper("UPDATE core_event SET verb = %s WHERE id = %s", ["test.thing.hidden", log[4].pk])

    assert faults() == [("changed", log[4].pk)]


def test_a_changed_event_is_named_even_when_its_leaf_was_made_to_fit(log):
    tamper("UPDATE core_event SET verb = %s WHERE id = %s", ["test.thing.hidden", log[17].pk])
    forged = seal.digest(Event.objects.get(pk=log[17].pk))
    tamper("UPDATE core_leaf SET digest = %s WHERE event_id = %s", [forged, log[17].pk])

    assert faults() == [("changed", log[17].pk)]


def test_one_byte_of_the_data_is_enough(log):
    tamper("UPDATE core_event SET data = %s WHERE id = %s", ['{"batch": 1, "number": 8}', log[17].pk])

    assert faults() == [("changed", log[17].pk)]


def test_a_deleted_event_is_named(log):
    tamper("DELETE FROM core_leaf WHERE event_id = %s", [log[12].pk])
    position = [event.pk for event in log].index(log[12].pk) + Event.objects.count() - len(log)
    tamper("DELETE FROM core_event WHERE id = %s", [log[12].pk])

    found = list(seal.verify())

    assert [fault.kind for fault in found] == ["deleted"]
    assert found[0].position == position


def test_an_inserted_event_is_named(log, now):
    gap = log[5].pk
    last = Event.objects.order_by("-pk").first().pk
    tamper("DELETE FROM core_leaf WHERE event_id = %s", [gap])
    tamper("UPDATE core_event SET id = %s WHERE id = %s", [last + 100, gap])
    forged = record_event("test.thing.forged", log[0].subject, actor=None, at=now)
    tamper("UPDATE core_event SET id = %s WHERE id = %s", [gap, forged.pk])
    Leaf.objects.bulk_create([Leaf(position=last * 10, event_id=gap, digest=b"x" * 32)])

    assert ("inserted", gap) in faults()


def test_reordered_events_are_named(log):
    first, second = Leaf.objects.get(event=log[2]), Leaf.objects.get(event=log[3])
    tamper("UPDATE core_leaf SET event_id = -1 * event_id WHERE position = %s", [-1])
    with connection.constraint_checks_disabled():
        tamper("DELETE FROM core_leaf WHERE position IN (%s, %s)", [first.position, second.position])
        Leaf.objects.bulk_create(
            [
                Leaf(position=first.position, event=log[3], digest=bytes(second.digest)),
                Leaf(position=second.position, event=log[2], digest=bytes(first.digest)),
            ]
        )

    assert sorted(faults()) == [("reordered", log[2].pk), ("reordered", log[3].pk)]


def test_a_rewritten_checkpoint_is_not_signed(log):
    head = Checkpoint.objects.order_by("-size").first()
    tamper("UPDATE core_checkpoint SET root = %s WHERE size = %s", [b"\x00" * 32, head.size])

    assert {kind for kind, _ in faults()} == {"root", "signature"}


def test_another_institutions_signature_does_not_pass(log, settings):
    settings.SIGNING_KEY = "somebody else's"

    assert {kind for kind, _ in faults()} == {"signature"}


def test_a_proof_convinces_an_outsider(log):
    told = seal.proof(log[15])

    head = told["checkpoint"]
    path = [bytes.fromhex(node) for node in told["audit_path"]]
    top = merkle.root_from_path(bytes.fromhex(told["leaf_hash"]), told["leaf_index"], head["tree_size"], path)
    assert top.hex() == head["root_hash"]
    assert bytes.fromhex(told["leaf_hash"]) == seal.digest(log[15])


def test_an_unsealed_event_has_no_proof_yet(log, now):
    fresh = record_event("test.thing.happened", log[0].subject, actor=None, at=now)

    assert seal.proof(fresh) is None
    assert faults() == []


def test_the_command_names_what_is_wrong_and_exits_3(log):
    out = StringIO()
    call_command("verify_events", stdout=out)
    assert "all as they were signed" in out.getvalue()

    tamper("UPDATE core_event SET verb = %s WHERE id = %s", ["test.thing.hidden", log[4].pk])

    with pytest.raises(SystemExit) as stop:
        call_command("verify_events", stdout=out, stderr=StringIO())
    assert stop.value.code == 3
    assert f"changed\t{log[4].pk}" in out.getvalue()


def test_ten_thousand_events_are_sealed_in_few_batches_and_a_single_byte_is_found(now):
    unit = make_unit()
    template = record_event("test.thing.happened", unit, actor=None, at=now)
    Event.objects.bulk_create(
        Event(
            verb="test.thing.happened",
            subject_type_id=template.subject_type_id,
            subject_id=unit.pk,
            subject_label=str(unit),
            at=now,
            data={"number": number},
        )
        for number in range(10_000)
    )

    assert seal.seal(at=now) >= 10_000
    victim = Event.objects.order_by("pk")[7777]
    tamper("UPDATE core_event SET subject_label = %s WHERE id = %s", [victim.subject_label[:-1] + "?", victim.pk])

    assert faults() == [("changed", victim.pk)]
