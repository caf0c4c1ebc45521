import django.db.models.deletion
import portal.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('compliance', "0011_later_reminders"),
        ('training', '0002_tabletop_exercises'),
    ]

    operations = [
        migrations.CreateModel(
            name='Playbook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=150)),
                ('nature', models.CharField(choices=[('unlicensed_export', 'Something was sent abroad without a licence'), ('listed_party', 'Dealing with a listed party'), ('deemed_export', 'Controlled technology shown or given to somebody here'), ('temporary_export', 'A temporary export that went wrong'), ('export_filing', 'A missing or wrong export filing'), ('recordkeeping', 'Records missing or wrong'), ('screening_lapse', 'Somebody was not screened'), ('control_plan', 'A control plan was not kept'), ('unauthorised_access', 'Access by somebody who should have none'), ('late_report', 'Something was reported too late'), ('data_breach', 'Personal data were lost or seen by others'), ('other', 'Something else, or not sure')], max_length=30)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PlaybookVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField(help_text='One step a line.')),
                ('why', models.CharField(help_text='What is better than before.', max_length=300)),
                ('written_at', models.DateTimeField()),
                ('playbook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='compliance.playbook')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('playbook', 'number'), name='playbook_version_number')],
            },
        ),
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.tabletopsession')),
                ('playbook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drills', to='compliance.playbook')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.playbookversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('playbook', 'session'), name='drill_once')],
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_since', models.DateTimeField()),
                ('state', models.CharField(choices=[('draft', 'Being written'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('story', models.TextField(help_text='What happened, so that nobody is recognised.')),
                ('changed', models.TextField(help_text='What is done differently since.')),
                ('drafted_at', models.DateTimeField()),
                ('published_on', models.DateField(help_text='The month alone is shown.', null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='compliance.incident')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='lesson_approved_by_somebody_else', violation_error_message='Somebody else approves a lesson.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('approved_by__isnull', False), ('published_on__isnull', False)), _connector='OR'), name='lesson_published_is_approved', violation_error_message='What is published was approved.')],
            },
        ),
        migrations.CreateModel(
            name='PlaybookContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(help_text='The part they have: counsel, IT security, BIS …', max_length=150)),
                ('reach', portal.core.fields.EncryptedTextField(help_text='Name, number, address.')),
                ('added_at', models.DateTimeField()),
                ('verified_at', models.DateTimeField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('playbook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='compliance.playbook')),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='remedy',
            name='remedy_has_one_source',
        ),
        migrations.AddField(
            model_name='remedy',
            name='drill',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='compliance.drill'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drill__isnull', True), ('finding__isnull', False), ('incident__isnull', True)), models.Q(('drill__isnull', True), ('finding__isnull', True), ('incident__isnull', False)), models.Q(('drill__isnull', False), ('finding__isnull', True), ('incident__isnull', True)), _connector='OR'), name='remedy_has_one_source', violation_error_message='A remedy answers to exactly one finding, incident or drill.'),
        ),
    ]
