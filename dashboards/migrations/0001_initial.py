import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.core.first_tables import FirstTables


class Migration(FirstTables):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_since', models.DateTimeField()),
                ('state', models.CharField(choices=[('computed', 'Computed, waiting for release'), ('released', 'Published'), ('discarded', 'Discarded')], default='computed', max_length=20)),
                ('number', models.PositiveIntegerField(unique=True)),
                ('period', models.CharField(max_length=7)),
                ('figures', models.JSONField()),
                ('digest', models.CharField(help_text='SHA-256 of the figures in canonical JSON.', max_length=64)),
                ('method', models.CharField(help_text='Version of the method.', max_length=20)),
                ('note', models.TextField(blank=True, default='', help_text='What a correction changes.')),
                ('computed_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'permissions': [('release_snapshot', 'Publish figures')],
                'indexes': [models.Index(fields=['state', 'period', 'number'], name='snapshot_published')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', False), ('released_by__isnull', False), ('state', 'released')), models.Q(models.Q(('state', 'released'), _negated=True), ('released_at__isnull', True), ('released_by__isnull', True)), _connector='OR'), name='snapshot_release_is_whole', violation_error_message='A published set of figures names who published it and when.')],
            },
        ),
    ]
