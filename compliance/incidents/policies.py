"""May they? The answers of incidents. Their twins are the ``visible_to`` of ``Report`` and ``Incident``."""

from typing import Any

from django.db.models import Q

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


DECIDING = (Part.OFFICIAL, Part.PANEL, Part.APPEAL_PANEL)


@policy
def may_record_fact(actor, incident):
    """The team and the official record facts."""
    may_read(actor, incident)
    require(has_part(actor, incident, *TEAM, Part.OFFICIAL), "Only the team and the official record facts.")


@policy
def may_change_clock(actor, incident):
    """The team, the official and the panels keep the clocks."""
    may_read(actor, incident)
    require(has_part(actor, incident, *TEAM, *DECIDING), "Only those who work on this incident keep its clocks.")


@policy
def may_contain(actor, incident):
    """The team contains."""
    may_work(actor, incident)


@policy
def may_lift(actor, measure):
    """The team lifts a precaution."""
    may_work(actor, measure.incident)


@policy
def may_finish_task(actor, task):
    """Whoever a task was given to says what came of it; the team may as well."""
    may_read(actor, task.incident)
    require(task.owner_id == actor.pk or has_part(actor, task.incident, *TEAM), f"{task.owner} says what came of it.")
    require(may_read_mark(actor, task.incident, task.mark), "This part of the file is not open to you.")


@policy
def may_read_piece(actor, piece):
    """
    Pieces of the file are for those who read the incident, marked ones for those to whom the mark was opened; those
    without a mark also for whoever is heard about it, and their adviser.
    """
    heard = piece.mark == Mark.OPEN and is_heard_about(actor, piece.incident)
    require(heard or may_read_mark(actor, piece.incident, piece.mark), "This part of the file is not open to you.")


def may_add(actor: Any, incident: Incident, mark: str) -> None:
    """
    Let the team add a piece to the file, under a mark that the person may read.

    :raises Denied: if they may not
    """
    may_work(actor, incident)
    require(mark in Mark.values and may_read_mark(actor, incident, mark), "You do not read parts with this mark.")


@policy
def may_draft_disclosure(actor, incident):
    """The team and counsel write the account."""
    may_read(actor, incident)
    require(has_part(actor, incident, *TEAM, Part.COUNSEL), "Only the team and counsel write the account.")


@policy
def may_edit_disclosure(actor, disclosure):
    """The team and counsel write the account."""
    may_draft_disclosure(actor, disclosure.incident)


@policy
def may_decide_on(actor, disclosure):
    """The official named for the incident decides, never whoever wrote or investigated."""
    may_decide_disclosure(actor, disclosure.incident)
    require(disclosure.drafted_by_id != actor.pk, "You wrote this account. Somebody else decides.")


@policy
def may_send(actor, disclosure):
    """The official sends what was decided, and keeps what comes back."""
    may_decide_disclosure(actor, disclosure.incident)


@policy
def may_read_hearing(actor, hearing):
    """Whoever is heard and their adviser, team and panels, overseers; the twin of ``Hearing.objects.visible_to``."""
    known = actor is not None and type(hearing).objects.visible_to(actor).filter(pk=hearing.pk).exists()
    require(known, NOT_YOURS)


@policy
def may_serve(actor, hearing):
    """The lead of the incident serves the notice of facts."""
    may_lead(actor, hearing.incident)


@policy
def may_be_heard(actor, hearing):
    """Whoever is heard answers, asks for time, names an adviser, appeals or accepts; nobody does it for them."""
    require(actor is not None and actor.pk == hearing.subject_id, "Only the person who is heard does this.")
    require(hearing.state != "prepared", NOT_YOURS)


@policy
def may_sit(actor, hearing):
    """A member of the panel, who has not investigated and is not concerned."""
    may_read(actor, hearing.incident)
    require(has_part(actor, hearing.incident, Part.PANEL), "Only the panel of this hearing does this.")
    require(not ever_had_part(actor, hearing.incident, *TEAM), "You investigated this. Somebody else decides.")


@policy
def may_decide_hearing(actor, hearing):
    """The panel decides; the appeal panel, with nobody of the first, decides an appeal."""
    if hearing.state != "appealed":
        may_sit(actor, hearing)
        return
    may_read(actor, hearing.incident)
    require(has_part(actor, hearing.incident, Part.APPEAL_PANEL), "Only the appeal panel decides an appeal.")
    involved = ever_had_part(actor, hearing.incident, *TEAM, Part.PANEL, Part.OFFICIAL)
    require(not involved, "You were involved before. Somebody who was not decides the appeal.")


@policy
def may_read_letter(actor, letter):
    """Letters of a hearing are read by whoever may know of it."""
    may_read_hearing(actor, letter.hearing)


def is_heard_about(actor: Any, incident: Incident) -> bool:
    """Tell whether the person, or whoever they advise, has been served the facts of this incident."""
    if actor is None or not actor.is_active:
        return False
    open_to_them = incident.hearings.exclude(state__in=("prepared", "unfounded"))
    return open_to_them.filter(Q(subject=actor) | Q(adviser=actor)).exists()


@policy
def may_read_playbooks(actor, _record):
    """Whoever may have a part in an incident reads the playbooks, and the overseers."""
    names = ("keep_playbooks", "view_every_incident", "decide_disclosure", "sit_on_panel")
    allowed = actor is not None and any(holds(actor, f"compliance.{name}") for name in names)
    require(allowed, "Playbooks are for those who answer incidents.")


@policy
def may_keep_playbooks(actor, _record):
    """The incident team keeps playbooks, contacts and drills; the portal may during set-up."""
    require(actor is None or holds(actor, "compliance.keep_playbooks"), "Only the incident team keeps playbooks.")


@policy
def may_publish_lesson(actor, lesson):
    """The official named for the incident approves a lesson, never whoever wrote it."""
    may_read(actor, lesson.incident)
    require(has_part(actor, lesson.incident, Part.OFFICIAL), "Only the official of this incident approves a lesson.")
    require(lesson.drafted_by_id != actor.pk, "You wrote this lesson. Somebody else approves it.")


@policy
def may_withdraw_lesson(actor, lesson):
    """The official or the team withdraws a lesson."""
    may_read(actor, lesson.incident)
    allowed = has_part(actor, lesson.incident, *TEAM, Part.OFFICIAL)
    require(allowed, "Only the official and the team withdraw a lesson.")
