"""Licences without the recipient's statement."""

from collections.abc import Iterator
from datetime import datetime

from compliance.assurance.checks.registry import Trouble, check, in_thousands
from compliance.assurance.states import Severity
from compliance.licensing.models import CaseDocument
from compliance.licensing.states import AuthorisationKind, AuthorisationState


@check(
    "statement-missing",
    title="In force without the recipient's statement",
    why="Only the recipient can say what it will be used for.",
    severity=Severity.MEDIUM,
)
def find(_at: datetime) -> Iterator[Trouble]:
    """Name cases with a licence in force whose end-use statement was excused and never brought in."""
    missing = CaseDocument.objects.filter(
        kind="end_use_statement",
        attachment=None,
        case__authorisations__state=AuthorisationState.IN_FORCE,
        case__authorisations__kind=AuthorisationKind.LICENCE,
    ).distinct()
    for document in in_thousands(missing.select_related("case")):
        yield Trouble(
            key=(document.pk,),
            title=f"{document.case} has a licence in force and no statement by the recipient",
            detail=f"Asked for: {document.wording}. Reason given why there is none: {document.reason_missing}",
            case_id=document.case_id,
            unit_id=document.case.unit_id,
        )
