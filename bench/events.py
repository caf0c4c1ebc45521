"""Ten thousand events: written, sealed into the tree, verified, and one changed byte found."""

from datetime import UTC, datetime

from bench import measure

COUNT = 10_000
AT = datetime(2026, 7, 1, 9, tzinfo=UTC)


def main() -> None:
    """Print seconds and events per second; fail if sealing and verifying take ten seconds or a change goes unseen."""
    with measure.fresh_database():
        from django.db import connection, transaction

        from portal.accounts import actions
        from portal.core import seal
        from portal.core.events import record_event

        unit = actions.open_unit("bench", name="Bench", kind="department", parent=None, actor=None, at=AT)

        def write() -> None:
            for number in range(COUNT):
                with transaction.atomic():
                    record_event("bench.thing.happened", unit, actor=None, at=AT, number=number)

        def seal_all() -> None:
            while seal.seal(at=AT):
                pass

        rows = [
            (name, COUNT, measure.once(call)[1])
            for name, call in (("write, one transaction each", write), ("seal", seal_all))
        ]
        faults, seconds = measure.once(lambda: list(seal.verify()))
        rows.append(("verify", COUNT, seconds))
        measure.table(("what", "events", "seconds", "per second"), [(*row, row[1] / row[2]) for row in rows])
        assert not faults, faults
        assert rows[1][2] + rows[2][2] < 10, "sealing and verifying took ten seconds or more"
        assert _change_is_found(connection, seal), "a changed event went unseen"
        print("\nOne byte changed in the middle: found, and the event named.")


def _change_is_found(connection, seal) -> bool:
    from importlib import import_module

    from portal.core.models import Event

    guards = import_module("portal.core.migrations.0002_append_only")
    victim = Event.objects.order_by("pk")[COUNT // 2]
    with connection.cursor() as cursor:
        for statement in guards.removals(connection.vendor):
            cursor.execute(statement)
        cursor.execute("UPDATE core_event SET subject_label = 'Bencj' WHERE id = %s", [victim.pk])
    return [(fault.kind, fault.event) for fault in seal.verify()] == [("changed", victim.pk)]


if __name__ == "__main__":
    main()
