"""Pages of an appeal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from compliance.licensing import actions, policies
from compliance.licensing.drafting import Draft
from compliance.licensing.forms import office as forms
from compliance.licensing.forms.drafts import Confirm
from compliance.licensing.models import Appeal
from compliance.licensing.queries.appeals import deadline
from compliance.licensing.states import AppealState
from compliance.licensing.views.asking import ask, posted, visible
from compliance.licensing.workflow import APPEAL


def appeal(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the appeals in a case, or why there is none."""
    case = visible(request, reference)
    decision = case.decisions.order_by("-pk").first()
    found = list(case.appeals.select_related("lodged_by", "decided_by", "case__applicant").order_by("-pk"))
    waiting = [each for each in found if each.state == AppealState.LODGED]
    context = {
        "case": case,
        "appeals": found,
        "decision": decision,
        "deadline": deadline(decision) if decision else None,
        "may_lodge": policies.may_appeal.allows(request.user, case),
        "may_decide": [each.pk for each in waiting if policies.may_decide_appeal.allows(request.user, each)],
    }
    return render(request, "compliance/licensing/appeal.html", context)


def lodge(request: HttpRequest, reference: str) -> HttpResponse:
    """Appeal against the decision."""
    case = visible(request, reference)
    policies.may_appeal(request.user, case)
    return ask(
        request,
        forms.Grounds(posted(request)),
        lambda form: actions.appeals.lodge(case, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=Draft(case).url("appeal"),
        said="Your appeal is lodged. Somebody who was not involved decides it.",
        title="Appeal against the decision",
        caption=f"{case}: {case.title}",
        submit="Appeal",
    )


def decide(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Decide an appeal."""
    case = visible(request, reference)
    found = get_object_or_404(Appeal.objects.select_related("case__applicant", "decision"), pk=pk, case=case)
    policies.may_decide_appeal(request.user, found)

    def act(form: forms.AppealDecision) -> None:
        given = {"reasons": form.cleaned_data["reasons"], "actor": request.user, "at": timezone.now()}
        if form.cleaned_data["outcome"] == "vary":
            actions.appeals.vary(found, conditions=form.obligations(), terms=form.terms(), **given)
        else:
            {"uphold": actions.appeals.uphold, "remit": actions.appeals.remit}[form.cleaned_data["outcome"]](
                found, **given
            )

    return ask(
        request,
        forms.AppealDecision(posted(request)),
        act,
        to=Draft(case).url("appeal"),
        title="Decide the appeal",
        caption=f"{case}: {case.title}",
        text=found.grounds,
        submit="Decide",
    )


def take_back(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take an appeal back."""
    case = visible(request, reference)
    found = get_object_or_404(Appeal.objects.select_related("case__applicant", "lodged_by"), pk=pk, case=case)
    APPEAL.check(found, "withdraw", actor=request.user)
    return ask(
        request,
        Confirm(posted(request)),
        lambda _form: actions.appeals.take_back(found, actor=request.user, at=timezone.now()),
        to=Draft(case).url("appeal"),
        title="Take the appeal back",
        caption=str(case),
        submit="Take it back",
    )
