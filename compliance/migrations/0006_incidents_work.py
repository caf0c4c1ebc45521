import django.db.models.deletion
import portal.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('compliance', '0005_government_applications'),
    ]

    operations = [
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_since', models.DateTimeField()),
                ('state', models.CharField(choices=[('draft', 'Being drafted'), ('in_review', 'Being reviewed'), ('not_disclosed', 'Decided: no disclosure'), ('to_disclose', 'Decided: to be disclosed'), ('submitted', 'Submitted'), ('concluded', 'Concluded by the agency')], default='draft', max_length=20)),
                ('agency', models.CharField(choices=[('bis', 'BIS, Office of Export Enforcement'), ('ddtc', 'DDTC'), ('ofac', 'OFAC'), ('dpa', 'Data protection authority'), ('other', 'Another authority or a funder')], max_length=20)),
                ('drafted_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reasons', models.TextField(blank=True, default='')),
                ('agency_reference', models.CharField(blank=True, default='', max_length=80)),
                ('outcome', models.TextField(blank=True, default='')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='compliance.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'agency'), name='disclosure_once_per_agency'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review']), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('reasons', ''), _negated=True)), _connector='OR'), name='disclosure_decision_is_whole', violation_error_message='The decision names who decided, when and why, either way.'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='disclosure_not_decided_by_its_author', violation_error_message='Whoever wrote the account does not decide.')],
            },
        ),
        migrations.CreateModel(
            name='Correspondence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('sent', 'Sent'), ('got', 'Received')], max_length=10)),
                ('on', models.DateField()),
                ('what', models.CharField(max_length=300)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='correspondence', to='compliance.disclosure')),
            ],
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(choices=[('open', 'The file'), ('privileged', 'Privileged: counsel and those whom counsel named'), ('security', 'Security: named people only')], default='open', max_length=20)),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True, default='')),
                ('digest', models.CharField(blank=True, default='', help_text='SHA-256 of the file as it came in.', max_length=64)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='compliance.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'number'), name='evidence_number')],
            },
        ),
        migrations.CreateModel(
            name='Custody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('what', models.CharField(help_text='Received, handed over, checked, returned …', max_length=200)),
                ('at', models.DateTimeField()),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('intact', models.BooleanField(default=True, help_text='The digest is still that of the beginning.')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='compliance.evidence')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('evidence', 'position'), name='custody_position')],
            },
        ),
        migrations.CreateModel(
            name='DisclosurePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField(blank=True, default='')),
                ('edited_at', models.DateTimeField(null=True)),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='compliance.disclosure')),
                ('edited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('disclosure', 'number'), name='disclosure_part_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 9)), name='disclosure_has_nine_parts')],
            },
        ),
        migrations.CreateModel(
            name='Interview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(choices=[('open', 'The file'), ('privileged', 'Privileged: counsel and those whom counsel named'), ('security', 'Security: named people only')], default='open', max_length=20)),
                ('who', portal.core.fields.EncryptedTextField(help_text='Who was heard.')),
                ('as_what', models.CharField(help_text='As what: a witness, a host, the person concerned.', max_length=100)),
                ('notes', portal.core.fields.EncryptedTextField()),
                ('held_at', models.DateTimeField()),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interviews', to='compliance.incident')),
            ],
        ),
        migrations.CreateModel(
            name='InvestigationTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_since', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('dropped', 'Not needed')], default='open', max_length=20)),
                ('mark', models.CharField(choices=[('open', 'The file'), ('privileged', 'Privileged: counsel and those whom counsel named'), ('security', 'Security: named people only')], default='open', max_length=20)),
                ('what', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('result', models.TextField(blank=True, default='')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='compliance.incident')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('result', ''), _negated=True), _connector='OR'), name='investigation_task_ends_with_a_result', violation_error_message='A task ends with what came of it.')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_since', models.DateTimeField()),
                ('state', models.CharField(choices=[('in_force', 'In force'), ('lifted', 'Lifted')], default='in_force', max_length=20)),
                ('kind', models.CharField(choices=[('stop_work', 'Stop of an activity'), ('hold_case', 'Hold on a case'), ('suspend', 'Suspension of an authorisation'), ('access', 'Suspension of access'), ('preserve', 'Preservation of records')], max_length=20)),
                ('what', models.CharField(help_text='What is stopped or kept, in words for whom it meets.', max_length=300)),
                ('reason', models.TextField()),
                ('imposed_at', models.DateTimeField()),
                ('review_on', models.DateField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lift_reason', models.TextField(blank=True, default='')),
                ('authorisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.authorisation')),
                ('hold', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.hold')),
                ('imposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='compliance.incident')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('kind', 'hold_case'), _negated=True), models.Q(('kind', 'suspend'), _negated=True)), models.Q(('hold__isnull', False), ('kind', 'hold_case')), models.Q(('authorisation__isnull', False), ('kind', 'suspend')), _connector='OR'), name='measure_names_what_it_stops', violation_error_message='A hold names its hold, a suspension its authorisation.'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('state', 'in_force')), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False), ('state', 'lifted'), models.Q(('lift_reason', ''), _negated=True)), _connector='OR'), name='measure_is_lifted_with_a_reason', violation_error_message='A precaution is lifted by somebody, for a reason.')],
            },
        ),
        migrations.CreateModel(
            name='MeasureReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('reason', models.TextField(help_text='Why it still stands.')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='compliance.measure')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='measure_review_has_a_reason'), models.UniqueConstraint(fields=('measure', 'on'), name='measure_review_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Preserved',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.CharField(db_index=True, help_text='Model and key, such as compliance.case:17.', max_length=120)),
                ('label', models.CharField(max_length=200)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='compliance.measure')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('measure', 'record'), name='preserved_once')],
            },
        ),
        migrations.AlterModelOptions(
            name='incident',
            options={'permissions': [('read_incident', 'Read one incident'), ('read_privileged', 'Read the privileged parts of one incident'), ('read_security', 'Read the security-marked parts of one incident'), ('view_every_incident', 'Read every incident, less its marked parts'), ('decide_disclosure', 'Decide whether an incident is disclosed'), ('sit_on_panel', 'Sit on panels that decide what follows from an incident'), ('investigate_incident', 'Lead and investigate incidents'), ('contain_incident', 'Suspend authorisations as a precaution'), ('keep_playbooks', 'Keep playbooks, contacts and drills')]},
        ),
        migrations.RemoveConstraint(
            model_name='remedy',
            name='remedy_has_one_source',
        ),
        migrations.AddField(
            model_name='remedy',
            name='incident',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='compliance.incident'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finding__isnull', False), ('incident__isnull', True)), models.Q(('finding__isnull', True), ('incident__isnull', False)), _connector='OR'), name='remedy_has_one_source', violation_error_message='A remedy answers to exactly one finding or incident.'),
        ),
    ]
