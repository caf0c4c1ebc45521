"""Numbers that a merge brings to a record say so, and leave with it."""
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0007_sheets_are_records'),
    ]

    operations = [
        migrations.AddField(
            model_name='partyidentifier',
            name='merge',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='compliance.partymerge'),
        ),
    ]
