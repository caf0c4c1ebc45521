"""Authorisations used outside their days, or by more than is entered."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.licensing.models import UsageEntry
from portal.core.batches import by_key


@check(
    "authorisation-over-scope",
    title="Used beyond its scope",
    why="A use that the authorisation does not cover is a use without one.",
    severity=Severity.HIGH,
)
def find(_at: datetime) -> Iterator[Trouble]:
    """Name uses that lie before the first day or after the last, and were not taken back."""
    outside = Q(used_on__lt=F("authorisation__valid_from")) | Q(used_on__gt=F("authorisation__valid_to"))
    standing = UsageEntry.objects.filter(outside, quantity__gt=0, corrected_by=None)
    for entry in by_key(standing.select_related("authorisation__case")):
        authorisation = entry.authorisation
        yield Trouble(
            key=(entry.pk,),
            title=f"{authorisation} was used outside its days",
            detail=f"A use of {entry.quantity.normalize():f} is entered for {entry.used_on:%-d %B %Y}. "
            f"The authorisation is valid from {authorisation.valid_from:%-d %B %Y}"
            + (f" to {authorisation.valid_to:%-d %B %Y}." if authorisation.valid_to else "."),
            case_id=authorisation.case_id,
            authorisation_id=authorisation.pk,
            unit_id=authorisation.case.unit_id,
            concerns_id=entry.entered_by_id,
        )
