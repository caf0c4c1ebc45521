"""Pages of findings."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from compliance.assurance import actions, forms, policies
from compliance.assurance.checks import CHECKS
from compliance.assurance.models import Finding
from compliance.assurance.states import FindingState, Origin, Severity
from compliance.assurance.views.asking import ask
from compliance.assurance.workflow import FINDING
from compliance.licensing.models import Authorisation, Case
from compliance.remedies.forms import Open
from portal.core.events import events_about
from portal.core.interface import Entry
from portal.core.tables import BulkAction, Column, Table

TITLES = {
    "assurance.finding.stated": "Found",
    "assurance.finding.taken_up": "Given to somebody",
    "assurance.finding.reported": "Reported to the incident team",
    "assurance.finding.closed": "Closed",
    "assurance.finding.dismissed": "Dismissed",
    "assurance.finding.cleared": "Cleared: the cause is gone",
}
COLUMNS = (
    Column("reference", "Finding", link=True),
    Column("title", "What", wide=True),
    Column("severity", "Weight"),
    Column("origin", "Origin"),
    Column("responsible", "Seen to by", order_by="responsible__name"),
    Column("found_at", "Found"),
    Column("state", "State", template="components/cells/state.html"),
)


class FindingFilter(django_filters.FilterSet):
    """What auditors look for."""

    state = django_filters.ChoiceFilter(label="State", choices=FindingState.choices)
    severity = django_filters.ChoiceFilter(label="Weight", choices=Severity.choices)
    origin = django_filters.ChoiceFilter(label="Origin", choices=Origin.choices)
    check_name = django_filters.ChoiceFilter(
        label="Check", choices=sorted(((each.name, each.title) for each in CHECKS.values()), key=itemgetter(1))
    )

    class Meta:
        model = Finding
        fields: list[str] = []


def index(request: HttpRequest) -> HttpResponse:
    """List findings, the newest first."""
    manages = policies.may_manage.allows(request.user, None)
    table = Table(
        request,
        Finding.objects.visible_to(request.user).select_related("responsible"),
        columns=COLUMNS,
        caption="Findings, newest first",
        filterset=FindingFilter,
        order="-found_at",
        export="findings",
        bulk=(BulkAction("take_up", "Give to somebody", reverse("assurance:take-up-together")),) if manages else (),
        empty={
            "title": "No finding here.",
            "text": "Standing checks run every night and state what they find here, once. "
            "Audits and verifications add to it.",
        },
    )
    context = {"may_report": manages}
    return table.respond("compliance/assurance/findings.html", context)


def visible(request: HttpRequest, reference: str) -> Finding:
    """Return the finding, or 404 for those who may not know of it."""
    whole = Finding.objects.visible_to(request.user).select_related(
        "case",
        "authorisation",
        "verification__authorisation",
        "unit",
        "concerns",
        "responsible",
        "found_by",
        "settled_by",
    )
    return get_object_or_404(whole, reference=reference)


def finding(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one finding with its remedies."""
    found = visible(request, reference)
    entries = [
        Entry(at=event.at, title=TITLES.get(event.verb, event.verb), who=str(event.actor or "The portal"))
        for event in events_about(found)
    ]
    context = {
        "finding": found,
        "offers": FINDING.offers(found, actor=request.user),
        "remedies": found.remedies.select_related("owner", "checker").order_by("due_on", "pk"),
        "may_remedy": found.settled_at is None and policies.may_manage.allows(request.user, found),
        "may_report": found.settled_at is None and policies.may_settle.allows(request.user, found),
        "case_visible": found.case_id and Case.objects.visible_to(request.user).filter(pk=found.case_id).exists(),
        "authorisation_visible": found.authorisation_id
        and Authorisation.objects.visible_to(request.user).filter(pk=found.authorisation_id).exists(),
        "entries": entries[::-1],
    }
    return render(request, "compliance/assurance/finding.html", context)


def report(request: HttpRequest) -> HttpResponse:
    """Report a finding by hand."""
    policies.may_manage(request.user, None)

    def act(data: dict) -> Any:
        found = actions.report(actor=request.user, at=timezone.now(), **data)
        return found, f"{found} is on record."

    form = forms.Report(request.POST or None)
    return ask(request, form, act, back="/findings/", title="Report a finding", submit="Report it")


def take_up(request: HttpRequest, reference: str) -> HttpResponse:
    """Give it to somebody."""
    found = visible(request, reference)
    FINDING.check(found, "take_up", actor=request.user)

    def act(data: dict) -> Any:
        actions.take_up(found, actor=request.user, at=timezone.now(), **data)
        return found, f"{found.responsible} sees to {found}."

    form = forms.TakeUp(request.POST or None, initial={"responsible": found.responsible or request.user})
    return _about(request, found, form, act, title="Who sees to it?", submit="Give it to this person")


def take_up_together(request: HttpRequest) -> HttpResponse:
    """Give the chosen findings to one person."""
    policies.may_manage(request.user, None)
    chosen = [pk for pk in request.POST.getlist("selected") if pk.isdecimal()]
    open_ = Finding.objects.visible_to(request.user).filter(state=FindingState.OPEN)
    found = list(open_.filter(pk__in=chosen).order_by("pk"))
    if not found:
        messages.info(request, "Choose at least one finding that is open.")
        return redirect("assurance:findings")

    def act(data: dict) -> Any:
        actions.take_up_together(found, actor=request.user, at=timezone.now(), **data)
        many = str(found[0]) if len(found) == 1 else f"{len(found)} findings"
        return "assurance:findings", f"{data['responsible']} sees to {many}."

    given = request.POST if "responsible" in request.POST else None  # the list itself posts only what was chosen
    return ask(
        request,
        forms.TakeUp(given, initial={"responsible": request.user}),
        act,
        back=reverse("assurance:findings"),
        template="compliance/assurance/take_up_together.html",
        chosen=found,
    )


def remedy(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a remedy."""
    found = visible(request, reference)
    policies.may_manage(request.user, found)

    def act(data: dict) -> Any:
        opened = actions.open_remedy(found, actor=request.user, at=timezone.now(), **data)
        return found, f"{opened} is open. {opened.owner} has been told."

    return _about(
        request, found, Open(request.POST or None), act, title="What is done about it?", submit="Open the remedy"
    )


def report_incident(request: HttpRequest, reference: str) -> HttpResponse:
    """Report it to the incident team."""
    found = visible(request, reference)
    policies.may_settle(request.user, found)

    def act(data: dict) -> Any:
        actions.report_incident(found, actor=request.user, at=timezone.now(), **data)
        return found, "The incident team has the report. Whom the finding concerns is kept away from it."

    form = forms.ReportIncident(request.POST or None, initial={"what": f"{found.title}\n\n{found.detail}"})
    return _about(request, found, form, act, title="Report it as an incident", submit="Report it")


def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Close it."""
    found = visible(request, reference)
    FINDING.check(found, "close", actor=request.user)

    def act(data: dict) -> Any:
        actions.close(found, actor=request.user, at=timezone.now(), **data)
        return found, f"{found} is closed."

    return _about(
        request, found, forms.Conclusion(request.POST or None), act, title="Close the finding", submit="Close it"
    )


def dismiss(request: HttpRequest, reference: str) -> HttpResponse:
    """Dismiss it."""
    found = visible(request, reference)
    FINDING.check(found, "dismiss", actor=request.user)

    def act(data: dict) -> Any:
        actions.dismiss(found, actor=request.user, at=timezone.now(), **data)
        return found, f"{found} is dismissed."

    form = forms.Conclusion(request.POST or None)
    return _about(request, found, form, act, title="Why is it none?", submit="Dismiss it")


def _about(request: HttpRequest, found: Finding, form: Any, act: Callable[[dict], Any], **words: str) -> HttpResponse:
    return ask(request, form, act, back=found.get_absolute_url(), caption=found.reference, text=found.title, **words)
