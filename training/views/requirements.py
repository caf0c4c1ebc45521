"""Requirements: made, changed and ended, each after a look at whom it touches."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from portal.core.asking import ask, posted
from portal.core.words import day
from training import actions, audiences, forms, policies, queries
from training.models import Requirement
from training.states import Audience

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field


def new(request: HttpRequest) -> HttpResponse:
    """Ask for a requirement, show whom it would touch, and make it once that is confirmed."""
    policies.may_manage(request.user, None)
    form = forms.NewRequirement(posted(request))
    page = {"title": "Require a course", "form": form}
    if not form.is_valid():
        return render(request, "training/require.html", page)
    if "confirm" not in request.POST:
        return _effect(request, form, page, None)
    return ask(
        request,
        form,
        lambda **_: actions.require(actor=request.user, at=timezone.now(), **form.given),
        to=reverse("training:manage"),
        said="The requirement is in force from its day on.",
        title="Require a course",
        submit="Show whom it touches",
    )


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for other terms, show who comes, goes and would lack the course anew, and change it when confirmed."""
    found = _requirement(request, pk)
    form = forms.ChangedRequirement(posted(request), requirement=found)
    page = {"title": "Change a requirement", "caption": found.code, "form": form}
    if not form.is_valid():
        return render(request, "training/require.html", page)
    if "confirm" not in request.POST:
        return _effect(request, form, page, found)
    return ask(
        request,
        form,
        lambda reason, **_: actions.change_requirement(
            found, reason=reason, actor=request.user, at=timezone.now(), **form.terms
        ),
        to=reverse("training:manage"),
        said="The change takes effect on its day. Until then the old terms hold.",
        title="Change a requirement",
        caption=found.code,
        submit="Show whom it touches",
    )


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a requirement end, having said how many people it speaks of."""
    found = _requirement(request, pk)
    effect = queries.affected(found, timezone.localdate())
    people = f"{effect.bound:,} {'person' if effect.bound == 1 else 'people'}"
    return ask(
        request,
        forms.Ending(posted(request)),
        lambda **given: actions.end_requirement(found, actor=request.user, at=timezone.now(), **given),
        to=reverse("training:manage"),
        said="The requirement ends on that day.",
        title="End a requirement",
        caption=str(found),
        submit="End it",
        tone="stopped",
        text=f"Today it speaks of {people}; {effect.lacking:,} of them lack the course. "
        "What it asked for until its last day stays on record.",
    )


def _requirement(request: HttpRequest, pk: int) -> Requirement:
    policies.may_manage(request.user, None)
    return get_object_or_404(Requirement.objects.select_related("course"), pk=pk)


def _effect(request: HttpRequest, form: Any, page: dict[str, Any], before: Requirement | None) -> HttpResponse:
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN]
    planned = form.requirement
    funder = planned.audience == Audience.FUNDER  # it asks before a deadline, and its grace is for latecomers only
    wait = timedelta(0) if funder else timedelta(days=planned.grace_days + 1)
    on = max(planned.from_on + wait, timezone.localdate())
    effect = queries.affected(planned, on, instead_of=before)
    context = {"sent": sent, "effect": effect, "who": audiences.label(planned), "on": day(on), "before": before}
    context["funder"] = funder
    return render(request, "training/effect.html", page | context)
