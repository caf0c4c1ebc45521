"""What waits for whom at the home page. Each source asks a constant number of queries."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from compliance.incidents.models import Disclosure, Hearing, IncidentPart, InvestigationTask, Report
from compliance.incidents.states import DisclosureState, HearingState, Mark, Part, TaskState
from portal.core.policy import holds
from portal.core.waiting import WaitingItem, register

MANY = 50
PANELS = {HearingState.PANEL: Part.PANEL, HearingState.APPEALED: Part.APPEAL_PANEL}


@register("incidents")
def waiting(user: Any, at: datetime) -> Iterator[WaitingItem]:
    """Name the reports to be taken up, tasks to be done, and hearings in which it is the person's turn."""
    yield from _heard(user)
    if holds(user, "compliance.take_up_report"):
        yield from _reports(user)
    if holds(user, "compliance.investigate_incident"):
        yield from _tasks(user)
    if holds(user, "compliance.sit_on_panel"):
        yield from _panels(user)
    if holds(user, "compliance.decide_disclosure"):
        yield from _disclosures(user)


def _heard(user: Any) -> Iterator[WaitingItem]:
    turns = {HearingState.NOTICE: "Answer the notice of facts", HearingState.DECIDED: "Read the decision"}
    for hearing in Hearing.objects.filter(subject=user, state__in=turns).order_by("served_at")[:MANY]:
        yield _hearing(hearing, "Facts are put to you", turns[HearingState(hearing.state)])


def _reports(user: Any) -> Iterator[WaitingItem]:
    for report in Report.objects.visible_to(user).waiting().exclude(opened_at=None).order_by("received_at")[:MANY]:
        what = "read" if report.acknowledged_at is None else "taken up"
        yield WaitingItem(
            title=f"A report waits to be {what}",
            url=report.get_absolute_url(),
            kind="Report",
            reference=report.reference,
        )


def _tasks(user: Any) -> Iterator[WaitingItem]:
    tasks = InvestigationTask.objects.visible_to(user).filter(owner=user, state=TaskState.OPEN)
    for task in tasks.select_related("incident").order_by("due_on", "pk")[:MANY]:
        yield WaitingItem(
            title=task.what if task.mark == Mark.OPEN else "A task of the investigation",  # this goes into mails too
            url=task.get_absolute_url(),
            kind="Incident",
            due_at=task.due_on,
            reference=task.incident.reference,
            detail="Say what came of it",
        )


def _panels(user: Any) -> Iterator[WaitingItem]:
    for state, part in PANELS.items():
        sits = IncidentPart.objects.current().filter(person=user, part=part).values("incident")
        for hearing in Hearing.objects.filter(state=state, incident__in=sits).order_by("state_since")[:MANY]:
            yield _hearing(hearing, "A hearing waits for the panel", "Put a decision before the panel, or agree")


def _disclosures(user: Any) -> Iterator[WaitingItem]:
    turns = (DisclosureState.IN_REVIEW, DisclosureState.TO_DISCLOSE)
    sits = IncidentPart.objects.current().filter(person=user, part=Part.OFFICIAL).values("incident")
    found = Disclosure.objects.filter(state__in=turns, incident__in=sits).select_related("incident")
    for disclosure in found.order_by("state_since")[:MANY]:
        yield WaitingItem(
            title="A disclosure waits for you",
            url=disclosure.get_absolute_url(),
            kind="Disclosure",
            reference=disclosure.incident.reference,
            detail="Decide" if disclosure.state == DisclosureState.IN_REVIEW else "Send it",
        )


def _hearing(hearing: Hearing, title: str, detail: str) -> WaitingItem:
    return WaitingItem(
        title=title, url=hearing.get_absolute_url(), kind="Hearing", reference=hearing.reference, detail=detail
    )
