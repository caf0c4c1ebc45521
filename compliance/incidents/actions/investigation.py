"""Investigate: tasks, interviews, evidence with its chain of custody."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from compliance.incidents import policies
from compliance.incidents.models import Custody, Evidence, Incident, Interview, InvestigationTask
from compliance.incidents.states import Mark, TaskState
from compliance.incidents.workflow import TASK
from portal.accounts.models import User
from portal.core import attachments
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event


@transaction.atomic
def set_task(
    incident: Incident, *, what: str, owner: User, due_on: date, actor: User, at: datetime, mark: str = Mark.OPEN
) -> InvestigationTask:
    """
    Give somebody of the incident something to find out.

    :raises Denied: if the actor does not work on the incident, or may not read the mark
    :raises Invalid: if nothing is said
    :raises Conflict: if the owner does not read the incident, or decides in it
    """
    policies.may_add(actor, incident, mark)
    if not what.strip():
        raise Invalid("Say what is to be found out.", field="what")
    if not policies.is_named(owner, incident) or policies.has_part(owner, incident, *policies.DECIDING):
        raise Conflict(f"{owner} does not investigate this incident.")
    task = InvestigationTask.objects.create(
        state=TaskState.OPEN,
        state_since=at,
        incident=incident,
        mark=mark,
        what=what.strip(),
        owner=owner,
        due_on=due_on,
    )
    record_event("incidents.task.set", incident, actor=actor, at=at, task=task.pk)
    return task


@transaction.atomic
def finish_task(task: InvestigationTask, *, result: str, actor: User, at: datetime, needed: bool = True) -> None:
    """
    Say what came of a task, or why it is not needed.

    :raises Denied: if the actor is neither its owner nor of the team
    :raises Invalid: if nothing is said
    :raises Conflict: if it has ended already
    """
    if not result.strip():
        raise Invalid("Say what came of it.", field="result")
    TASK.advance(task, "finish" if needed else "drop", actor=actor, at=at, values={"result": result.strip()})


@transaction.atomic
def write_interview(
    incident: Incident,
    *,
    who: str,
    as_what: str,
    notes: str,
    held_at: datetime,
    actor: User,
    at: datetime,
    mark: str = Mark.OPEN,
) -> Interview:
    """
    Write down a conversation. Whoever the incident concerns later reads it without the name.

    :raises Denied: if the actor does not work on the incident, or may not read the mark
    :raises Invalid: if a text is missing, or it lies ahead
    """
    policies.may_add(actor, incident, mark)
    for field, text in (("who", who), ("as_what", as_what), ("notes", notes)):
        if not text.strip():
            raise Invalid("Fill this in.", field=field)
    if held_at > at:
        raise Invalid("A conversation is written down after it was held.", field="held_at")
    interview = Interview.objects.create(
        incident=incident,
        mark=mark,
        who=who.strip(),
        as_what=as_what.strip(),
        notes=notes.strip(),
        held_at=held_at,
        held_by=actor,
    )
    record_event("incidents.interview.written", incident, actor=actor, at=at, interview=interview.pk)
    return interview


@transaction.atomic
def add_evidence(
    incident: Incident,
    *,
    title: str,
    actor: User,
    at: datetime,
    description: str = "",
    file: Any = None,
    mark: str = Mark.OPEN,
) -> Evidence:
    """
    Add an exhibit. Its chain of custody begins with whoever adds it and the digest of its file.

    :raises Denied: if the actor does not work on the incident, or may not read the mark
    :raises Invalid: if it has no title, or the file cannot be accepted
    """
    policies.may_add(actor, incident, mark)
    if not title.strip():
        raise Invalid("Give the exhibit a title.", field="title")
    last = incident.evidence.aggregate(last=Max("number"))["last"] or 0
    exhibit = Evidence.objects.create(
        incident=incident,
        mark=mark,
        number=last + 1,
        title=title.strip(),
        description=description.strip(),
        added_by=actor,
        added_at=at,
    )
    if file:
        kept = attachments.store(file, subject=exhibit, kind="evidence", actor=actor, at=at)
        exhibit.digest = kept.digest
        exhibit.save(update_fields=["digest"])
    _pass(exhibit, "Received", by=actor, at=at, digest=exhibit.digest)
    record_event(
        "incidents.evidence.added", incident, actor=actor, at=at, number=exhibit.number, digest=exhibit.digest or None
    )
    return exhibit


@transaction.atomic
def hand_on(exhibit: Evidence, *, what: str, actor: User, at: datetime) -> Custody:
    """
    Add a link to the chain of custody: who has it now, or what was done with it.

    :raises Denied: if the actor does not work on the incident, or may not read the mark
    :raises Invalid: if nothing is said
    """
    policies.may_add(actor, exhibit.incident, exhibit.mark)
    if not what.strip():
        raise Invalid("Say what was done with it.", field="what")
    return _pass(exhibit, what.strip(), by=actor, at=at, digest=exhibit.digest)


@transaction.atomic
def check_exhibit(exhibit: Evidence, *, actor: User, at: datetime) -> bool:
    """
    Read the file again, compare its digest with that of the beginning, and write that into the chain; tell whether
    it is intact.

    :raises Denied: if the actor does not read this exhibit
    :raises Conflict: if it has no file
    """
    policies.may_add(actor, exhibit.incident, exhibit.mark)
    kept = attachments.of(exhibit).first()
    if kept is None:
        raise Conflict(f"{exhibit} has no file.")
    found = hashlib.sha256()
    try:
        for chunk in attachments.read(kept):
            found.update(chunk)
        digest = found.hexdigest()
    except (ValueError, OSError):
        digest = ""
    intact = digest == exhibit.digest
    _pass(
        exhibit,
        "Checked: unchanged" if intact else "Checked: the file is not what came in",
        by=actor,
        at=at,
        digest=digest,
        intact=intact,
    )
    return intact


def _pass(exhibit: Evidence, what: str, *, by: User, at: datetime, digest: str = "", intact: bool = True) -> Custody:
    last = exhibit.custody.aggregate(last=Max("position"))["last"] or 0
    return Custody.objects.create(
        evidence=exhibit, position=last + 1, what=what, by=by, at=at, digest=digest, intact=intact
    )
