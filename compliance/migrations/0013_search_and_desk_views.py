"""The words of cases with a full-text index of the database on them, and views of the desk."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


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

    dependencies = [
        ('accounts', '0002_calendar_feeds'),
        ('compliance', '0012_incidents_playbooks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseText',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='text', serialize=False, to='compliance.case')),
                ('words', models.TextField()),
                ('gathered_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='DeskView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(help_text='The query string of the desk.', max_length=1000)),
                ('kept_at', models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ('officer_review', 'information_requested', 'second_review', 'council_review', 'awaiting_decision'))), fields=['target_on', 'id'], name='case_open_by_day'),
        ),
        migrations.AddField(
            model_name='deskview',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='desk_views', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='deskview',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='desk_view_name_once', violation_error_message='You have a view of this name already.'),
        ),
        migrations.AddConstraint(
            model_name='deskview',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='desk_view_has_a_name'),
        ),
        migrations.AddIndex(
            model_name="caseitem",
            index=models.Index(fields=["basket", "case"], name="case_item_by_basket"),
        ),
        migrations.AddIndex(
            model_name="caseitem",
            index=models.Index(fields=["name", "case"], name="case_item_by_name"),
        ),
        migrations.RunPython(put_up, take_down),
    ]
