"""What may not be destroyed. Whoever disposes of records asks here first."""

from django.db import models

from compliance.incidents.models import Preserved
from compliance.incidents.states import MeasureState


def key_of(record: models.Model) -> str:
    """Return how a record is named among those that are preserved."""
    return f"{record._meta.label_lower}:{record.pk}"


def is_preserved(record: models.Model) -> bool:
    """Tell whether a precaution forbids to destroy this record. It says nothing about which, or why."""
    return Preserved.objects.filter(record=key_of(record), measure__state=MeasureState.IN_FORCE).exists()


def preserved_among(records: models.QuerySet) -> set[int]:
    """Return the keys of those records that may not be destroyed; one query."""
    label = f"{records.model._meta.label_lower}:"
    found = Preserved.objects.filter(record__startswith=label, measure__state=MeasureState.IN_FORCE)
    return {int(key.removeprefix(label)) for key in found.values_list("record", flat=True)}
