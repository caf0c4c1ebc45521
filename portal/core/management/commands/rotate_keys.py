"""Bring everything encrypted under the newest key."""

from django.apps import apps
from django.core.management.base import BaseCommand

from portal.core import attachments
from portal.core.batches import by_key
from portal.core.fields import EncryptedTextField
from portal.core.models import Attachment


class Command(BaseCommand):
    help = "Encrypt fields again and wrap file keys again with the first key of FAIRLEAD_FIELD_KEYS. May be repeated."

    def handle(self, **options):
        """Print counts; older keys may be dropped afterwards."""
        fields = sum(self._fields(model) for model in apps.get_models())
        names = Attachment.objects.values_list("stored_as", flat=True).distinct().order_by("stored_as")
        files = sum(attachments.rewrap(name) for name in list(names))
        self.stdout.write(f"{fields} fields and {files} files are under the newest key now.")

    def _fields(self, model) -> int:
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        count = 0
        if names:
            for row in by_key(model._base_manager.only("pk", *names)):
                values = {name: getattr(row, name) for name in names if getattr(row, name)}
                # QuerySet.update encrypts on the way in, with the newest key.
                count += len(values) if values and model._base_manager.filter(pk=row.pk).update(**values) else 0
        return count
