"""Write a row unless one like it is there, in one statement."""

from functools import cache

from django.db import connections, models, router


def write_unless_known(row: models.Model, *, by: str) -> bool:
    """
    Write the row unless there is one with the same value of the unique field ``by``; return whether it was written.

    Of two who write at the same moment one is told yes and the other no, on PostgreSQL as on SQLite, and neither
    needs a savepoint. Signals are not sent.
    """
    model = type(row)
    alias = router.db_for_write(model)
    connection = connections[alias]
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in _fields(model)]
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, by, alias), values)
        written = cursor.fetchone()
    if written is None:
        return False
    row.pk, row._state.adding, row._state.db = written[0], False, alias
    return True


@cache
def _fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


@cache
def _statement(model: type[models.Model], by: str, alias: str) -> str:
    quoted = connections[alias].ops.quote_name
    columns = ", ".join(quoted(field.column) for field in _fields(model))
    marks = ", ".join("%s" for _ in _fields(model))
    known, key = quoted(model._meta.get_field(by).column), quoted(model._meta.pk.column)
    table = quoted(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT ({known}) DO NOTHING RETURNING {key}"  # noqa: S608  (names of the model itself)
