import django.db.models.deletion
import portal.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('compliance', '0002_remedies_and_findings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_since', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Being contained'), ('investigating', 'Under investigation'), ('deciding', 'Being decided'), ('remedying', 'Being put right'), ('closed', 'Closed'), ('unfounded', 'Unfounded and sealed')], default='open', max_length=20)),
                ('reference', models.CharField(max_length=30, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('nature', models.CharField(choices=[('unlicensed_export', 'Something was sent abroad without a licence'), ('listed_party', 'Dealing with a listed party'), ('deemed_export', 'Controlled technology shown or given to somebody here'), ('temporary_export', 'A temporary export that went wrong'), ('export_filing', 'A missing or wrong export filing'), ('recordkeeping', 'Records missing or wrong'), ('screening_lapse', 'Somebody was not screened'), ('control_plan', 'A control plan was not kept'), ('unauthorised_access', 'Access by somebody who should have none'), ('late_report', 'Something was reported too late'), ('data_breach', 'Personal data were lost or seen by others'), ('other', 'Something else, or not sure')], max_length=30)),
                ('severity', models.PositiveSmallIntegerField(choices=[(1, 'Minor'), (2, 'Moderate'), (3, 'Serious'), (4, 'Critical')])),
                ('severity_reasons', models.TextField()),
                ('repeat', models.BooleanField(default=False, help_text='Something like it happened before in the same hands.')),
                ('self_reported', models.BooleanField(default=False, help_text='Those concerned reported it themselves.')),
                ('deliberate', models.BooleanField(default=False, help_text='It was done knowingly, or concealed.')),
                ('personal_data', models.BooleanField(default=False)),
                ('itar', models.BooleanField(default=False, help_text='Defence articles or technical data are touched.')),
                ('happened_on', models.DateField(blank=True, null=True)),
                ('opened_at', models.DateTimeField()),
                ('account', models.TextField(blank=True, default='', help_text='What the investigation found.')),
                ('causes', models.TextField(blank=True, default='')),
                ('closed_at', models.DateTimeField(null=True)),
                ('sealed_at', models.DateTimeField(null=True)),
                ('sealed_because', models.TextField(blank=True, default='')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'permissions': [('read_incident', 'Read one incident'), ('read_privileged', 'Read the privileged parts of one incident'), ('read_security', 'Read the security-marked parts of one incident'), ('view_every_incident', 'Read every incident, less its marked parts'), ('decide_disclosure', 'Decide whether an incident is disclosed'), ('sit_on_panel', 'Sit on panels that decide what follows from an incident'), ('investigate_incident', 'Lead and investigate incidents'), ('keep_playbooks', 'Keep playbooks, contacts and drills')],
                'constraints': [models.CheckConstraint(condition=models.Q(('severity_reasons', ''), _negated=True), name='incident_severity_has_reasons', violation_error_message='A severity has its reasons.'), models.CheckConstraint(condition=models.Q(models.Q(('sealed_at__isnull', False), ('state', 'unfounded')), models.Q(models.Q(('state', 'unfounded'), _negated=True), ('sealed_at__isnull', True)), _connector='OR'), name='incident_unfounded_is_sealed', violation_error_message='What was unfounded is sealed, and nothing else.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='incident_closed_has_its_moment')],
            },
        ),
        migrations.CreateModel(
            name='ClockChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clock', models.CharField(help_text="The clock's code in the reference file.", max_length=40)),
                ('kind', models.CharField(choices=[('asked', 'More time was asked for'), ('granted', 'More time was granted'), ('refused', 'More time was refused'), ('not_applicable', 'Does not apply'), ('applicable', 'Applies after all')], max_length=20)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField(help_text='The end that was granted.', null=True)),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clock_changes', to='compliance.incident')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='clock_change_has_a_reason', violation_error_message='Say why.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'granted'), ('until__isnull', False)), models.Q(models.Q(('kind', 'granted'), _negated=True), ('until', None)), _connector='OR'), name='clock_change_granted_has_an_end', violation_error_message='Time that was granted has an end.')],
            },
        ),
        migrations.CreateModel(
            name='IncidentFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('received', 'The report was received'), ('acknowledged', 'Somebody of the team read it'), ('discovered', 'It was known that something went wrong'), ('contained', 'It was contained'), ('breach_aware', 'It was reasonably certain that personal data were breached'), ('breach_notified', 'The data protection authority was told'), ('bis_notified', 'BIS received the first notice'), ('bis_narrative', 'BIS received the full account'), ('ddtc_notified', 'DDTC received the first notice'), ('ddtc_narrative', 'DDTC received the full disclosure'), ('disclosure_decided', 'It was decided whether to disclose'), ('notice_served', 'The notice of facts was served'), ('answered', 'The person answered, or said that they will not'), ('decided', "The panel's decision was served"), ('appealed', 'An appeal was lodged'), ('appeal_decided', 'The appeal was decided'), ('closed', 'The incident was closed')], max_length=30)),
                ('at', models.DateTimeField()),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='compliance.incident')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('at__lte', models.F('recorded_at'))), name='incident_fact_is_not_ahead', violation_error_message='A fact lies in the past.')],
            },
        ),
        migrations.CreateModel(
            name='IncidentLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(blank=True, default='', help_text='Of anything else, as text.', max_length=60)),
                ('path', models.CharField(blank=True, default='', max_length=200)),
                ('note', models.CharField(blank=True, default='', max_length=200)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('authorisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.authorisation')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.case')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='compliance.incident')),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.party')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('authorisation', None), ('case__isnull', False), ('party', None), ('reference', '')), models.Q(('authorisation__isnull', False), ('case', None), ('party', None), ('reference', '')), models.Q(('authorisation', None), ('case', None), ('party__isnull', False), ('reference', '')), models.Q(('authorisation', None), ('case', None), ('party', None), models.Q(('reference', ''), _negated=True)), _connector='OR'), name='incident_link_names_one_thing', violation_error_message='A link names one thing.')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_since', models.DateTimeField()),
                ('state', models.CharField(choices=[('received', 'Received'), ('taken_up', 'Taken up'), ('set_aside', 'Answered without an incident')], default='received', max_length=20)),
                ('reference', models.CharField(max_length=30, unique=True)),
                ('nature', models.CharField(choices=[('unlicensed_export', 'Something was sent abroad without a licence'), ('listed_party', 'Dealing with a listed party'), ('deemed_export', 'Controlled technology shown or given to somebody here'), ('temporary_export', 'A temporary export that went wrong'), ('export_filing', 'A missing or wrong export filing'), ('recordkeeping', 'Records missing or wrong'), ('screening_lapse', 'Somebody was not screened'), ('control_plan', 'A control plan was not kept'), ('unauthorised_access', 'Access by somebody who should have none'), ('late_report', 'Something was reported too late'), ('data_breach', 'Personal data were lost or seen by others'), ('other', 'Something else, or not sure')], default='other', max_length=30)),
                ('what', portal.core.fields.EncryptedTextField()),
                ('when', portal.core.fields.EncryptedTextField(blank=True, default='')),
                ('affected', portal.core.fields.EncryptedTextField(blank=True, default='')),
                ('going_on', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unsure', 'Not sure')], default='unsure', max_length=10)),
                ('anonymous', models.BooleanField()),
                ('receipt', models.CharField(help_text='Keyed digest of the receipt code.', max_length=64, unique=True)),
                ('received_at', models.DateTimeField(help_text='The hour of an anonymous report, the moment of any other.')),
                ('opened_at', models.DateTimeField(help_text='When the letterbox was emptied.', null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('set_aside_because', portal.core.fields.EncryptedTextField(blank=True, default='')),
                ('source', models.CharField(blank=True, default='', help_text='finding, audit, verification …', max_length=40)),
                ('source_reference', models.CharField(blank=True, default='', max_length=60)),
                ('source_path', models.CharField(blank=True, default='', help_text='Where it stands in the portal.', max_length=200)),
                ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='compliance.incident')),
                ('reporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'permissions': [('take_up_report', 'Take up reports of incidents')],
                'constraints': [models.CheckConstraint(condition=models.Q(('anonymous', False), ('reporter__isnull', True), _connector='OR'), name='report_anonymous_names_nobody', violation_error_message='An anonymous report names nobody.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken_up'), _negated=True), ('incident__isnull', False), _connector='OR'), name='report_taken_up_has_an_incident', violation_error_message='A report that was taken up belongs to an incident.')],
            },
        ),
        migrations.CreateModel(
            name='IncidentPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('lead', 'Leads the response'), ('investigator', 'Investigates'), ('reader', 'Reads'), ('counsel', 'Legal counsel'), ('official', 'Decides about disclosure'), ('panel', 'Sits on the panel'), ('appeal_panel', 'Sits on the appeal panel'), ('subject', 'Is concerned'), ('kept_away', 'Is kept away')], max_length=20)),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='compliance.incident')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='compliance.report')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('part__in', ['lead', 'investigator', 'official', 'panel', 'appeal_panel', 'subject'])), fields=('incident', 'person'), name='incident_parts_stay_apart', violation_error_message='Whoever investigates, decides or is concerned has no second part.'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('part', 'lead')), fields=('incident',), name='incident_has_one_lead', violation_error_message='An incident has one lead.'), models.UniqueConstraint(fields=('incident', 'person', 'part'), name='incident_part_once'), models.UniqueConstraint(fields=('report', 'person'), name='report_kept_away_once'), models.CheckConstraint(condition=models.Q(models.Q(('incident__isnull', False), ('report__isnull', True)), models.Q(('incident__isnull', True), ('part', 'kept_away'), ('report__isnull', False)), _connector='OR'), name='incident_part_is_in_one_thing', violation_error_message='A part is in an incident; from a report one can only be kept away.')],
            },
        ),
        migrations.CreateModel(
            name='ReportMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', portal.core.fields.EncryptedTextField()),
                ('retaliation', models.BooleanField(default=False, help_text='The reporter says that they are treated badly for it.')),
                ('at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(blank=True, help_text='Empty: the reporter.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='compliance.report')),
            ],
        ),
    ]
