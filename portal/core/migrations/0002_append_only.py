"""The database itself refuses to change or delete what is written once, whoever asks."""

from django.db import migrations

TABLES = ("core_event", "core_leaf", "core_checkpoint")

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION fairlead_written_once() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% rows are written once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql
"""


def statements(vendor):
    """Return the statements that put the guards up."""
    if vendor == "postgresql":
        yield POSTGRES_FUNCTION
        for table in TABLES:
            yield (
                f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION fairlead_written_once()"
            )
            yield (
                f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION fairlead_written_once()"
            )
    else:
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                yield (
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} rows are written once'); END"
                )


def removals(vendor):
    """Return the statements that take the guards down."""
    for table in TABLES:
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {table}_written_once ON {table}"
            yield f"DROP TRIGGER IF EXISTS {table}_not_emptied ON {table}"
        else:
            yield f"DROP TRIGGER IF EXISTS {table}_no_update"
            yield f"DROP TRIGGER IF EXISTS {table}_no_delete"


def put_up(_apps, editor):
    for statement in statements(editor.connection.vendor):
        editor.execute(statement, params=None)  # a % in it is PL/pgSQL, no placeholder


def take_down(_apps, editor):
    for statement in removals(editor.connection.vendor):
        editor.execute(statement, params=None)  # a % in it is PL/pgSQL, no placeholder


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
