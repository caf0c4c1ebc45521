"""What exercises showed, and what has become of it."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from compliance.remedies.models import Remedy
from compliance.remedies.states import IN_VAIN
from training import queries as training
from training.models import Improvement


def improvements() -> QuerySet[Improvement]:
    """Return what closed exercises brought up, oldest first."""
    return training.improvements()


def untaken() -> QuerySet[Improvement]:
    """Return the improvements that no remedy answers to, or only one that came to nothing."""
    answering = Remedy.objects.filter(improvement=OuterRef("pk")).exclude(state__in=IN_VAIN)
    return improvements().filter(~Exists(answering))


def remedies_of(improvements: Iterable[Improvement]) -> dict[int, Remedy]:
    """Return the newest remedy of each of these improvements, by the improvement's key; one statement."""
    found = Remedy.objects.filter(improvement__in=[each.pk for each in improvements]).order_by("pk")
    return {remedy.improvement_id: remedy for remedy in found if remedy.improvement_id}
