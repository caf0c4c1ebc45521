"""The officer's desk: queues by tier and due day, bulk assignment; and the rules of the review."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import django_filters
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from compliance.licensing import actions, policies, rules, targets
from compliance.licensing.actions.desk import LEFT_OUT
from compliance.licensing.forms import office as forms
from compliance.licensing.models import Case, DeskView, ReviewSetting
from compliance.licensing.queries.predictions import measured_coverage
from compliance.licensing.queries.preview import SHOWN, would_move
from compliance.licensing.states import UNDER_REVIEW, Activity, CaseState, Tier
from compliance.licensing.views.asking import ask, posted
from portal.accounts.models import User
from portal.core.errors import Invalid
from portal.core.forms import raise_to
from portal.core.interface import Tab
from portal.core.policy import holds, require
from portal.core.tables import BulkAction, Column, Row, Table

DUE = "compliance/licensing/cells/due.html"
COLUMNS = (
    Column("reference", "Case", link=True),
    Column("title", "Title", wide=True),
    Column("tier", "Tier", accessor="tier", align="end"),
    Column("target_on", "Answer by", template=DUE),
    Column("officer", "Officer", accessor=lambda row: row.officer or "", order_by="officer__name"),
    Column("state", "State", template="components/cells/state.html"),
    Column("activity", "What"),
    Column("applicant", "Researcher", order_by="applicant__name"),
)
IN_THE_SHEET = (
    Column("unit", "Unit", accessor=lambda row: row.unit or "", order_by="unit__name"),
    Column("submitted_at", "Submitted"),
    Column("first_contact_at", "First contact"),
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
    silent = django_filters.BooleanFilter(label="No contact yet", field_name="first_contact_at", lookup_expr="isnull")
    unassigned = django_filters.BooleanFilter(label="Nobody's yet", field_name="officer", lookup_expr="isnull")
    due_before = django_filters.DateFilter(label="Answer due until", field_name="target_on", lookup_expr="lte")

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.filters["officer"].queryset = officers()


class Desk(Table):
    """The queue as a table; each row knows by when the office means to make its first contact."""

    @cached_property
    def rows(self) -> list[Row]:
        """The finished rows of the page, with two more queries for the page as a whole."""
        settings = targets.values(on=timezone.localdate())
        hours = targets.hours_of(settings)
        for case in self.page.object_list:
            began = hours.day_of(case.submitted_at or case.opened_at)
            case.contact_by = hours.calendar.add_working_days(began, settings["first_contact"])
        return super().rows


def officers() -> Any:
    """Return the people who review cases."""
    return User.objects.holding("Officer", "EmpoweredOfficial").order_by("name")


def queue(request: HttpRequest) -> HttpResponseBase:
    """Show a queue of the office, the most urgent case first."""
    policies.may_work_at_desk(request.user)
    chosen = request.GET.get("queue", "office")
    found = Case.objects.visible_to(request.user).select_related("applicant", "unit", "officer")
    works = holds(request.user, "compliance.review_case")
    table = Desk(
        request,
        found.filter(_wanted(chosen, request.user)),
        columns=(*COLUMNS, *IN_THE_SHEET) if request.GET.get("export") else COLUMNS,
        caption={key: label for key, label, _ in QUEUES}.get(chosen, "With the office"),
        filterset=DeskFilter,
        order="target_on",
        bulk=(BulkAction("assign", "Put into somebody's hands", reverse("licensing:assign")),) if works else (),
        export="queue",
        empty={"title": "No case waits here.", "text": "New cases appear when a researcher submits one."},
    )
    query = request.GET.urlencode()
    views = list(DeskView.objects.filter(owner=request.user.pk).order_by("name"))
    context = {
        "tabs": _tabs(found, chosen, request.user),
        "views": [(view, view.query == _bare(query)) for view in views],
        "query": query,
        "keeps": bool(table.filtered) and all(view.query != _bare(query) for view in views),
    }
    return table.respond("compliance/licensing/queue.html", context)


def _bare(query: str) -> str:
    """Return a query string as it is kept: without the page one happens to be on."""
    return urlencode([(key, value) for key, value in parse_qsl(query) if key not in LEFT_OUT])


def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters in force under a name."""
    policies.may_work_at_desk(request.user)
    query = request.GET.urlencode()
    back = f"{reverse('licensing:queue')}?{query}"
    return ask(
        request,
        forms.KeepingView(posted(request)),
        lambda form: actions.keep_view(query=query, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=back,
        said="The view is kept. It stands above the queue.",
        title="Keep this view",
        caption="Queue",
        text="The queue, its filters and its order stay one press away. Nobody else sees it.",
        submit="Keep",
    )


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a view."""
    view = get_object_or_404(DeskView.objects.filter(owner=request.user.pk), pk=pk)
    actions.drop_view(view, actor=request.user, at=timezone.now())
    messages.success(request, f"The view “{view}” is dropped.")
    return redirect("licensing:queue")


def _wanted(chosen: str, user: Any) -> Q:
    if chosen == "mine":
        return Q(officer=user, state__in=UNDER_REVIEW)
    return next((wanted for key, _, wanted in QUEUES if key == chosen and wanted is not None), QUEUES[0][2]) or Q()


def _tabs(visible: QuerySet[Case], chosen: str, user: Any) -> list[Tab]:
    """Return the queues with how many cases wait in each; one query."""
    base = reverse("licensing:queue")
    wanted = {key: _wanted(key, user) for key, _, _ in QUEUES}
    counts = visible.filter(state__in=UNDER_REVIEW).aggregate(
        **{key: Count("pk", filter=condition) for key, condition in wanted.items()}
    )
    return [
        Tab(label=label, url=f"{base}?queue={key}", current=key == chosen, count=counts[key])
        for key, label, _ in QUEUES
    ]


def assign(request: HttpRequest) -> HttpResponse:
    """Put the chosen cases into an officer's hands."""
    require(holds(request.user, "compliance.review_case"), "Only export control officers assign cases.")
    chosen = request.POST.getlist("selected") or request.GET.getlist("selected")
    cases = list(Case.objects.visible_to(request.user).filter(pk__in=[pk for pk in chosen if pk.isdigit()]))
    if not cases:
        messages.info(request, "Choose at least one case.")
        return redirect("licensing:queue")
    given = request.POST if "officer" in request.POST else None

    def act(form: forms.Assigning) -> None:
        count = actions.assign(cases, actor=request.user, at=timezone.now(), **form.cleaned_data)
        said = {0: "Nothing changed hands: already", 1: "One case changed hands: now"}.get(count, f"{count} cases: now")
        messages.success(request, f"{said} with {form.cleaned_data['officer']}.")

    return ask(
        request,
        forms.Assigning(given, officers=officers(), initial={"officer": request.user.pk}),
        act,
        to=reverse("licensing:queue"),
        template="compliance/licensing/assign.html",
        cases=cases,
    )


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
        try:
            targets.check(**given, today=timezone.localdate())
        except Invalid as refusal:
            raise_to(form, refusal)
    if request.method == "POST" and "keep" not in request.POST and form.is_valid():
        moved = would_move(given["code"], given["value"], at=timezone.now())
        context = {
            "form": form,
            "moved": moved,
            "given": given,
            "setting": targets.SETTINGS[given["code"]],
            "more": max(Case.objects.filter(state__in=UNDER_REVIEW).count() - SHOWN, 0),
        }
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
