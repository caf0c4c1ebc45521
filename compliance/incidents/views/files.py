"""One incident: its page, who has which part, and the moves of its life."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions, policies
from compliance.incidents.forms import incidents as forms
from compliance.incidents.models import Incident, IncidentPart, Report
from compliance.incidents.states import READERS
from compliance.incidents.workflow import INCIDENT
from compliance.parties import standing
from portal.core.asking import ask, posted, signed_in
from portal.core.events import events_about
from portal.core.interface import Entry, Row, Tab

TITLES = {
    "incidents.incident.opened": "Opened",
    "incidents.incident.investigated": "Investigation begun",
    "incidents.incident.concluded": "Investigation concluded",
    "incidents.incident.settled": "Decided; being put right",
    "incidents.incident.closed": "Closed",
    "incidents.incident.reopened": "Reopened",
    "incidents.incident.found_unfounded": "Found unfounded and sealed",
    "incidents.incident.assessed": "Assessed again",
    "incidents.incident.linked": "Link added",
    "incidents.incident.account_written": "Account written",
    "incidents.incident.report_added": "Report added",
    "incidents.fact.recorded": "Fact recorded",
    "incidents.clock.changed": "Clock changed",
    "incidents.measure.imposed": "Precaution imposed",
    "incidents.measure.reviewed": "Precaution reviewed",
    "incidents.task.set": "Task set",
    "incidents.interview.written": "Conversation written down",
    "incidents.evidence.added": "Exhibit added",
    "incidents.disclosure.drafted": "Account drafted",
    "incidents.part.given": "Somebody was named",
    "incidents.part.ended": "A part ended",
    "incidents.mark.opened": "Marked parts opened to somebody",
}
PAGES = (
    ("incident", "Overview"),
    ("clocks", "Clocks"),
    ("contain", "Precautions"),
    ("investigation", "Investigation"),
    ("disclosures", "Disclosure"),
    ("hearings", "Hearings"),
    ("remedies", "Remedies"),
    ("lessons-of", "Lessons"),
    ("people", "People"),
)


def visible(request: HttpRequest, reference: str) -> Incident:
    """Return the incident if the person may know of it; to others it does not exist."""
    return get_object_or_404(Incident.objects.visible_to(request.user).select_related("opened_by"), reference=reference)


def page(request: HttpRequest, template: str, found: Incident, current: str, **context: Any) -> HttpResponse:
    """Show one page of the incident's file, under its head and tabs."""
    tabs = [
        Tab(label=label, url=reverse(f"incidents:{name}", args=[found.reference]), current=name == current)
        for name, label in PAGES
    ]
    given = {
        "incident": found,
        "tabs": tabs,
        "owner": INCIDENT.owner_of(found).label,
        "works": policies.may_work.allows(request.user, found),
        "leads": policies.may_lead.allows(request.user, found),
        **context,
    }
    return render(request, f"compliance/incidents/{template}.html", given)


def incident(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is known, whose move it is and what happened."""
    found = visible(request, reference)
    links = list(found.links.select_related("case", "authorisation", "party").order_by("pk"))
    named = [link.party for link in links if link.party]
    return page(
        request,
        "incident",
        found,
        "incident",
        facts=_facts(found),
        links=links,
        standings=standing.for_reader(named, user=request.user, at=timezone.now()) if named else {},
        reports=Report.objects.visible_to(request.user).filter(incident=found).order_by("pk"),
        offers=INCIDENT.offers(found, actor=request.user),
        entries=_entries(found),
    )


def _facts(found: Incident) -> list[Row]:
    change = reverse("incidents:assess", args=[found.reference])
    return [
        Row(key="What went wrong", value=found.get_nature_display()),
        Row(key="Severity", value=found.get_severity_display(), hint=found.severity_reasons, change_url=change),
        Row(key="When it happened", value=found.happened_on),
        Row(key="Came to light", value="Reported by those concerned" if found.self_reported else "Found by others"),
        Row(key="Before", value="It happened before" if found.repeat else "The first time"),
        Row(key="Knowingly", value="Deliberate or concealed" if found.deliberate else "Nothing shows that"),
        Row(key="Personal data", value="Touched" if found.personal_data else "Not touched"),
        Row(key="Defence articles", value="Touched" if found.itar else "Not touched"),
    ]


def _entries(found: Incident) -> list[Entry]:
    events = [event for event in events_about(found) if event.verb in TITLES]
    return [
        Entry(at=event.at, title=TITLES[event.verb], who=str(event.actor or "The portal")) for event in reversed(events)
    ]


def people(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who has which part, and for whom marked parts are open."""
    found = visible(request, reference)
    held = found.parts.select_related("person", "given_by").order_by("ended_at", "pk")
    return page(
        request,
        "people",
        found,
        "people",
        current_parts=[each for each in held if each.ended_at is None],
        past_parts=[each for each in held if each.ended_at is not None],
        may_open=policies.may_open_marked.allows(request.user, found),
        readers=set(READERS),
    )


def name_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Give somebody a part."""
    found = visible(request, reference)
    policies.may_lead(request.user, found)
    return ask(
        request,
        forms.NamePerson(posted(request)),
        lambda **given: actions.name_person(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:people", args=[found.reference]),
        said="The part is given.",
        title="Name somebody",
        caption=found.reference,
        submit="Give the part",
    )


def end_part(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """End somebody's part."""
    found = visible(request, reference)
    held = get_object_or_404(IncidentPart.objects.current().select_related("person", "incident"), pk=pk, incident=found)
    policies.may_lead(request.user, found)
    return ask(
        request,
        forms.Reason(posted(request)),
        lambda **given: actions.end_part(held, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:people", args=[found.reference]),
        said="The incident is closed to them.",
        title=f"End the part of {held.person}",
        caption=held.get_part_display(),
        submit="End it",
        tone="stopped",
    )


def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Let somebody else lead."""
    found = visible(request, reference)
    policies.may_lead(request.user, found)
    return ask(
        request,
        forms.HandOver(posted(request)),
        lambda **given: actions.hand_over(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:people", args=[found.reference]),
        said="The lead is handed over.",
        title="Hand the lead over",
        caption=found.reference,
        submit="Hand over",
    )


def open_marked(request: HttpRequest, reference: str) -> HttpResponse:
    """Open marked parts of the file to one person."""
    found = visible(request, reference)
    policies.may_open_marked(request.user, found)
    return ask(
        request,
        forms.OpenMarked(posted(request)),
        lambda **given: actions.open_marked(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:people", args=[found.reference]),
        said="These parts are open to them.",
        title="Open marked parts of the file",
        caption=found.reference,
        submit="Open them",
    )


def assess(request: HttpRequest, reference: str) -> HttpResponse:
    """Assess the incident again."""
    found = visible(request, reference)
    policies.may_work(request.user, found)
    initial = {name: getattr(found, name) for name in forms.Assess.base_fields}
    return ask(
        request,
        forms.Assess(posted(request), initial=initial),
        lambda **given: actions.assess(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The assessment is kept.",
        title="Assess it again",
        caption=found.reference,
        submit="Keep it",
        text="The response that the matrix proposes depends on what you say here.",
    )


def account(request: HttpRequest, reference: str) -> HttpResponse:
    """Write what was found."""
    found = visible(request, reference)
    policies.may_work(request.user, found)
    return ask(
        request,
        forms.Account(posted(request), initial={"account": found.account, "causes": found.causes}),
        lambda **given: actions.write_account(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The account is kept.",
        title="What happened, and why",
        caption=found.reference,
        submit="Keep it",
    )


def link(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what the incident touches."""
    found = visible(request, reference)
    policies.may_work(request.user, found)
    return ask(
        request,
        forms.Link(posted(request)),
        lambda **given: actions.link(found, actor=signed_in(request), at=timezone.now(), **given),
        to=found,
        said="The link is added.",
        title="Link something to it",
        caption=found.reference,
        submit="Add the link",
    )


MOVES = {
    "investigate": ("Begin the investigation", "It is contained, and the facts can be established now."),
    "conclude": ("Conclude the investigation", "The official and the panel decide next."),
    "settle": ("Go on to putting it right", "Everything is decided; the remedies remain."),
    "close": ("Close the incident", "Everything is put right and was checked."),
    "reopen": ("Reopen the incident", "Something new has come to light."),
}


def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Make one move of the incident's life."""
    found = visible(request, reference)
    INCIDENT.check(found, name, actor=request.user)
    title, text = MOVES[name]
    return ask(
        request,
        forms.Confirm(posted(request)),
        lambda: actions.move_on(found, move=name, actor=signed_in(request), at=timezone.now()),
        to=found,
        said="Done.",
        title=title,
        caption=found.reference,
        submit=title,
        text=text,
    )


def find_unfounded(request: HttpRequest, reference: str) -> HttpResponse:
    """Find it unfounded, and seal it."""
    found = visible(request, reference)
    INCIDENT.check(found, "find_unfounded", actor=request.user)
    return ask(
        request,
        forms.Reason(posted(request)),
        lambda **given: actions.find_unfounded(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:index"),
        said="The file is sealed.",
        title="Find it unfounded and seal it",
        caption=found.reference,
        submit="Seal the file",
        tone="stopped",
        text="The file closes to everybody but the independent overseers, to you as well. Nothing of it counts against "
        "anybody.",
    )
