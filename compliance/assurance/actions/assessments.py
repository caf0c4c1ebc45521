"""The programme's assessment of itself: begun, answered element by element, signed."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from compliance.assurance import evidence, policies
from compliance.assurance.actions.findings import state_finding
from compliance.assurance.elements import BY_CODE
from compliance.assurance.fingerprints import fingerprint_of
from compliance.assurance.models import Assessment, AssessmentAnswer, Finding
from compliance.assurance.states import AssessmentState, Origin, Severity, Standing
from compliance.assurance.workflow import ASSESSMENT
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.references import next_reference
from portal.core.words import as_day


@transaction.atomic
def begin_assessment(*, actor: Any, at: datetime) -> Assessment:
    """
    Begin a self-assessment.

    :raises Denied: if the actor does not assess the programme
    :raises Conflict: if one is under way
    """
    policies.may_assess(actor, None)
    reference = next_reference("SA", as_day(at).year)
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(reference=reference, begun_by=actor, begun_at=at, state_since=at)
    except IntegrityError:
        raise Conflict("A self-assessment is under way already.") from None
    record_event("assurance.assessment.begun", assessment, actor=actor, at=at)
    return assessment


@transaction.atomic
def assess(
    assessment: Assessment, *, element: str, standing: str, comment: str, actor: Any, at: datetime
) -> AssessmentAnswer:
    """
    Say how one element stands. The evidence of the day is kept with it; what is missing becomes a finding.

    :raises Denied: if the actor does not assess the programme
    :raises Conflict: if the assessment is signed
    :raises Invalid: if nothing is said, or "in place" is said of an element with a gap and no word about it
    """
    policies.may_assess(actor, assessment)
    if not Assessment.objects.filter(pk=assessment.pk, state=AssessmentState.DRAFT).exists():
        raise Conflict("The assessment is signed; begin a new one.")
    if standing not in Standing.values:
        raise Invalid("Choose how it stands.", field="standing")
    if not comment.strip():
        raise Invalid("Say how it stands, in a sentence; an auditor reads this.", field="comment")
    asked = BY_CODE[element]
    pieces = evidence.collect(asked.evidence, at=at).values()
    values = {
        "standing": standing,
        "comment": comment.strip(),
        "evidence": evidence.as_data(pieces),
        "gaps": sum(bool(piece.gap) for piece in pieces),
        "answered_by": actor,
        "answered_at": at,
    }
    answer, _ = AssessmentAnswer.objects.update_or_create(assessment=assessment, element=element, defaults=values)
    if standing == Standing.MISSING:
        answer.finding = _state(assessment, answer, actor=actor, at=at) or answer.finding
        answer.save(update_fields=["finding"])
    record_event("assurance.assessment.answered", assessment, actor=actor, at=at, element=element, standing=standing)
    return answer


def _state(assessment: Assessment, answer: AssessmentAnswer, *, actor: Any, at: datetime) -> Finding | None:
    element = BY_CODE[answer.element]
    return state_finding(
        origin=Origin.ASSESSMENT,
        fingerprint=fingerprint_of("assessment", answer.element),
        title=f"The programme lacks: {element.title.lower()}",
        detail=f"{answer.comment}\n\nAsked: {element.asks} ({element.source})",
        severity=Severity.MEDIUM,
        actor=actor,
        at=at,
    )


@transaction.atomic
def sign_assessment(assessment: Assessment, *, summary: str, actor: Any, at: datetime) -> None:
    """
    Sign the self-assessment for the institution.

    :raises Denied: if the actor is not the empowered official
    :raises Conflict: if an element is left, or it is signed already
    :raises Invalid: if no summary is given
    """
    if not summary.strip():
        raise Invalid("Say what it comes to.", field="summary")
    values = {"summary": summary.strip(), "signed_by": actor, "signed_at": at}
    ASSESSMENT.advance(assessment, "sign", actor=actor, at=at, values=values)
