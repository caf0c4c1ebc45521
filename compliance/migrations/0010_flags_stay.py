"""Inquiry and answer of red flags, which the database itself refuses to delete; what recipients say about a check."""

from django.db import migrations, models

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
    dependencies = [("compliance", "0009_end_use_statements")]

    operations = [
        migrations.AddField(
            model_name='caseflag',
            name='answer',
            field=models.TextField(blank=True, default='', help_text='What was answered.'),
        ),
        migrations.AddField(
            model_name='caseflag',
            name='inquiry',
            field=models.TextField(blank=True, default='', help_text='Whom the office asked, and what.'),
        ),
        migrations.AddField(
            model_name='verification',
            name='methods',
            field=models.CharField(blank=True, default='', help_text='The methods that fit, by rule; codes joined by spaces.', max_length=120),
        ),
        migrations.AddField(
            model_name='verification',
            name='recipient_keeps',
            field=models.BooleanField(help_text='The recipient confirms that nothing was passed on.', null=True),
        ),
        migrations.AddField(
            model_name='verification',
            name='recipient_name',
            field=models.CharField(blank=True, default='', max_length=150),
        ),
        migrations.AddField(
            model_name='verification',
            name='recipient_said',
            field=models.TextField(blank=True, default='', help_text='What the recipient says, by link.'),
        ),
        migrations.AddField(
            model_name='verification',
            name='recipient_said_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='verification',
            name='method',
            field=models.CharField(blank=True, choices=[('attestation', 'Written attestation by the responsible person'), ('recipient', 'Attestation by the recipient, by link'), ('access_log', 'Sample of access logs'), ('publications', 'Review of publications and derived work'), ('visit', 'Visit in person'), ('video', 'Visit by video'), ('disposal', 'Certificate of disposal or return'), ('no_retransfer', 'Confirmation that nothing was passed on')], default='', max_length=20),
        ),
        migrations.AlterField(
            model_name='verification',
            name='reason',
            field=models.CharField(choices=[('schedule', 'Regular check'), ('close_out', 'Check at the end of the authorisation'), ('extra', 'Asked for by the office'), ('list_changed', 'A list changed'), ('owner_changed', 'The recipient changed'), ('scope_changed', 'The scope changed')], max_length=20),
        ),
        migrations.RunPython(put_up, take_down),
    ]
