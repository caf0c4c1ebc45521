"""The list of plans, and the issue of many at once."""

from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from compliance.plans import actions
from compliance.plans.models import ControlPlan
from compliance.plans.states import PlanState, Weight
from portal.core.policy import holds
from portal.core.tables import BulkAction, Column, Table

COLUMNS = (
    Column("reference", "Plan", link=True),
    Column("title", "Title", wide=True),
    Column("weight", "Weight"),
    Column("responsible", "Responsible", order_by="responsible__name"),
    Column("state", "State", template="components/cells/state.html"),
    Column("version", "Version", align="end"),
    Column("since", "Since", accessor="state_since", order_by="state_since"),
)


class PlanFilter(django_filters.FilterSet):
    """What people look for among plans."""

    title = django_filters.CharFilter(label="Title", lookup_expr="icontains")
    state = django_filters.MultipleChoiceFilter(label="State", choices=PlanState.choices)
    weight = django_filters.ChoiceFilter(label="Weight", choices=Weight.choices)

    class Meta:
        model = ControlPlan
        fields: list[str] = []


def index(request: HttpRequest) -> HttpResponseBase:
    """List the plans that the person may see."""
    office = holds(request.user, "compliance.manage_plan")
    issue = BulkAction("issue", "Send these to be signed", url=reverse("plans:issue"))
    table = Table(
        request,
        ControlPlan.objects.visible_to(request.user).select_related("responsible"),
        columns=COLUMNS,
        caption="Control plans",
        filterset=PlanFilter,
        order="-since",
        bulk=(issue,) if office else (),
        export="plans",
        empty={
            "title": "No control plan yet.",
            "text": "One is drafted by rule when a case that needs it is approved.",
        },
    )
    return table.respond("compliance/plans/index.html", {"office": office})


@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Ask for many drafts to be sent to be signed."""
    picked = [pk for pk in request.POST.getlist("selected") if pk.isdecimal()]
    plans: Any = ControlPlan.objects.visible_to(request.user).filter(pk__in=picked).select_related("case")
    count = actions.ask_for_issue(plans, actor=request.user, at=timezone.now())
    if count:
        what = "One plan leaves" if count == 1 else f"{count} plans leave"
        messages.success(
            request, f"{what} within minutes. A draft that is not whole stays one and says what is missing."
        )
    else:
        messages.warning(request, "None of these is a draft that was not asked for already.")
    return redirect("plans:index")
