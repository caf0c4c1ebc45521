"""Asking for a one-page certificate, issuing and refusing it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.licensing.models import Case
from compliance.plans import certifying, policies, questions
from compliance.plans.models import Certificate, CertificateAnswer
from compliance.plans.states import CertificateState
from compliance.plans.workflow import CERTIFICATE
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.references import next_reference
from portal.core.words import as_day


@transaction.atomic
def ask_certificate(
    case: Case, *, kind: str, subject: str, answers: Mapping[str, str], actor: Any, at: datetime
) -> Certificate:
    """
    Say what a certificate rests on, and ask the office to certify it.

    :raises Denied: if the actor has no part in the case
    :raises Invalid: if the kind does not fit the case, something is not answered, or a statement is not made
    """
    policies.may_ask_certificate(actor, case)
    sheet = questions.SHEETS.get(kind)
    if sheet is None or case.activity not in sheet.activities:
        raise Invalid("This certificate does not come out of such a case.")
    if not subject.strip():
        raise Invalid("Fill this in.", field="subject")
    for asked in sheet.asked:
        if not answers.get(asked.id, "").strip():
            words = "Fill this in." if asked.kind == questions.WORDS else "Without this it cannot be certified."
            raise Invalid(words, field=asked.id)
    certificate = Certificate.objects.create(
        reference=next_reference("CC", as_day(at).year),
        kind=kind,
        state=CertificateState.ASKED,
        state_since=at,
        case=case,
        plan=case.plans.unfinished().first(),
        subject=subject.strip(),
        asked_by=actor,
        asked_at=at,
    )
    for position, asked in enumerate(sheet.asked, start=1):
        said = certifying.YES_SAID if asked.kind == questions.YES else answers[asked.id].strip()
        CertificateAnswer.objects.create(
            certificate=certificate, position=position, question=asked.id, wording=asked.wording, answer=said
        )
    record_event("plans.certificate.asked", certificate, actor=actor, at=at, kind=kind)
    return certificate


@transaction.atomic
def issue(certificate: Certificate, *, actor: Any, at: datetime) -> None:
    """
    Certify what the records carry, on one page.

    :raises Denied: if the actor is not of the office, said it themselves, or it is their own case
    :raises Conflict: if the records do not carry it, or it was settled already
    """
    found = certifying.find(certificate.kind, certificate.case, at=at)
    if found.obstacle:
        CERTIFICATE.check(certificate, "issue", actor=actor)
        raise Conflict(found.obstacle)
    values = {
        "conclusion": found.conclusion,
        "basis": "\n".join(found.basis),
        "valid_to": found.valid_to,
        "settled_by": actor,
        "settled_at": at,
        "code": certifying.unused_code(),
    }
    CERTIFICATE.advance(certificate, "issue", actor=actor, at=at, values=values, kind=certificate.kind)
    certifying.write(certificate, actor=actor, at=at)
    _tell(certificate, at=at)


@transaction.atomic
def refuse(certificate: Certificate, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Refuse to certify.

    :raises Denied: if the actor is not of the office, said it themselves, or it is their own case
    :raises Invalid: if no reason is given
    :raises Conflict: if it was settled already
    """
    if not reason.strip():
        raise Invalid("Say why, and what would change that.", field="reason")
    values = {"reasons": reason.strip(), "settled_by": actor, "settled_at": at}
    CERTIFICATE.advance(certificate, "refuse", actor=actor, at=at, values=values, kind=certificate.kind)
    _tell(certificate, at=at)


@transaction.atomic
def withdraw_certificate(certificate: Certificate, *, actor: Any, at: datetime) -> None:
    """
    Take back what one asked for.

    :raises Denied: if somebody else asked
    :raises Conflict: if it was settled already
    """
    CERTIFICATE.advance(certificate, "withdraw", actor=actor, at=at)


def _tell(certificate: Certificate, *, at: datetime) -> None:
    outbox.owe(
        f"plans.certificate.{certificate.pk}.settled",
        to=certificate.asked_by,
        template="plans/certificate_settled",
        due_at=at,
        reference=certificate.reference,
        what=certificate.get_kind_display(),
        state=certificate.get_state_display().lower(),
        reasons=certificate.reasons,
        path=certificate.get_absolute_url(),
    )
