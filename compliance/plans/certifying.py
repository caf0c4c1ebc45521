"""
What the office certifies on one page, taken from the records: determinations, authorisations, screening, the plan.

The conclusion is computed. An officer may refuse, and may not certify what the records do not carry.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from compliance.licensing.letters import new_code
from compliance.licensing.models import Authorisation, Case, TransferDetermination
from compliance.licensing.neighbours import CLEAR, country_name, screening_of
from compliance.licensing.states import AuthorisationState, CaseState, Mode, Outcome
from compliance.plans import dossier
from compliance.plans.models import Certificate, ControlPlan
from compliance.plans.states import CertificateKind, CertificateState
from portal.core import attachments, words
from portal.core.events import record_event
from portal.core.pdf import render_pdf
from portal.core.references import next_reference
from portal.core.words import as_day

YES_SAID = "Yes"
MODES = {
    CertificateKind.DEEMED_EXPORT: (Mode.RELEASE, Mode.SERVICE, Mode.REMOTE),
    CertificateKind.SHIPPING: (Mode.PHYSICAL,),
    CertificateKind.TRAVEL: (),
}


@dataclass(frozen=True)
class Finding:
    """What the records carry: a sentence for the page, or the reason why nothing can be certified."""

    conclusion: str
    basis: tuple[str, ...]
    obstacle: str = ""
    valid_to: date | None = None


def find(kind: str, case: Case, *, at: datetime) -> Finding:
    """Return what can be certified of a case at this moment."""
    case.looked_at(at)
    obstacle = _obstacle(case)
    papers = list(Authorisation.objects.in_force(on=as_day(at)).filter(case=case).order_by("pk"))
    basis = tuple(_paper(each) for each in papers) + tuple(_determined(kind, case))
    if obstacle:
        return Finding("", basis, obstacle)
    ends = min((each.valid_to for each in papers if each.valid_to), default=None)
    if kind == CertificateKind.DEEMED_EXPORT:
        return Finding(_deemed(case), basis, valid_to=ends)
    if not papers:
        return Finding("", basis, f"No authorisation of {case} is in force, so nothing may leave.")
    if kind == CertificateKind.SHIPPING:
        return Finding("Cleared to be shipped, as described here and to nobody else.", basis, valid_to=ends)
    return Finding("May travel under the terms that the traveller has attested to here.", basis, valid_to=ends)


def _obstacle(case: Case) -> str:
    if not case.is_decided or case.state == CaseState.REFUSED:
        return f"{case} is {case.get_state_display().lower()}, so nothing can be certified."
    for party, status in screening_of(case).items():
        if status != CLEAR:
            return f"{party} does not stand clear in screening today."
    return ""


def _paper(paper: Authorisation) -> str:
    until = f"until {words.day(paper.valid_to)}" if paper.valid_to else "until further notice"
    return f"{paper.reference}, {paper.get_kind_display().lower()}, {until}"


def _determined(kind: str, case: Case) -> list[str]:
    rows = TransferDetermination.objects.standing().filter(transfer__case=case)
    modes = MODES[CertificateKind(kind)]
    rows = rows.filter(transfer__mode__in=modes) if modes else rows
    said = {
        f"{row.transfer.item}: {row.get_outcome_display().lower()} under {row.regime}"
        + (f" ({row.entries})" if row.entries else "")
        for row in rows.select_related("transfer__item")
    }
    return sorted(said)


def _deemed(case: Case) -> str:
    """Answer part 6 of form I-129: is a licence required to release it to the beneficiary?"""
    outcomes = set(case.transfers.values_list("outcome", flat=True))
    if Outcome.LICENCE not in outcomes:
        return "A licence is not required to release this technology or technical data to the beneficiary."
    in_force = case.authorisations.filter(state=AuthorisationState.IN_FORCE).exists()
    if in_force:
        return (
            "A licence is required, and is in force. The beneficiary gets at what is controlled only within its terms "
            "and under the control plan."
        )
    return "A licence is required. The beneficiary is kept from what is controlled until the licence has been received."


def write(certificate: Certificate, *, actor: Any, at: datetime) -> None:
    """Print an issued certificate and keep it with its record."""
    name = f"{certificate.reference}-{certificate.kind.replace('_', '-')}.pdf"
    content = render_pdf("certificate_page", contents(certificate))
    certificate.attachment = attachments.store_bytes(
        content, name=name, subject=certificate, kind="certificate", actor=actor, at=at
    )
    certificate.save(update_fields=["attachment"])


def contents(certificate: Certificate) -> dict[str, Any]:
    """Return everything that the page says, as finished words."""
    case = certificate.case
    said = certificate.answers.order_by("position")
    path = reverse("plans:certified", args=[certificate.code])
    parties = case.parties.select_related("party").order_by("pk")
    return {
        "title": certificate.get_kind_display(),
        "reference": certificate.reference,
        "subject": certificate.subject,
        "case": f"{case.reference}: {case.title}",
        "plan": certificate.plan.reference if certificate.plan else "",
        "conclusion": certificate.conclusion,
        "basis": certificate.basis.splitlines(),
        "parties": [f"{part.party} ({country_name(part.party.country)})" for part in parties if part.party.country],
        "said": [{"question": each.wording, "answer": each.answer} for each in said if each.answer != YES_SAID],
        "attested": [each.wording for each in said if each.answer == YES_SAID],
        "asked_by": certificate.asked_by.name,
        "asked_on": words.day(certificate.asked_at),
        "signed_by": certificate.settled_by.name if certificate.settled_by else "",
        "date": words.day(certificate.settled_at) if certificate.settled_at else "",
        "valid": f"Valid until {words.day(certificate.valid_to)}." if certificate.valid_to else "",
        "code": certificate.code or "",
        "verify_url": f"{settings.SITE_URL}{path}",
        "contact": settings.INSTITUTION["contact"],
    }


def close_out(plan: ControlPlan, *, actor: Any, at: datetime) -> Certificate:
    """Write the certificate with which a plan ends: what became of each item, who saw it, who closed it."""
    certificate = Certificate.objects.create(
        reference=next_reference("CC", as_day(at).year),
        kind=CertificateKind.CLOSE_OUT,
        state=CertificateState.ISSUED,
        state_since=at,
        case=plan.case,
        plan=plan,
        subject=plan.title,
        asked_by=plan.responsible,
        asked_at=at,
        conclusion="Nothing that this plan controlled is held any more. The plan is closed out.",
        basis="\n".join(
            f"{row['item']}: {row['what'].lower()} on {row['on']}. {row['note']}" for row in dossier.dispositions(plan)
        ),
        reasons=plan.closing_statement,
        settled_by=actor,
        settled_at=at,
        code=unused_code(),
    )
    record_event("plans.certificate.issued", certificate, actor=actor, at=at, kind=certificate.kind)
    write(certificate, actor=actor, at=at)
    return certificate


def unused_code() -> str:
    """Return a code by which anybody checks that a page is genuine."""
    code = new_code()
    return code if not Certificate.objects.filter(code=code).exists() else unused_code()
