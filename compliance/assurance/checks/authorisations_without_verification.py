"""Authorisations in force that nobody will verify."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.enduse.models import Verification
from compliance.enduse.states import AWAITED
from compliance.licensing.models import Authorisation
from compliance.licensing.states import AuthorisationState
from portal.core.batches import by_key


@check(
    "authorisation-unverified",
    title="In force, and no verification is planned",
    why="A licence is as good as the check that it is used as approved.",
    severity=Severity.MEDIUM,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name authorisations of tier 1 and more that have been in force for two days and wait for no verification."""
    awaited = Verification.objects.filter(authorisation=OuterRef("pk"), state__in=AWAITED)
    bare = Authorisation.objects.filter(
        ~Exists(awaited),
        state=AuthorisationState.IN_FORCE,
        case__tier__gt=0,
        in_force_at__lt=at - timedelta(days=2),
    )
    for authorisation in by_key(bare.select_related("case")):
        yield Trouble(
            key=(authorisation.pk,),
            title=f"{authorisation} is in force, and no verification is planned",
            detail=f"Its case {authorisation.case} is of tier {authorisation.case.tier}. "
            "The nightly plan should have made one.",
            case_id=authorisation.case_id,
            authorisation_id=authorisation.pk,
            unit_id=authorisation.case.unit_id,
        )
