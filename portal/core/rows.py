"""
Write rows by statements that are put together once a process, for what nearly every action writes.

No signals are sent. What is seldom written goes through the ORM.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import connections, models, router
from django.utils import timezone


def write_unless_known(row: models.Model, *, by: str) -> bool:
    """
    Write the row unless there is one with the same value of the unique field ``by``; return whether it was written.

    Of two who write at the same moment one is told yes and the other no, on PostgreSQL as on SQLite, and neither
    needs a savepoint.
    """
    return _insert(row, by)


def write(row: models.Model) -> None:
    """Write a new row."""
    _insert(row, "")


def change(record: models.Model, changes: Mapping[str, Any], *, state: str) -> bool:
    """Change these columns of the record if it still is in the state; return whether it was."""
    model = type(record)
    alias = router.db_for_write(model)
    connection = connections[alias]
    values = [_prepared(model, name, value, connection) for name, value in changes.items()]
    with connection.cursor() as cursor:
        cursor.execute(_update(model, tuple(changes), alias), [*values, record.pk, str(state)])
        return cursor.rowcount > 0


def _prepared(model: type[models.Model], name: str, value: Any, connection: Any) -> Any:
    field = _meta(model).get_field(name)
    return field.get_db_prep_save(value.pk if isinstance(value, models.Model) else value, connection)


def _insert(row: models.Model, unless: str) -> bool:
    model = type(row)
    alias = router.db_for_write(model)
    connection = connections[alias]
    for field in _fields(model):
        if getattr(field, "auto_now_add", False):
            setattr(row, field.attname, timezone.now())
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in _fields(model)]
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, unless, alias), values)
        written = cursor.fetchone()
    if written is None:
        return False
    row.pk, row._state.adding, row._state.db = written[0], False, alias
    return True


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in _meta(model).local_concrete_fields if not field.primary_key]


@cache
def _statement(model: type[models.Model], unless: str, alias: str) -> str:
    quoted, meta = connections[alias].ops.quote_name, _meta(model)
    columns = ", ".join(quoted(field.column) for field in _fields(model))
    marks = ", ".join("%s" for _ in _fields(model))
    table, key = quoted(meta.db_table), quoted(meta.pk.column)
    known = f"ON CONFLICT ({quoted(meta.get_field(unless).column)}) DO NOTHING" if unless else ""
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) {known} RETURNING {key}"  # noqa: S608  (names of the model itself)


@cache
def _update(model: type[models.Model], names: tuple[str, ...], alias: str) -> str:
    quoted, meta = connections[alias].ops.quote_name, _meta(model)
    given = ", ".join(f"{quoted(meta.get_field(name).column)} = %s" for name in names)
    table, key = quoted(meta.db_table), quoted(meta.pk.column)
    return f"UPDATE {table} SET {given} WHERE {key} = %s AND {quoted('state')} = %s"  # noqa: S608  (names of the model)


def _meta(model: type[models.Model]) -> Any:
    return model._meta
