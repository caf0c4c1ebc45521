"""Pages on which the team works: clocks, precautions, remedies."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from compliance.incidents import actions, clocks, policies, queries
from compliance.incidents.forms import work as forms
from compliance.incidents.forms.incidents import Confirm, Reason
from compliance.incidents.models import Incident, Measure
from compliance.incidents.states import Fact
from compliance.incidents.views.files import page, visible
from compliance.remedies.models import Remedy
from portal.core.asking import ask, posted, signed_in
from portal.core.calendar import institution_calendar
from portal.core.words import as_day

STATES = {
    clocks.WAITING: ("quiet", "Not started"),
    clocks.RUNNING: ("moving", "Running"),
    clocks.MET: ("done", "Met"),
    clocks.MET_LATE: ("stopped", "Met late"),
    clocks.LAPSED: ("stopped", "Lapsed"),
    clocks.NOT_APPLICABLE: ("quiet", "Does not apply"),
}


def clock_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every clock of the incident, computed now, and the facts that they rest on."""
    found = visible(request, reference)
    now = timezone.now()
    rows = [_clock_row(stands, subject, now) for stands, subject in queries.all_standings(found, at=now)]
    return page(
        request,
        "clocks",
        found,
        "clocks",
        rows=sorted(rows, key=lambda row: (row["order"], row["ends"] or now)),
        recorded=found.facts.select_related("recorded_by", "subject").order_by("at", "pk"),
        changes=found.clock_changes.select_related("by").order_by("at", "pk"),
        now=now,
        records=policies.may_record_fact.allows(request.user, found),
        keeps=policies.may_change_clock.allows(request.user, found),
    )


def _clock_row(stands: clocks.Standing, subject: Any, now: datetime) -> dict[str, Any]:
    tone, label = STATES[stands.state]
    urgent = stands.state == clocks.RUNNING and stands.rung is not None
    order = {clocks.LAPSED: 0, clocks.RUNNING: 1, clocks.MET_LATE: 3, clocks.MET: 3}.get(stands.state, 2)
    return {
        "clock": stands.clock,
        "subject": subject,
        "tone": "waiting" if urgent else tone,
        "label": label,
        "ends": stands.ends_at,
        "started": stands.started_at,
        "met": stands.met_at,
        "reason": stands.reason,
        "starts_words": Fact(stands.clock.starts).label.lower(),
        "asked": stands.asked,
        "order": order,
    }


def record_fact(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a fact."""
    found = visible(request, reference)
    policies.may_record_fact(request.user, found)
    form = forms.RecordFact(posted(request))

    def act(kind: str, note: str, **_given: Any) -> None:
        actions.record_fact(
            found, kind=kind, note=note, happened_at=form.moment(), actor=signed_in(request), at=timezone.now()
        )

    return ask(
        request,
        form,
        act,
        to=reverse("incidents:clocks", args=[found.reference]),
        said="The fact is recorded; the clocks follow.",
        title="Record a fact",
        caption=found.reference,
        submit="Record it",
        text="Facts are written once. Clocks start from them, and can be computed again at any time.",
    )


def change_clock(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Ask for time, grant or refuse it, or say that a clock does not apply."""
    found = visible(request, reference)
    policies.may_change_clock(request.user, found)
    clock = clocks.named(code, timezone.localdate())
    person = request.GET.get("person", "")
    subject = found.parts.filter(person=int(person)).first() if person.isdigit() else None

    def act(kind: str, reason: str, until: Any) -> None:
        end = clocks.end_of(until, institution_calendar()) if until else None
        actions.change_clock(
            found,
            clock=code,
            kind=kind,
            reason=reason,
            until=end,
            subject=subject.person if subject and clock.hearing else None,
            actor=signed_in(request),
            at=timezone.now(),
        )

    return ask(
        request,
        forms.ChangeClock(posted(request)),
        act,
        to=reverse("incidents:clocks", args=[found.reference]),
        said="It is kept.",
        title=clock.title,
        caption=f"{found.reference} · {clock.source}",
        submit="Keep it",
        text=f"{clock.span.capitalize()}. More time: {clock.extension}.",
    )


# -- Precautions --------------------------------------------------------------


def contain(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the precautions, and when each is reviewed."""
    found = visible(request, reference)
    measures = found.measures.select_related("person", "authorisation", "hold__case", "imposed_by", "lifted_by")
    return page(
        request,
        "contain",
        found,
        "contain",
        measures=measures.prefetch_related("reviews__by", "records").order_by("state", "pk"),
        contained=found.facts.filter(kind="contained").first(),
        contains=found.is_open and policies.may_contain.allows(request.user, found),
        today=timezone.localdate(),
    )


KINDS = {
    "stop": (forms.StopWork, "stop_work", "Stop an activity", {}),
    "access": (forms.SuspendAccess, "suspend_access", "Suspend access", {}),
    "authorisation": (
        forms.SuspendAuthorisation,
        "suspend_authorisation",
        "Suspend an authorisation",
        {"reference": "authorisation"},
    ),
    "case": (forms.HoldCase, "hold_case", "Hold a case", {"reference": "case"}),
}


def impose(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Impose a precaution."""
    found = visible(request, reference)
    policies.may_contain(request.user, found)
    if kind not in KINDS:
        raise Http404
    form, action, title, renamed = KINDS[kind]

    def act(**given: Any) -> None:
        named = {renamed.get(name, name): value for name, value in given.items()}
        getattr(actions, action)(found, actor=signed_in(request), at=timezone.now(), **named)

    return ask(
        request,
        form(posted(request)),
        act,
        to=reverse("incidents:contain", args=[found.reference]),
        said="The precaution is in force. It is reviewed in thirty days.",
        title=title,
        caption=found.reference,
        submit=title,
        text="A precaution is no sanction and says nothing about anybody. It is lifted as soon as it is not needed.",
    )


def preserve(request: HttpRequest, reference: str) -> HttpResponse:
    """Preserve the linked records."""
    found = visible(request, reference)
    policies.may_contain(request.user, found)
    offered = {queries.key_of(record): record for record in _linked(found)}
    return ask(
        request,
        forms.Preserve(posted(request), offered=offered),
        lambda **given: actions.preserve(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:contain", args=[found.reference]),
        said="These records are preserved.",
        title="Preserve records",
        caption=found.reference,
        submit="Preserve them",
        text="What is linked to the incident is offered. While this stands, nothing disposes of these records."
        if offered
        else "Nothing is linked yet. Link a case, an authorisation or a party to the incident first.",
    )


def _linked(incident: Incident) -> list[Any]:
    links = incident.links.select_related("case", "authorisation", "party")
    return [link.case or link.authorisation or link.party for link in links if not link.reference]


def declare_contained(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that it is contained."""
    found = visible(request, reference)
    policies.may_contain(request.user, found)
    return ask(
        request,
        Confirm(posted(request)),
        lambda: actions.declare_contained(found, actor=signed_in(request), at=timezone.now()),
        to=reverse("incidents:contain", args=[found.reference]),
        said="It is contained.",
        title="Say that it is contained",
        caption=found.reference,
        submit="It is contained",
        text="Nothing of it goes on any more.",
    )


def measure_step(request: HttpRequest, reference: str, pk: int, step: str) -> HttpResponse:
    """Review or lift a precaution."""
    found = visible(request, reference)
    measure = get_object_or_404(
        Measure.objects.select_related("incident", "hold", "authorisation"), pk=pk, incident=found
    )
    policies.may_lift(request.user, measure)
    act = actions.review_measure if step == "review" else actions.lift_measure
    title = "Let the precaution stand" if step == "review" else "Lift the precaution"
    return ask(
        request,
        Reason(posted(request)),
        lambda **given: act(measure, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:contain", args=[found.reference]),
        said="Reviewed. The next review is in thirty days." if step == "review" else "The precaution is lifted.",
        title=title,
        caption=measure.what,
        submit=title,
    )


# -- Remedies --------------------------------------------------------------


def remedies(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is done so that it does not happen again."""
    found = visible(request, reference)
    theirs = Remedy.objects.visible_to(request.user).filter(incident=found).select_related("owner", "checker")
    return page(
        request,
        "remedies",
        found,
        "remedies",
        remedies=theirs.order_by("due_on", "pk"),
        adds=found.is_open and policies.may_work.allows(request.user, found),
        today=as_day(timezone.now()),
    )


def put_right(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a remedy."""
    found = visible(request, reference)
    policies.may_work(request.user, found)
    return ask(
        request,
        forms.Remedy(posted(request)),
        lambda **given: actions.put_right(found, actor=signed_in(request), at=timezone.now(), **given),
        to=reverse("incidents:remedies", args=[found.reference]),
        said="The remedy is opened.",
        title="Open a remedy",
        caption=found.reference,
        submit="Open it",
    )
