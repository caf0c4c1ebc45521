"""Published figures, which the database itself refuses to change."""

from django.db import migrations


POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION fairlead_published_once() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'published figures are never changed' USING ERRCODE = 'integrity_constraint_violation';
END
$$ LANGUAGE plpgsql
"""


def put_up(_apps, editor):
    """Let the database itself refuse to change a set that is published."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRES_FUNCTION, params=None)
        editor.execute(
            "CREATE TRIGGER dashboards_snapshot_published_once BEFORE UPDATE ON dashboards_snapshot "
            "FOR EACH ROW WHEN (OLD.state = 'released') EXECUTE FUNCTION fairlead_published_once()",
            params=None,
        )
    else:
        editor.execute(
            "CREATE TRIGGER dashboards_snapshot_published_once BEFORE UPDATE ON dashboards_snapshot "
            "WHEN OLD.state = 'released' BEGIN SELECT RAISE(ABORT, 'published figures are never changed'); END",
            params=None,
        )


def take_down(_apps, editor):
    """Take the guard down."""
    table = " ON dashboards_snapshot" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"DROP TRIGGER IF EXISTS dashboards_snapshot_published_once{table}", params=None)


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0001_initial")]
    operations = [migrations.RunPython(put_up, take_down)]
