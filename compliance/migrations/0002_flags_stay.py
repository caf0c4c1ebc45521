"""Red flags, which the database itself refuses to delete."""

from django.db import migrations

TABLE = "compliance_caseflag"

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION fairlead_never_deleted() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% rows are never deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql
"""


def statements(vendor):
    """Return the statements that put the guard up."""
    if vendor == "postgresql":
        yield POSTGRES_FUNCTION
        yield (
            f"CREATE TRIGGER {TABLE}_never_deleted BEFORE DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION fairlead_never_deleted()"
        )
    else:
        yield (
            f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} rows are never deleted'); END"
        )


def removals(vendor):
    """Return the statements that take the guard down."""
    if vendor == "postgresql":
        yield f"DROP TRIGGER IF EXISTS {TABLE}_never_deleted ON {TABLE}"
    else:
        yield f"DROP TRIGGER IF EXISTS {TABLE}_no_delete"


def put_up(_apps, editor):
    for statement in statements(editor.connection.vendor):
        editor.execute(statement, params=None)  # a % in it is PL/pgSQL, no placeholder


def take_down(_apps, editor):
    for statement in removals(editor.connection.vendor):
        editor.execute(statement, params=None)  # a % in it is PL/pgSQL, no placeholder


class Migration(migrations.Migration):
    dependencies = [("compliance", "0001_initial")]
    operations = [migrations.RunPython(put_up, take_down)]
