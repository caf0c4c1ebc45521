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
            name='Course',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=150)),
                ('audience', models.CharField(blank=True, default='', help_text='For whom it is, in words.', max_length=300)),
                ('retired_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'permissions': [('manage_training', 'Publish courses, set requirements, record completions from elsewhere'), ('view_every_completion', "See everybody's training"), ('view_unit_training', "See the training of one's own unit")],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('score', models.PositiveSmallIntegerField(help_text='Percent.', null=True)),
                ('passed', models.BooleanField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_attempts', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='training.course')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('person', 'course'), name='attempt_one_open_per_course', violation_error_message='You have begun this course already.'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('passed__isnull', True), ('score__isnull', True)), models.Q(('finished_at__isnull', False), ('passed__isnull', False), ('score__isnull', False)), _connector='OR'), name='attempt_ends_with_a_result', violation_error_message='A finished attempt has a score and a result.')],
            },
        ),
        migrations.CreateModel(
            name='CourseVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state_since', models.DateTimeField()),
                ('number', models.PositiveIntegerField()),
                ('language', models.CharField(default='en', max_length=10)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('superseded', 'Superseded')], default='draft', max_length=20)),
                ('title', models.CharField(max_length=150)),
                ('summary', models.TextField(blank=True, default='')),
                ('minutes', models.PositiveSmallIntegerField(help_text='How long it takes.')),
                ('pass_mark', models.PositiveSmallIntegerField(help_text='Percent of the questions that must be right.')),
                ('valid_months', models.PositiveSmallIntegerField(blank=True, help_text='Empty: it never lapses.', null=True)),
                ('source', models.TextField(help_text='The course as its authors wrote it.')),
                ('digest', models.CharField(help_text='SHA-256 of the source.', max_length=64)),
                ('published_at', models.DateTimeField(null=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='training.course')),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('course', 'language', 'number'), name='course_version_number'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('course', 'language'), name='course_has_one_published_version', violation_error_message='A course has one published version in each language.'), models.CheckConstraint(condition=models.Q(('pass_mark__lte', 100)), name='course_pass_mark_is_percent', violation_error_message='The pass mark is a percentage.'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='course_version_is_published_whole', violation_error_message='A published version names its moment.')],
            },
        ),
        migrations.CreateModel(
            name='Completion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(choices=[('portal', 'Done here'), ('outside', 'Done elsewhere')], max_length=20)),
                ('origin_key', models.CharField(help_text='What makes it the same completion when it comes again.', max_length=100)),
                ('score', models.PositiveSmallIntegerField(help_text='Percent, where it is known.', null=True)),
                ('completed_at', models.DateTimeField()),
                ('completed_on', models.DateField(help_text="The institution's calendar day.")),
                ('expires_on', models.DateField(help_text='The last day on which it counts. Empty: for ever.', null=True)),
                ('code', models.CharField(help_text='Anyone who holds it can check the certificate.', max_length=20, unique=True)),
                ('struck_at', models.DateTimeField(null=True)),
                ('struck_reason', models.CharField(blank=True, default='', max_length=300)),
                ('attempt', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='completion', to='training.attempt')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='training.course')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='training.courseversion')),
            ],
            options={
                'indexes': [models.Index(fields=['course', 'person', 'completed_on'], name='completion_lookup'), models.Index(fields=['person', 'completed_on'], name='completion_by_person')],
                'constraints': [models.UniqueConstraint(fields=('origin', 'origin_key'), name='completion_is_recorded_once', violation_error_message='This completion is on record already.'), models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('expires_on__gte', models.F('completed_on')), _connector='OR'), name='completion_days_in_order', violation_error_message='A completion cannot lapse before it was earned.')],
            },
        ),
        migrations.AddField(
            model_name='attempt',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='training.courseversion'),
        ),
        migrations.CreateModel(
            name='Equivalent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('accepts', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accepted_for', to='training.course')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='equivalents', to='training.course')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('course', 'accepts'), name='equivalent_once'), models.CheckConstraint(condition=models.Q(('course', models.F('accepts')), _negated=True), name='equivalent_is_another_course', violation_error_message='A course is no equivalent of itself.')],
            },
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='training.course')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_exemptions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='exemption_days_in_order', violation_error_message='The last day lies before the first.'), models.CheckConstraint(condition=models.Q(('approved_by', models.F('person')), _negated=True), name='exemption_by_somebody_else', violation_error_message='Nobody exempts themselves.')],
            },
        ),
        migrations.CreateModel(
            name='Exercise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=150)),
                ('summary', models.TextField(blank=True, default='')),
                ('minutes', models.PositiveSmallIntegerField()),
                ('story', models.JSONField(help_text='Scenes by name; each with text, citation and choices that lead on.')),
                ('digest', models.CharField(max_length=64)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('code',), name='exercise_current_once')],
            },
        ),
        migrations.CreateModel(
            name='ExerciseRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('steps', models.PositiveSmallIntegerField(default=0, help_text='How many choices were made.')),
                ('path', models.JSONField(default=list, help_text='Scenes and choices in the order taken.')),
                ('outcome', models.CharField(blank=True, default='', max_length=40)),
                ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='training.exercise')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exercise_runs', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('person', 'exercise'), name='exercise_run_one_open')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('digest', models.CharField(help_text='SHA-256 of the file.', max_length=64)),
                ('uploaded_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(null=True)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=150)),
                ('body', models.TextField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='training.courseversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'position'), name='lesson_position')],
            },
        ),
        migrations.CreateModel(
            name='LessonRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='training.attempt')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='training.lesson')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('attempt', 'lesson'), name='lesson_read_once')],
            },
        ),
        migrations.CreateModel(
            name='OutsideCourse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(default='citi', max_length=40)),
                ('group_id', models.CharField(max_length=40)),
                ('group', models.CharField(blank=True, default='', max_length=200)),
                ('stage_number', models.CharField(max_length=20)),
                ('stage', models.CharField(blank=True, default='', max_length=100)),
                ('ignored', models.BooleanField(default=False, help_text='Nothing of ours corresponds.')),
                ('course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outside', to='training.course')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('provider', 'group_id', 'stage_number'), name='outside_course_once')],
            },
        ),
        migrations.CreateModel(
            name='OutsideRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('ready', 'Ready'), ('repeated', 'On record already'), ('unmapped', 'Course not named yet'), ('faulty', 'To be mended'), ('recorded', 'Recorded'), ('dropped', 'Set aside')], max_length=20)),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('who', models.CharField(blank=True, default='', help_text='User name or address, as in the file.', max_length=254)),
                ('score_text', models.CharField(blank=True, default='', max_length=40)),
                ('passing_text', models.CharField(blank=True, default='', max_length=40)),
                ('completed_text', models.CharField(blank=True, default='', max_length=40)),
                ('expires_text', models.CharField(blank=True, default='', max_length=40)),
                ('record_number', models.CharField(blank=True, default='', help_text="The provider's own number.", max_length=60)),
                ('score', models.PositiveSmallIntegerField(null=True)),
                ('completed_on', models.DateField(null=True)),
                ('expires_on', models.DateField(null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='training.importbatch')),
                ('completion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.completion')),
                ('outside_course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='training.outsidecourse')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'line'), name='outside_row_line')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('single', 'One answer'), ('multiple', 'Several answers'), ('numeric', 'A number'), ('ordering', 'Put in order')], max_length=20)),
                ('prompt', models.TextField()),
                ('number', models.DecimalField(decimal_places=8, help_text='The right number.', max_digits=20, null=True)),
                ('tolerance', models.DecimalField(decimal_places=8, default=0, max_digits=20)),
                ('unit', models.CharField(blank=True, default='', max_length=30)),
                ('explanation', models.TextField(help_text='Shown after the answer, right or wrong.')),
                ('citation', models.CharField(blank=True, default='', max_length=200)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='training.courseversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'position'), name='question_position'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'numeric'), _negated=True), ('number__isnull', False), _connector='OR'), name='numeric_question_has_its_number', violation_error_message='A question for a number names the right number.')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(help_text='The place in which it is shown.')),
                ('place', models.PositiveSmallIntegerField(help_text='The right place, where things are put in order.', null=True)),
                ('text', models.TextField()),
                ('correct', models.BooleanField(default=False)),
                ('feedback', models.TextField(blank=True, default='')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='training.question')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('question', 'position'), name='choice_position')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given', models.JSONField(help_text='Choice positions, places, or the number as it was typed.')),
                ('correct', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='training.attempt')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='training.question')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('attempt', 'question'), name='answer_once', violation_error_message='You have answered this question already.')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('rung', models.SmallIntegerField(help_text='Days before the due day; zero once it has passed.')),
                ('message_key', models.CharField(db_index=True, max_length=200)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='training.course')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_reminders', to=settings.AUTH_USER_MODEL)),
                ('told', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'course', 'due_on', 'rung', 'told'), name='reminder_once_a_rung')],
            },
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('audience', models.CharField(choices=[('everyone', 'Everyone'), ('role', 'Everyone with a role'), ('unit', 'Everyone in a unit and below it'), ('circle', 'Everyone in a circle that another part of the portal keeps')], max_length=20)),
                ('audience_key', models.CharField(blank=True, default='', help_text="The role, the unit's code or the circle's name.", max_length=100)),
                ('every_months', models.PositiveSmallIntegerField(blank=True, help_text='Empty: as long as it is valid.', null=True)),
                ('grace_days', models.PositiveSmallIntegerField(default=30, help_text='How long a newcomer has.')),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('ground', models.CharField(help_text='The policy, law or condition that asks for it.', max_length=300)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requirements', to='training.course')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='requirement_days_in_order', violation_error_message='The last day lies before the first.'), models.CheckConstraint(condition=models.Q(models.Q(('audience', 'everyone'), ('audience_key', '')), models.Q(models.Q(('audience', 'everyone'), _negated=True), models.Q(('audience_key', ''), _negated=True)), _connector='OR'), name='requirement_names_its_audience', violation_error_message='Name the role, unit or circle, unless everyone is meant.'), models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('code',), name='requirement_code_once_at_a_time', violation_error_message='A requirement with this code is in force already.')],
            },
        ),
    ]
