"""May they? The answers of incidents. Their twins are the ``visible_to`` of ``Report`` and ``Incident``."""

from typing import Any

from compliance.incidents.models import Incident, IncidentPart, Report
from compliance.incidents.states import READERS, SHUT_OUT, TEAM, Mark, Part
from portal.core.policy import holds, policy, require

NOT_YOURS = "You do not know of this."


def has_part(actor: Any, incident: Incident, *parts: str) -> bool:
    """Tell whether the person holds one of these parts in the incident now."""
    if actor is None or not actor.is_active:
        return False
    return IncidentPart.objects.current().filter(incident=incident, person=actor, part__in=parts).exists()


def ever_had_part(actor: Any, incident: Incident, *parts: str) -> bool:
    """Tell whether the person has ever held one of these parts in the incident."""
    return IncidentPart.objects.filter(incident=incident, person=actor, part__in=parts).exists()


@policy
def may_report(actor, _record):
    """Anybody reports, with an account or without."""


@policy
def may_read_report(actor, report):
    """Before a report is taken up, whoever takes up reports; afterwards its team. Never the reporter's subject."""
    require(actor is not None and Report.objects.visible_to(actor).filter(pk=report.pk).exists(), NOT_YOURS)


@policy
def may_take_up(actor, report):
    """Whoever takes up reports, unless the reporter kept them away or it is their own report."""
    require(holds(actor, "compliance.take_up_report"), "Only the incident team takes up reports.")
    may_read_report(actor, report)
    require(report.reporter_id is None or report.reporter_id != actor.pk, "This is your own report.")


@policy
def may_answer_reporter(actor, report):
    """Whoever may read a report may write to the reporter."""
    may_read_report(actor, report)


@policy
def may_know_reporter(actor, report):
    """Only the team that works on a report knows who made it; overseers, panels and officials do not."""
    may_read_report(actor, report)


@policy
def may_read(actor, incident):
    """Named people and the independent overseers; never whom it concerns."""
    require(actor is not None and Incident.objects.visible_to(actor).filter(pk=incident.pk).exists(), NOT_YOURS)


@policy
def may_lead(actor, incident):
    """The lead of the incident."""
    may_read(actor, incident)
    require(has_part(actor, incident, Part.LEAD), "Only whoever leads the response does this.")


@policy
def may_work(actor, incident):
    """The lead and the investigators."""
    may_read(actor, incident)
    require(has_part(actor, incident, *TEAM), "Only the team of this incident does this.")


@policy
def may_decide_disclosure(actor, incident):
    """The official named for the incident, who has not investigated it."""
    may_read(actor, incident)
    require(holds(actor, "compliance.decide_disclosure"), "Only the empowered official decides about disclosure.")
    require(has_part(actor, incident, Part.OFFICIAL), "Only the official named for this incident decides.")
    require(not ever_had_part(actor, incident, *TEAM), "You investigated this. Somebody else decides.")


@policy
def may_open_marked(actor, incident):
    """Counsel opens privileged parts to others, the lead security-marked ones."""
    may_read(actor, incident)
    allowed = has_part(actor, incident, Part.COUNSEL, Part.LEAD)
    require(allowed, "Only counsel and the lead open marked parts.")


def may_read_mark(actor: Any, incident: Incident, mark: str) -> bool:
    """Tell whether the person may read pieces of the incident's file that bear this mark."""
    if not may_read.allows(actor, incident):
        return False
    if mark == Mark.OPEN:
        return True
    name = {Mark.PRIVILEGED: "read_privileged", Mark.SECURITY: "read_security"}[Mark(mark)]
    return bool(actor.has_perm(f"compliance.{name}", incident))


def marks_of(actor: Any, incident: Incident) -> list[str]:
    """Return the marks whose pieces the person may read."""
    return [mark for mark in Mark.values if may_read_mark(actor, incident, mark)]


def is_shut_out(actor: Any, incident: Incident) -> bool:
    """Tell whether the incident concerns the person, or the reporter kept them away."""
    return ever_had_part(actor, incident, *SHUT_OUT)


def is_named(actor: Any, incident: Incident) -> bool:
    """Tell whether the person has a part that reads."""
    return has_part(actor, incident, *READERS)
