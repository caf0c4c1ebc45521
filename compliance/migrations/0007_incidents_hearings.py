import django.db.models.deletion
import portal.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('compliance', '0006_incidents_work'),
        ('core', '0003_runs_and_digests'),
    ]

    operations = [
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_since', models.DateTimeField()),
                ('state', models.CharField(choices=[('prepared', 'Being prepared'), ('notice', 'Waiting for the answer'), ('panel', 'Before the panel'), ('decided', 'Decided, open to appeal'), ('appealed', 'Before the appeal panel'), ('final', 'Final'), ('unfounded', 'Unfounded and sealed')], default='prepared', max_length=20)),
                ('reference', models.CharField(max_length=30, unique=True)),
                ('adviser_name', models.CharField(blank=True, default='', max_length=150)),
                ('notice', portal.core.fields.EncryptedTextField(help_text='The facts as they are put to the person.')),
                ('answer', portal.core.fields.EncryptedTextField(blank=True, default='')),
                ('answered_at', models.DateTimeField(null=True)),
                ('served_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('grounds', portal.core.fields.EncryptedTextField(blank=True, default='', help_text='Of the appeal.')),
                ('appealed_at', models.DateTimeField(null=True)),
                ('adviser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hearings', to='compliance.incident')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PanelDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_appeal', models.BooleanField(default=False)),
                ('verdict', models.CharField(choices=[('response', 'A response follows'), ('unfounded', 'Unfounded: nothing follows, the file is sealed'), ('uphold', 'The decision stands'), ('vary', 'The decision is changed in favour of whoever appealed'), ('annul', 'The decision is annulled, the file is sealed')], max_length=20)),
                ('row', models.CharField(blank=True, default='', help_text='The row of the matrix that proposed.', max_length=30)),
                ('reasons', portal.core.fields.EncryptedTextField()),
                ('deviation', portal.core.fields.EncryptedTextField(blank=True, default='', help_text='Why it differs from what the matrix proposes.')),
                ('deviates', models.BooleanField(default=False)),
                ('drafted_at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(null=True)),
                ('adopted_at', models.DateTimeField(null=True)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='compliance.hearing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('hearing', 'on_appeal'), name='panel_draft_one_at_a_time', violation_error_message='The panel has a draft before it already.'), models.CheckConstraint(condition=models.Q(models.Q(('on_appeal', True), ('verdict__in', ['uphold', 'vary', 'annul'])), models.Q(('on_appeal', False), ('verdict__in', ['response', 'unfounded'])), _connector='OR'), name='panel_draft_verdict_fits', violation_error_message='This verdict belongs to the other panel.')],
            },
        ),
        migrations.CreateModel(
            name='PanelMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('guidance', 'A conversation about how it is done rightly'), ('training', 'A course'), ('review', 'A second look at what was done'), ('reminder', 'A written reminder'), ('action_plan', 'A plan of the unit with a deadline'), ('control_plan', 'A control plan for the activity'), ('supervisor', 'The supervisor is told'), ('audit', 'An audit of the activity'), ('self_certification', 'No self-certification: an officer looks at every case'), ('project', 'Suspension of the project'), ('council', 'Review by the advisory council'), ('referral', "Referral to the institution's disciplinary body")], max_length=30)),
                ('detail', models.CharField(blank=True, default='', help_text='Which course, which plan, by when.', max_length=300)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='compliance.paneldraft')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('draft', 'kind'), name='panel_measure_once')],
            },
        ),
        migrations.CreateModel(
            name='PanelVoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agrees', models.BooleanField()),
                ('reasons', portal.core.fields.EncryptedTextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='voices', to='compliance.paneldraft')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('draft', 'member'), name='panel_voice_once')],
            },
        ),
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('guidance', 'A conversation about how it is done rightly'), ('training', 'A course'), ('review', 'A second look at what was done'), ('reminder', 'A written reminder'), ('action_plan', 'A plan of the unit with a deadline'), ('control_plan', 'A control plan for the activity'), ('supervisor', 'The supervisor is told'), ('audit', 'An audit of the activity'), ('self_certification', 'No self-certification: an officer looks at every case'), ('project', 'Suspension of the project'), ('council', 'Review by the advisory council'), ('referral', "Referral to the institution's disciplinary body")], max_length=30)),
                ('since', models.DateField()),
                ('lifted_on', models.DateField(null=True)),
                ('lift_reason', models.TextField(blank=True, default='')),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to='compliance.hearing')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hearing', 'kind'), name='restriction_once')],
            },
        ),
        migrations.CreateModel(
            name='HearingLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('notice', 'Notice of facts'), ('decision', 'Decision'), ('appeal', 'Decision on the appeal'), ('sealed', 'Unfounded')], max_length=20)),
                ('issued_at', models.DateTimeField()),
                ('attachment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.attachment')),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='compliance.hearing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hearing', 'kind'), name='hearing_letter_once')],
            },
        ),
        migrations.AddField(
            model_name='hearing',
            name='decision',
            field=models.ForeignKey(help_text='The one in force.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.paneldraft'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.UniqueConstraint(fields=('incident', 'subject'), name='hearing_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(('adviser__isnull', True), models.Q(('adviser', models.F('subject')), _negated=True), _connector='OR'), name='hearing_adviser_is_somebody_else', violation_error_message='Nobody is their own adviser.'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['decided', 'appealed', 'final']), _negated=True), ('decision__isnull', False), _connector='OR'), name='hearing_decided_has_its_decision', violation_error_message='What is decided has its decision.'),
        ),
    ]
