"""A remedy may answer to an improvement that an exercise showed."""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0005_case_party_by_party'),
        ('training', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='remedy',
            name='remedy_has_one_source',
        ),
        migrations.AddField(
            model_name='remedy',
            name='improvement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='training.improvement'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drill__isnull', True), ('finding__isnull', False), ('improvement__isnull', True), ('incident__isnull', True)), models.Q(('drill__isnull', True), ('finding__isnull', True), ('improvement__isnull', True), ('incident__isnull', False)), models.Q(('drill__isnull', False), ('finding__isnull', True), ('improvement__isnull', True), ('incident__isnull', True)), models.Q(('drill__isnull', True), ('finding__isnull', True), ('improvement__isnull', False), ('incident__isnull', True)), _connector='OR'), name='remedy_has_one_source', violation_error_message='A remedy answers to exactly one finding, incident, drill or improvement.'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('not_effective', 'cancelled')), _negated=True), fields=('improvement',), name='remedy_improvement_once', violation_error_message='This improvement was taken up already.'),
        ),
    ]
