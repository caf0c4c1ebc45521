"""Verifications that found something else than what was approved."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.models import Finding as Found
from compliance.assurance.states import Origin, Severity
from compliance.enduse.models import Verification
from compliance.enduse.states import Finding, VerificationState
from portal.core.batches import by_key


@check(
    "verification-trouble",
    title="A verification found trouble, and no finding was stated",
    why="What a verification brings up is followed to its end.",
    severity=Severity.HIGH,
)
def find(_at: datetime) -> Iterator[Trouble]:
    """Name recorded verifications with trouble for which no finding was stated when they were recorded."""
    stated = Found.objects.filter(verification=OuterRef("pk"), origin=Origin.VERIFICATION)
    trouble = Verification.objects.filter(~Exists(stated), state=VerificationState.RECORDED)
    trouble = trouble.exclude(finding__in=("", Finding.AS_APPROVED))
    for verification in by_key(trouble.select_related("authorisation__case")):
        yield Trouble(
            key=(verification.pk,),
            title=f"{verification}: {verification.get_finding_display().lower()}",
            detail=f"{verification.account}\n\nWhat follows: {verification.follow_up}",
            case_id=verification.authorisation.case_id,
            authorisation_id=verification.authorisation_id,
            verification_id=verification.pk,
            unit_id=verification.authorisation.case.unit_id,
            concerns_id=verification.responsible_id,
        )
