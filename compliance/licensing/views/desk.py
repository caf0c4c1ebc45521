"""The officer's desk: queues by tier and due day, bulk assignment; and the rules of the review."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from compliance.licensing import actions, policies, rules, targets
from compliance.licensing.forms import office as forms
from compliance.licensing.models import Case, ReviewSetting
from compliance.licensing.queries.predictions import measured_coverage
from compliance.licensing.queries.preview import would_move
from compliance.licensing.states import UNDER_REVIEW, Activity, CaseState, Tier
from compliance.licensing.views.asking import ask, posted
from portal.accounts.models import User
from portal.core.interface import Tab
from portal.core.policy import holds, require
from portal.core.tables import BulkAction, Column, Table

COLUMNS = (
    Column("reference", "Case", link=True),
    Column("title", "Title", wide=True),
    Column("tier", "Tier", accessor="tier", align="end"),
    Column("target_on", "Answer by", template="components/cells/due.html"),
    Column("officer", "Officer", accessor=lambda row: row.officer or "", order_by="officer__name"),
    Column("state", "State", template="components/cells/state.html"),
    Column("activity", "What"),
    Column("applicant", "Researcher", order_by="applicant__name"),
    Column("unit", "Unit", accessor=lambda row: row.unit or "", order_by="unit__name"),
    Column("submitted_at", "Submitted"),
)
QUEUES = (
    ("office", "With the office", Q(state__in=(CaseState.OFFICER_REVIEW, CaseState.AWAITING_DECISION))),
    ("mine", "In my hands", None),
    ("second", "Second review", Q(state=CaseState.SECOND_REVIEW)),
    ("asked", "Waiting for answers", Q(state=CaseState.INFORMATION_REQUESTED)),
    ("council", "With the council", Q(state=CaseState.COUNCIL_REVIEW)),
    ("all", "All open", Q(state__in=UNDER_REVIEW)),
)


class DeskFilter(django_filters.FilterSet):
    """What officers look for."""

    title = django_filters.CharFilter(label="Title", lookup_expr="icontains")
    tier = django_filters.ChoiceFilter(label="Tier", choices=Tier.choices)
    activity = django_filters.ChoiceFilter(label="What", choices=Activity.choices)
    officer = django_filters.ModelChoiceFilter(label="Officer", queryset=User.objects.none())
    unassigned = django_filters.BooleanFilter(label="Nobody's yet", field_name="officer", lookup_expr="isnull")
    due_before = django_filters.DateFilter(label="Answer due until", field_name="target_on", lookup_expr="lte")

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.filters["officer"].queryset = officers()


def officers() -> Any:
    """Return the people who review cases."""
    return User.objects.holding("Officer", "EmpoweredOfficial").order_by("name")


def queue(request: HttpRequest) -> HttpResponseBase:
    """Show a queue of the office, the most urgent case first."""
    may_look = holds(request.user, "compliance.review_case") or holds(request.user, "compliance.view_every_case")
    require(may_look, "The queue is for the export control office.")
    chosen = request.GET.get("queue", "office")
    found = Case.objects.visible_to(request.user).select_related("applicant", "unit", "officer")
    works = holds(request.user, "compliance.review_case")
    table = Table(
        request,
        found.filter(_wanted(chosen, request.user)),
        columns=COLUMNS,
        caption={key: label for key, label, _ in QUEUES}.get(chosen, "With the office"),
        filterset=DeskFilter,
        order="target_on",
        bulk=(BulkAction("assign", "Put into somebody's hands", reverse("licensing:assign")),) if works else (),
        export="queue",
        empty={"title": "No case waits here.", "text": "New cases appear when a researcher submits one."},
    )
    return table.respond("compliance/licensing/queue.html", {"tabs": _tabs(request, chosen)})


def _wanted(chosen: str, user: Any) -> Q:
    if chosen == "mine":
        return Q(officer=user, state__in=UNDER_REVIEW)
    return next((wanted for key, _, wanted in QUEUES if key == chosen and wanted is not None), QUEUES[0][2]) or Q()


def _tabs(request: HttpRequest, chosen: str) -> list[Tab]:
    base = reverse("licensing:queue")
    return [Tab(label=label, url=f"{base}?queue={key}", current=key == chosen) for key, label, _ in QUEUES]


def assign(request: HttpRequest) -> HttpResponse:
    """Put the chosen cases into an officer's hands."""
    require(holds(request.user, "compliance.review_case"), "Only export control officers assign cases.")
    chosen = request.POST.getlist("selected") or request.GET.getlist("selected")
    cases = list(Case.objects.visible_to(request.user).filter(pk__in=[pk for pk in chosen if pk.isdigit()]))
    if not cases:
        messages.info(request, "Choose at least one case.")
        return redirect("licensing:queue")
    given = request.POST if "officer" in request.POST else None
    form = forms.Assigning(given, officers=officers(), initial={"officer": request.user.pk})
    if given is not None and form.is_valid():
        count = actions.assign(cases, actor=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{count} changed hands: now with {form.cleaned_data['officer']}.")
        return redirect("licensing:queue")
    return render(request, "compliance/licensing/assign.html", {"form": form, "cases": cases})


def review_rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of the review, and thresholds and targets as they are today."""
    may_look = holds(request.user, "compliance.review_case") or holds(request.user, "compliance.view_every_case")
    require(may_look, "The review rules are for the export control office.")
    today = targets.values(on=timezone.localdate())
    context = {
        "rules": rules.RULES.values(),
        "settings": [(setting, today[code]) for code, setting in targets.SETTINGS.items()],
        "coming": ReviewSetting.objects.filter(valid_from__gt=timezone.localdate()).order_by("valid_from", "pk"),
        "past": ReviewSetting.objects.select_related("set_by").order_by("-pk")[:50],
        "coverage": measured_coverage(at=timezone.now()),
        "changes": policies.may_change_rules.allows(request.user),
    }
    return render(request, "compliance/licensing/rules.html", context)


def change_rules(request: HttpRequest) -> HttpResponse:
    """Change a threshold or a target, after a look at which open cases it would move."""
    policies.may_change_rules(request.user)
    form = forms.Setting(posted(request))
    if request.method == "POST" and "keep" not in request.POST and form.is_valid():
        given = form.cleaned_data
        moved = would_move(given["code"], given["value"], at=timezone.now())
        context = {"form": form, "moved": moved, "given": given, "setting": targets.SETTINGS[given["code"]]}
        return render(request, "compliance/licensing/preview.html", context)
    return ask(
        request,
        form,
        lambda form: actions.change_setting(actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=reverse("licensing:rules"),
        said="The change is on record.",
        title="Change a threshold or a target",
        submit="See what it would change",
    )
