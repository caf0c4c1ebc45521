"""Pages of applications to government agencies: the pack, the agency's clock, its queries, its answer."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from compliance.licensing import actions, applying, neighbours, policies
from compliance.licensing.agencies import agency_of
from compliance.licensing.forms import applications as forms
from compliance.licensing.forms.drafts import Reason
from compliance.licensing.models import GovernmentApplication
from compliance.licensing.states import ApplicationState
from compliance.licensing.views.asking import ask, posted, visible_authorisation
from compliance.licensing.workflow import APPLICATION
from portal.core import attachments
from portal.core.interface import Row
from portal.core.pdf import render_pdf
from portal.core.policy import holds, require
from portal.core.tables import Column, Table

MEDIA = {"pdf": "application/pdf", "json": "application/json"}
COLUMNS = (
    Column("reference", "Application", link=True),
    Column("case", "Case", accessor="authorisation.case.title", order_by="authorisation__case__title", wide=True),
    Column("agency", "Agency", accessor=lambda row: agency_of(row.regime).name, order_by="regime"),
    Column("agency_reference", "Agency's reference"),
    Column("state", "State", template="components/cells/state.html"),
    Column("filed_on", "Filed"),
    Column("decided_on", "Decided"),
)


class ApplicationFilter(django_filters.FilterSet):
    """What people look for among applications."""

    state = django_filters.ChoiceFilter(label="State", choices=ApplicationState.choices)
    agency_reference = django_filters.CharFilter(label="Agency's reference", lookup_expr="icontains")

    class Meta:
        model = GovernmentApplication
        fields: list[str] = []


def applications(request: HttpRequest) -> HttpResponseBase:
    """List the applications to the government."""
    require(holds(request.user, "compliance.view_every_case"), "Applications are for the export control office.")
    table = Table(
        request,
        GovernmentApplication.objects.visible_to(request.user).select_related("authorisation__case"),
        columns=COLUMNS,
        caption="Applications to the government",
        filterset=ApplicationFilter,
        order="-reference",
        export="applications",
        empty={
            "title": "No application yet.",
            "text": "One is prepared on the page of an authorisation that waits for the government's licence.",
        },
    )
    return table.respond("compliance/licensing/applications.html", {})


def prepare(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin an application for the licence that an authorisation waits for."""
    authorisation = visible_authorisation(request, reference)
    policies.may_manage_authorisation(request.user, authorisation)
    regimes = [(code, agency_of(code).name) for code in applying.regimes_of(authorisation)]
    initial = {"end_use": authorisation.case.end_use, "regime": regimes[0][0] if regimes else ""}
    return ask(
        request,
        forms.Preparing(posted(request), regimes=regimes, initial=initial),
        lambda form: actions.applications.prepare(
            authorisation, actor=request.user, at=timezone.now(), **form.cleaned_data
        ),
        to=lambda application: application,
        back=authorisation.get_absolute_url(),
        title="Prepare an application to the government",
        caption=f"{authorisation}: {authorisation.case.title}",
        submit="Prepare",
    )


def application(request: HttpRequest, reference: str) -> HttpResponse:
    """Show an application: what is missing, the pack, the agency's clock, its queries and its answer."""
    found = _visible(request, reference)
    now = timezone.now()
    found.authorisation.case.looked_at(now)
    reads = policies.may_read_application.allows(request.user, found)
    works = policies.may_apply.allows(request.user, found)
    preparing = found.state == ApplicationState.PREPARED
    context = {
        "application": found,
        "agency": agency_of(found.regime),
        "facts": _facts(found),
        "clock": applying.clock_of(found, on=timezone.localdate(now)),
        "missing": applying.missing(found) if preparing and reads else [],
        "pack": applying.contents(found) if reads else None,
        "files": attachments.of(found).filter(kind="pack") if reads else [],
        "queries": found.queries.select_related("answered_by").order_by("-number") if reads else [],
        "offers": APPLICATION.offers(found, actor=request.user) if works else [],
        "base": found.get_absolute_url(),
        "reads": reads,
        "writes": works and preparing,
        "today": timezone.localdate(now),
    }
    return render(request, "compliance/licensing/application.html", context)


def pack(request: HttpRequest, reference: str, ending: str) -> HttpResponse:
    """Hand out the pack as it stands now, for the agency's form."""
    found = _visible(request, reference)
    policies.may_read_application(request.user, found)
    if ending not in MEDIA:
        raise Http404
    contents = applying.contents(found)
    made = applying.as_json(contents) if ending == "json" else render_pdf("application", {"pack": contents})
    answer = HttpResponse(made, content_type=MEDIA[ending])
    answer["Content-Disposition"] = f'attachment; filename="{found.reference}.{ending}"'
    return answer


def describe(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what the application says in words."""
    found = _worked_on(request, reference)
    initial = {"end_use": found.end_use, "additional": found.additional}
    return _ask(request, found, forms.Describing(posted(request), initial=initial), actions.applications.describe)


STEPS: dict[str, tuple[type[Any], Callable[..., Any], str, str]] = {
    "file": (forms.Filing, actions.applications.file, "Record that it was filed", ""),
    "query": (forms.Querying, actions.applications.ask, "Record what the agency asks", ""),
    "grant": (forms.Granting, actions.applications.grant, "Record the licence", ""),
    "deny": (forms.Ending, actions.applications.deny, "Record the denial", "stopped"),
    "hand_back": (forms.Ending, actions.applications.hand_back, "Record that it came back without action", ""),
}


def step(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Record what happened between the agency and us."""
    found = _worked_on(request, reference)
    form, act, title, tone = STEPS[move]
    APPLICATION.check(found, move, actor=request.user)
    return _ask(request, found, form(posted(request)), act, title=title, submit="Record", tone=tone)


def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what we answered to the open query."""
    found = _worked_on(request, reference)
    APPLICATION.check(found, "answer", actor=request.user)
    query = get_object_or_404(found.queries, answered_on=None)
    query.application = found
    return ask(
        request,
        forms.Answering(posted(request)),
        lambda form: actions.applications.answer(query, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=found.get_absolute_url(),
        title=f"Our answer to query {query.number}",
        caption=str(found),
        text=query.text,
        submit="Record",
    )


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an application back."""
    found = _worked_on(request, reference)
    APPLICATION.check(found, "withdraw", actor=request.user)
    form = Reason(posted(request))
    return _ask(request, found, form, actions.applications.take_back, title="Withdraw the application", tone="stopped")


def _visible(request: HttpRequest, reference: str) -> GovernmentApplication:
    rows = GovernmentApplication.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("authorisation__case__applicant", "authorisation__case__unit", "prepared_by", "filed_by"),
        reference=reference,
    )


def _worked_on(request: HttpRequest, reference: str) -> GovernmentApplication:
    found = _visible(request, reference)
    policies.may_apply(request.user, found)
    return found


def _ask(request: HttpRequest, found: GovernmentApplication, form: Any, act: Callable[..., Any], **page: Any):
    given = {"title": "What the application says", "caption": str(found), **page}
    return ask(
        request,
        form,
        lambda form: act(found, actor=request.user, at=timezone.now(), **form.cleaned_data),
        to=found.get_absolute_url(),
        **given,
    )


def _facts(found: GovernmentApplication) -> list[Row]:
    authorisation, agency = found.authorisation, agency_of(found.regime)
    regime = dict(neighbours.regimes()).get(found.regime, found.regime)
    rows = [
        Row(key="For", value=f"{authorisation}: {authorisation.case.title}", url=authorisation.get_absolute_url()),
        Row(key="Under", value=regime),
        Row(key="Agency", value=agency.name),
        Row(key="Form", value=f"{agency.form} ({agency.citation})"),
        Row(key="Agency's reference", value=found.agency_reference),
        Row(key="Prepared by", value=found.prepared_by),
        Row(key="Filed on", value=found.filed_on),
        Row(key="Decided on", value=found.decided_on),
        Row(key="Licence", value=found.licence),
        Row(key="The agency said", value=found.outcome),
    ]
    return [row for row in rows if row.value]
