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


def preserved_by_kind() -> dict[str, set[int]]:
    """Return the keys of all records that may not be destroyed, by the label of their model; one query."""
    found: dict[str, set[int]] = {}
    for record in Preserved.objects.filter(measure__state=MeasureState.IN_FORCE).values_list("record", flat=True):
        label, _, key = record.partition(":")
        found.setdefault(label, set()).add(int(key))
    return found


def preserved_among(records: models.QuerySet) -> set[int]:
    """Return the keys of those records that may not be destroyed; one query."""
    label = f"{records.model._meta.label_lower}:"
    found = Preserved.objects.filter(record__startswith=label, measure__state=MeasureState.IN_FORCE)
    return {int(key.removeprefix(label)) for key in found.values_list("record", flat=True)}
