"""Pages of the standing checks and of the programme's assessment of itself."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.assurance import actions, forms, policies, queries
from compliance.assurance.elements import BY_CODE, Element
from compliance.assurance.models import Assessment, AssessmentAnswer
from compliance.assurance.views.asking import ask
from compliance.assurance.workflow import ASSESSMENT


def index(request: HttpRequest) -> HttpResponse:
    """Show the elements of the programme with today's evidence, and where the work of assurance is done."""
    policies.may_see(request.user, None)
    under_way = Assessment.objects.filter(state="draft").first()
    context = {
        "programme": queries.programme(at=timezone.now()),
        "under_way": under_way,
        "signed": Assessment.objects.filter(state="signed").order_by("-signed_at"),
        "may_begin": under_way is None and policies.may_assess.allows(request.user, None),
    }
    return render(request, "compliance/assurance/programme.html", context)


def checks(request: HttpRequest) -> HttpResponse:
    """Show every standing check with its last pass."""
    policies.may_see(request.user, None)
    return render(request, "compliance/assurance/checks.html", {"lines": queries.check_lines()})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a self-assessment."""
    return redirect(actions.begin_assessment(actor=request.user, at=timezone.now()))


def _found(request: HttpRequest, reference: str) -> Assessment:
    policies.may_see(request.user, None)
    return get_object_or_404(Assessment.objects.select_related("begun_by", "signed_by"), reference=reference)


def assessment(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one self-assessment."""
    found = _found(request, reference)
    context = {
        "assessment": found,
        "sections": queries.assessment_sections(found),
        "offers": ASSESSMENT.offers(found, actor=request.user),
        "may_assess": found.state == "draft" and policies.may_assess.allows(request.user, found),
    }
    return render(request, "compliance/assurance/assessment.html", context)


def assess(request: HttpRequest, reference: str, element: str) -> HttpResponse:
    """Say how one element stands."""
    found = _found(request, reference)
    policies.may_assess(request.user, found)
    asked = _element(element)
    before = AssessmentAnswer.objects.filter(assessment=found, element=element).first()

    def act(data: dict) -> Any:
        actions.assess(found, element=element, actor=request.user, at=timezone.now(), **data)
        return found, f"{asked.title}: kept."

    initial = {"standing": before.standing, "comment": before.comment} if before else None
    form = forms.Assess(request.POST or None, initial=initial)
    pieces = queries.evidence_of(asked, at=timezone.now())
    words: dict[str, Any] = {"title": asked.title, "caption": asked.source, "text": asked.asks, "pieces": pieces}
    return ask(request, form, act, back=found.get_absolute_url(), submit="Keep this answer", **words)


def _element(code: str) -> Element:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Sign the self-assessment."""
    found = _found(request, reference)
    ASSESSMENT.check(found, "sign", actor=request.user)

    def act(data: dict) -> Any:
        actions.sign_assessment(found, actor=request.user, at=timezone.now(), **data)
        return found, f"{found} is signed."

    words = {"title": "Sign the self-assessment", "caption": found.reference, "submit": "Sign it"}
    return ask(request, forms.Summary(request.POST or None), act, back=found.get_absolute_url(), **words)
