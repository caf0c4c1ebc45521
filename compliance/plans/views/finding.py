"""What the pages share: finding a record one may see, and putting a form's answers into an action."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from compliance.plans.models import Certificate, ControlPlan


def visible(request: HttpRequest, reference: str) -> ControlPlan:
    """Return the plan if the person may see it; to others it does not exist."""
    plans = ControlPlan.objects.visible_to(request.user).select_related(
        "case__applicant", "responsible", "deputy", "it_manager", "head", "unit"
    )
    return get_object_or_404(plans, reference=reference)


def visible_certificate(request: HttpRequest, reference: str) -> Certificate:
    """Return the certificate if the person may see it; to others it does not exist."""
    found = Certificate.objects.visible_to(request.user).select_related("case__applicant", "plan", "asked_by")
    return get_object_or_404(found, reference=reference)


def page_of(plan: ControlPlan, words: str, **more: Any) -> dict[str, Any]:
    """Return what the asking pages of a plan have in common."""
    return {"title": words, "caption": f"{plan.reference}: {plan.title}", **more}
