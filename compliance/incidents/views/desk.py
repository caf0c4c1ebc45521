"""The team's desk: reports that wait, and what is done with one."""

from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions, policies
from compliance.incidents.forms import reports as forms
from compliance.incidents.models import Incident, Report
from compliance.incidents.states import IncidentState, Nature, Severity
from compliance.incidents.workflow import REPORT
from portal.core import attachments
from portal.core.asking import ask, posted, signed_in
from portal.core.interface import Row, Tab
from portal.core.policy import holds, require
from portal.core.tables import Column, Table

REPORT_COLUMNS = (
    Column("reference", "Report", link=True),
    Column("nature", "What comes closest", accessor="get_nature_display", order_by="nature", wide=True),
    Column("going_on", "Still going on", accessor="get_going_on_display", order_by="going_on"),
    Column("anonymous", "Anonymous"),
    Column("received_at", "Received", align="end"),
    Column("state", "State", template="components/cells/state.html"),
)
INCIDENT_COLUMNS = (
    Column("reference", "Incident", link=True),
    Column("title", "Title", wide=True),
    Column("nature", "What went wrong", accessor="get_nature_display", order_by="nature"),
    Column("severity", "Severity", accessor="get_severity_display", order_by="severity"),
    Column("state", "State", template="components/cells/state.html"),
    Column("opened_at", "Opened", align="end"),
)


class IncidentFilter(django_filters.FilterSet):
    """What the team looks for."""

    reference = django_filters.CharFilter(label="Reference", lookup_expr="icontains")
    title = django_filters.CharFilter(label="Title", lookup_expr="icontains")
    nature = django_filters.MultipleChoiceFilter(label="What went wrong", choices=Nature.choices)
    severity = django_filters.MultipleChoiceFilter(label="Severity", choices=Severity.choices)
    state = django_filters.MultipleChoiceFilter(label="State", choices=IncidentState.choices)

    class Meta:
        model = Incident
        fields: list[str] = []


def tabs(person: Any, current: str) -> list[Tab]:
    """Return the views of the desk that this person has."""
    found = [Tab(label="Incidents", url=reverse("incidents:index"), current=current == "incidents")]
    if holds(person, "compliance.take_up_report"):
        waiting = Report.objects.visible_to(person).waiting().count()
        found.append(
            Tab(label="Reports", url=reverse("incidents:reports"), current=current == "reports", count=waiting)
        )
    if policies.may_read_playbooks.allows(person, None):
        found.append(Tab(label="Readiness", url=reverse("incidents:playbooks"), current=current == "readiness"))
    return found


def index(request: HttpRequest) -> HttpResponseBase:
    """List the incidents that this person may know of."""
    table = Table(
        request,
        Incident.objects.visible_to(request.user),
        columns=INCIDENT_COLUMNS,
        caption="Incidents in which you are named",
        filterset=IncidentFilter,
        order="-opened_at",
        export="incidents",
        empty={
            "title": "You are named in no incident.",
            "text": "Whoever leads an incident names the people who work on it. To report that something went wrong, "
            "use “Speak up”.",
        },
    )
    return table.respond("compliance/incidents/index.html", {"tabs": tabs(request.user, "incidents")})


def reports(request: HttpRequest) -> HttpResponseBase:
    """List the reports that this person may read, newest first."""
    require(holds(request.user, "compliance.take_up_report"), "Only the incident team reads reports.")
    table = Table(
        request,
        Report.objects.visible_to(request.user),
        columns=REPORT_COLUMNS,
        caption="Reports, newest first",
        order="-received_at",
        export=None,
        empty={"title": "No report waits.", "text": "They come from “Speak up”, and from the findings of audits."},
    )
    return table.respond("compliance/incidents/reports.html", {"tabs": tabs(request.user, "reports")})


def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one report to those who may read it. Looking at it is noted as the acknowledgement."""
    found = visible(request, reference)
    if policies.may_take_up.allows(request.user, found):
        actions.acknowledge(found, actor=signed_in(request), at=timezone.now())
    context = {
        "report": found,
        "facts": _facts(found),
        "files": attachments.of(found),
        "talk": found.messages.select_related("author").order_by("at", "pk"),
        "offers": REPORT.offers(found, actor=request.user),
        "away": [part.person for part in found.parts.select_related("person")],
    }
    return render(request, "compliance/incidents/report.html", context)


def visible(request: HttpRequest, reference: str) -> Report:
    """Return the report if the person may read it; to others it does not exist."""
    found = Report.objects.visible_to(request.user).select_related("reporter", "incident", "acknowledged_by")
    return get_object_or_404(found, reference=reference)


def _facts(report: Report) -> list[Row]:
    who = "Anonymous" if report.anonymous else report.reporter or report.get_source_words()
    return [
        Row(key="Reported by", value=who),
        Row(key="When it happened", value=report.when),
        Row(key="Affected", value=report.affected),
        Row(key="Still going on", value=report.get_going_on_display()),
        Row(key="Comes closest to", value=report.get_nature_display()),
        Row(key="Came from", value=report.source_reference, url=report.source_path),
        Row(key="First read by", value=report.acknowledged_by),
        Row(key="Incident", value=report.incident, url=report.incident.get_absolute_url() if report.incident else ""),
    ]


def take_up(request: HttpRequest, reference: str) -> HttpResponse:
    """Make an incident of the report."""
    found = visible(request, reference)
    REPORT.check(found, "take_up", actor=request.user)
    return ask(
        request,
        forms.TakeUp(posted(request), initial={"nature": found.nature, "severity": Severity.MODERATE}),
        lambda **given: actions.take_up(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="It is an incident now, and you lead the response.",
        title="Take it up as an incident",
        caption=found.reference,
        submit="Take it up",
        text="You will lead the response. Only people whom you name will know of it, and the independent overseers.",
    )


def join(request: HttpRequest, reference: str) -> HttpResponse:
    """Add the report to an incident that is under way."""
    found = visible(request, reference)
    REPORT.check(found, "take_up", actor=request.user)
    theirs = [each.pk for each in Incident.objects.visible_to(request.user).open() if _works(request, each)]
    return ask(
        request,
        forms.Join(posted(request), incidents=Incident.objects.filter(pk__in=theirs).order_by("reference")),
        lambda **given: actions.join(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The report belongs to the incident now.",
        title="Add it to an incident",
        caption=found.reference,
        submit="Add it",
    )


def _works(request: HttpRequest, incident: Incident) -> bool:
    return policies.may_work.allows(request.user, incident)


def set_aside(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer the report without an incident."""
    found = visible(request, reference)
    REPORT.check(found, "set_aside", actor=request.user)
    return ask(
        request,
        forms.SetAside(posted(request)),
        lambda **given: actions.set_aside(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The reporter can read your answer.",
        title="Answer without an incident",
        caption=found.reference,
        submit="Send the answer",
    )


def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the reporter."""
    found = visible(request, reference)
    return ask(
        request,
        forms.Message(posted(request)),
        lambda **given: actions.write_to_reporter(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The reporter can read your message.",
        title="Write to the reporter",
        caption=found.reference,
        submit="Send",
    )
