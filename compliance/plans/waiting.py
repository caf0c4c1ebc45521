"""What of control plans waits for whom at the home page. A constant number of queries."""

from datetime import datetime
from typing import Any

from compliance.plans.models import Certificate, ControlPlan, PlanAttestation, PlanSignature
from compliance.plans.states import LIVE, CertificateState, PlanState
from portal.core.policy import holds
from portal.core.waiting import Count, WaitingItem, register, register_counts
from portal.core.words import as_day

SOON = 30


@register("plans")
def waiting(user: Any, at: datetime):
    """Name signatures and attestations that the person owes, and what an officer has to send, close and certify."""
    owed = PlanSignature.objects.asked().filter(person=user, plan__state__in=LIVE).select_related("plan")
    for signature in owed.order_by("asked_at")[:50]:
        as_what = signature.get_capacity_display().lower()
        yield _item(signature.plan, f"Sign it as {as_what}", kind="Control plan")
    due = PlanAttestation.objects.due_within(SOON, on=as_day(at)).filter(plan__responsible=user)
    for attestation in due.select_related("plan").order_by("due_on")[:50]:
        yield _item(attestation.plan, "Say that it is still true", kind="Control plan", due_at=attestation.due_on)
    if not holds(user, "compliance.manage_plan"):
        return
    plans = ControlPlan.objects.filter(state__in=(PlanState.DRAFT, PlanState.CLOSING), issue_asked_at=None)
    for plan in plans.exclude(responsible=user).exclude(case__applicant=user).order_by("state_since")[:50]:
        detail = "Read the draft and send it" if plan.is_draft else "Close it out"
        yield _item(plan, detail, kind="Control plan")
    asked = Certificate.objects.filter(state=CertificateState.ASKED).exclude(asked_by=user)
    for certificate in asked.exclude(case__applicant=user).order_by("asked_at")[:50]:
        yield WaitingItem(
            title=certificate.subject,
            url=certificate.get_absolute_url(),
            kind=certificate.get_kind_display(),
            reference=certificate.reference,
            detail="Certify it, or say why not",
        )


def _item(plan: ControlPlan, detail: str, *, kind: str, due_at: Any = None) -> WaitingItem:
    return WaitingItem(
        title=plan.title, url=plan.get_absolute_url(), kind=kind, due_at=due_at, reference=plan.reference, detail=detail
    )


@register_counts("plans")
def counts(user: Any, at: datetime):
    """Count what stays undone, for the office."""
    if holds(user, "compliance.manage_plan"):
        overdue = PlanAttestation.objects.overdue(on=as_day(at)).filter(plan__state__in=LIVE).count()
        yield Count(label="Attestations overdue", figure=overdue, url="/plans/")
