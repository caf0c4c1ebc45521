"""Tabletop exercises: load scripts, plan a sitting, lead it, answer, note what should be better, close it."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.models import Unit, User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from training import policies, queries, scripts
from training.models import (
    Improvement,
    Inject,
    InjectQuestion,
    Release,
    Response,
    SessionSeat,
    Tabletop,
    TabletopSession,
)
from training.states import Pace, Part, SessionState
from training.workflow import SESSION


@transaction.atomic
def load_tabletops(folder: Path, *, actor: Any, at: datetime) -> list[Tabletop]:
    """
    Load the scripts of a folder that say something new; return them. Sittings keep the script they were planned with.

    :raises Denied: if the actor does not manage training
    :raises Invalid: if a file is not well-formed, naming the file
    """
    policies.may_manage(actor, None)
    made = []
    for path in sorted(folder.glob("*.yaml")):
        source = path.read_text(encoding="utf-8")
        digest = hashlib.sha256(source.encode()).hexdigest()
        try:
            script = scripts.parse(source)
        except Invalid as problem:
            raise Invalid(f"{path.name}: {problem}", field="source") from None
        if Tabletop.objects.filter(code=script.code, digest=digest).exists():
            continue
        Tabletop.objects.filter(code=script.code, retired_at=None).update(retired_at=at)
        tabletop = _write(script, digest)
        record_event("training.tabletop.loaded", tabletop, actor=actor, at=at, file=path.name, digest=digest)
        made.append(tabletop)
    return made


@transaction.atomic
def plan_session(
    tabletop: Tabletop,
    *,
    title: str,
    planned_for: datetime,
    people: Iterable[User],
    actor: User,
    at: datetime,
    unit: Unit | None = None,
    facilitator: User | None = None,
    pace: str = Pace.HAND,
) -> TabletopSession:
    """
    Plan a sitting. Whoever leads it has no seat at the table.

    :raises Denied: if the actor may not lead tabletop exercises for this unit or team
    :raises Invalid: if nobody sits at the table
    :raises Conflict: if the script has been replaced
    """
    policies.may_plan(actor, unit)
    if tabletop.retired_at is not None:
        raise Conflict("This script has been replaced by a newer one.")
    leader = facilitator or actor
    table = {person.pk: person for person in people if person.pk != leader.pk}
    if not table:
        raise Invalid("Name at least one person besides the facilitator.", field="people")
    session = TabletopSession.objects.create(
        tabletop=tabletop,
        title=title.strip() or tabletop.title,
        unit=unit,
        state=SessionState.PLANNED,
        state_since=at,
        pace=pace,
        facilitator=leader,
        planned_for=planned_for,
    )
    SessionSeat.objects.bulk_create(SessionSeat(session=session, person=person) for person in table.values())
    record_event("training.session.planned", session, actor=actor, at=at, tabletop=tabletop.code, people=sorted(table))
    return session


@transaction.atomic
def seat(session: TabletopSession, *, person: User, actor: User, at: datetime, part: str = Part.PLAYER) -> SessionSeat:
    """
    Give somebody a seat at the table, or another part at it.

    :raises Denied: if the actor does not lead the sitting
    :raises Conflict: if the sitting is over, or the person leads it
    """
    policies.may_lead(actor, session)
    if session.state not in {SessionState.PLANNED, SessionState.RUNNING}:
        raise Conflict("The sitting is over.")
    if person.pk == session.facilitator_id:
        raise Conflict(f"{person} leads the sitting.")
    found, _ = SessionSeat.objects.update_or_create(session=session, person=person, defaults={"part": part})
    record_event("training.session.seated", session, actor=actor, at=at, person=person.pk, part=part)
    return found


@transaction.atomic
def start_session(session: TabletopSession, *, actor: User, at: datetime) -> None:
    """
    Start the clock. Messages that are due at minute zero are on the table at once.

    :raises Denied: if the actor does not lead the sitting
    :raises Conflict: if it has started, or is over
    """
    SESSION.advance(session, "start", actor=actor, at=at, values={"started_at": at})
    first = session.tabletop.injects.filter(minute=0)
    Release.objects.bulk_create(Release(session=session, inject=inject, at=at) for inject in first)


@transaction.atomic
def release(session: TabletopSession, *, inject: Inject, actor: User, at: datetime) -> Release:
    """
    Put a message on the table, whether it is due or not.

    :raises Denied: if the actor does not lead the sitting
    :raises Conflict: if the sitting is not under way, or the message lies there already
    :raises Invalid: if the message belongs to another script
    """
    policies.may_lead(actor, session)
    _under_way(session)
    if inject.tabletop_id != session.tabletop_id:
        raise Invalid("This message belongs to another script.")
    try:
        with transaction.atomic():
            made = Release.objects.create(session=session, inject=inject, at=at)
    except IntegrityError:
        raise Conflict("This message is on the table already.") from None
    record_event("training.session.inject_released", session, actor=actor, at=at, inject=inject.position)
    return made


@transaction.atomic
def respond(session: TabletopSession, *, question: InjectQuestion, text: str, actor: User, at: datetime) -> Response:
    """
    Add an answer to a question that lies on the table. Answers are added, never changed.

    :raises Denied: if the actor neither leads nor answers at this table
    :raises Conflict: if the sitting is not under way, or the message is not on the table yet
    :raises Invalid: if the answer is empty; field ``text``
    """
    policies.may_respond(actor, session)
    _under_way(session)
    if question.inject_id not in {each.pk for each in queries.on_the_table(session, at)}:
        raise Conflict("This message is not on the table yet.")
    if not text.strip():
        raise Invalid("Write the answer.", field="text")
    made = Response.objects.create(session=session, question=question, by=actor, text=text.strip(), at=at)
    record_event("training.session.answered", session, actor=actor, at=at, question=question.pk)
    return made


@transaction.atomic
def note_improvement(
    session: TabletopSession,
    *,
    title: str,
    actor: User,
    at: datetime,
    detail: str = "",
    inject: Inject | None = None,
    owner: User | None = None,
    due_on: date | None = None,
) -> Improvement:
    """
    Note something that should be better, while the sitting runs or when it is talked over afterwards.

    :raises Denied: if the actor neither leads the sitting nor takes notes at it
    :raises Conflict: if the sitting has not begun, or was cancelled
    :raises Invalid: if it has no title; field ``title``
    """
    policies.may_note(actor, session)
    if session.state not in {SessionState.RUNNING, SessionState.CLOSED}:
        raise Conflict("Improvements are noted once the sitting has begun.")
    if not title.strip():
        raise Invalid("Say in one line what should be better.", field="title")
    made = Improvement.objects.create(
        session=session,
        inject=inject,
        title=title.strip(),
        detail=detail.strip(),
        owner=owner,
        due_on=due_on,
        noted_by=actor,
        noted_at=at,
    )
    record_event("training.session.improvement_noted", session, actor=actor, at=at, improvement=made.pk)
    return made


@transaction.atomic
def end_session(session: TabletopSession, *, summary: str, actor: User, at: datetime) -> None:
    """
    Close the sitting with what it showed. Its improvements can be taken up from now on.

    :raises Denied: if the actor does not lead the sitting
    :raises Conflict: if it is not under way
    :raises Invalid: if there is no summary; field ``summary``
    """
    SESSION.check(session, "close", actor=actor)
    if not summary.strip():
        raise Invalid("Say in a few lines what the sitting showed.", field="summary")
    values = {"ended_at": at, "summary": summary.strip()}
    SESSION.advance(session, "close", actor=actor, at=at, values=values, improvements=session.improvements.count())


@transaction.atomic
def cancel_session(session: TabletopSession, *, reason: str, actor: User, at: datetime) -> None:
    """
    Cancel a sitting that has not begun.

    :raises Denied: if the actor does not lead the sitting
    :raises Conflict: if it has begun
    """
    SESSION.advance(session, "cancel", actor=actor, at=at, reason=reason)


def _write(script: scripts.ScriptText, digest: str) -> Tabletop:
    names = ("code", "title", "summary", "audience", "minutes", "opening", "sources")
    tabletop = Tabletop.objects.create(
        digest=digest, objectives="\n".join(script.objectives), **{name: getattr(script, name) for name in names}
    )
    for position, text in enumerate(script.injects, start=1):
        parts = ("minute", "title", "sender", "text", "hint", "citation")
        inject = Inject.objects.create(
            tabletop=tabletop, position=position, **{name: getattr(text, name) for name in parts}
        )
        InjectQuestion.objects.bulk_create(
            InjectQuestion(inject=inject, position=number, text=asked)
            for number, asked in enumerate(text.questions, start=1)
        )
    return tabletop


def _under_way(session: TabletopSession) -> None:
    if session.state != SessionState.RUNNING:
        raise Conflict(f"The sitting is {session.get_state_display().lower()}.")
