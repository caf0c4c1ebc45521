"""Sheets keep their thresholds and how long they are kept, as single screenings do; earlier ones get their day."""
from django.conf import settings
from django.db import migrations, models

YEARS = {"ofac": 10, "ear": 5}


def say_how_long(apps, _editor):
    """Say of each sheet with screened lines how long it is kept, from its end or its last move."""
    for job in apps.get_model("compliance", "ScreeningJob").objects.filter(done__gt=0, basis__isnull=False):
        job.retention = "ofac" if job.basis.versions.filter(source__is_ofac=True).exists() else "ear"
        day = (job.finished_at or job.state_since).date()
        leap = (day.month, day.day) == (2, 29)
        job.keep_until = day.replace(year=day.year + YEARS[job.retention], day=28 if leap else day.day)
        job.save(update_fields=["retention", "keep_until"])


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0006_remedies_of_improvements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='screeningjob',
            name='keep_until',
            field=models.DateField(help_text='Counted from the last line that was screened.', null=True),
        ),
        migrations.AddField(
            model_name='screeningjob',
            name='retention',
            field=models.CharField(blank=True, choices=[('ofac', 'Ten years (OFAC)'), ('ear', 'Five years (EAR)')], default='', max_length=10),
        ),
        migrations.AddField(
            model_name='screeningjob',
            name='thresholds',
            field=models.JSONField(default=dict, help_text='Where the bands lay when the lines were compared.'),
        ),
        migrations.RunPython(say_how_long, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='screeningjob',
            constraint=models.CheckConstraint(condition=models.Q(('done', 0), models.Q(('basis__isnull', False), ('keep_until__isnull', False), models.Q(('retention', ''), _negated=True)), _connector='OR'), name='screening_job_is_a_record', violation_error_message='A sheet with screened lines names its lists and how long it is kept.'),
        ),
    ]
