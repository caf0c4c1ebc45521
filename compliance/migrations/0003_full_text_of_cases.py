"""The full-text index of the database on the words of cases."""

from django.db import migrations


TABLE = "compliance_casetext"
SQLITE_UP = (
    f"CREATE VIRTUAL TABLE {TABLE}_fts USING fts5(words, content='{TABLE}', content_rowid='case_id')",
    f"CREATE TRIGGER {TABLE}_ai AFTER INSERT ON {TABLE} BEGIN "
    f"INSERT INTO {TABLE}_fts(rowid, words) VALUES (new.case_id, new.words); END",
    f"CREATE TRIGGER {TABLE}_ad AFTER DELETE ON {TABLE} BEGIN "
    f"INSERT INTO {TABLE}_fts({TABLE}_fts, rowid, words) VALUES ('delete', old.case_id, old.words); END",
    f"CREATE TRIGGER {TABLE}_au AFTER UPDATE ON {TABLE} BEGIN "
    f"INSERT INTO {TABLE}_fts({TABLE}_fts, rowid, words) VALUES ('delete', old.case_id, old.words); "
    f"INSERT INTO {TABLE}_fts(rowid, words) VALUES (new.case_id, new.words); END",
)
SQLITE_DOWN = (
    *(f"DROP TRIGGER IF EXISTS {TABLE}_{each}" for each in ("ai", "ad", "au")),
    f"DROP TABLE IF EXISTS {TABLE}_fts",
)
POSTGRES_UP = (
    f"ALTER TABLE {TABLE} ADD COLUMN document tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
    f"CREATE INDEX {TABLE}_document ON {TABLE} USING gin (document)",
)
POSTGRES_DOWN = (f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS document",)


def put_up(_apps, editor):
    for statement in POSTGRES_UP if editor.connection.vendor == "postgresql" else SQLITE_UP:
        editor.execute(statement, params=None)


def take_down(_apps, editor):
    for statement in POSTGRES_DOWN if editor.connection.vendor == "postgresql" else SQLITE_DOWN:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("compliance", "0002_flags_stay")]
    operations = [migrations.RunPython(put_up, take_down)]
