"""Visits: planned, asked about before, made, followed up, closed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.enduse import policies, visiting
from compliance.enduse.models import Verification, Visit, VisitAction, VisitAnswer, VisitArea, VisitPerson
from compliance.enduse.states import Grade, VisitState
from compliance.enduse.workflow import VISIT
from compliance.licensing.models import Authorisation
from compliance.parties.models import Party
from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day


@transaction.atomic
def plan_visit(
    authorisation: Authorisation,
    *,
    party: Party,
    planned_on: date,
    place: str,
    lead: User,
    by_video: bool,
    actor: Any,
    at: datetime,
    verification: Verification | None = None,
) -> Visit:
    """
    Plan a visit, in person or by video.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if the day has passed, there is no place, or the party is none of the case
    """
    policies.may_visit(actor, authorisation)
    if planned_on < as_day(at):
        raise Invalid("The day has passed.", field="planned_on")
    if not place.strip():
        raise Invalid("Say where.", field="place")
    if not authorisation.case.parties.filter(party=party).exists():
        raise Invalid(f"{party} is no party of this case.", field="party")
    visit = Visit.objects.create(
        authorisation=authorisation,
        verification=verification,
        party=party,
        state=VisitState.PLANNED,
        state_since=at,
        by_video=by_video,
        planned_on=planned_on,
        place=place.strip(),
        lead=lead,
        planned_by=actor,
        planned_at=at,
    )
    record_event("enduse.visit.planned", visit, actor=actor, at=at, planned_on=planned_on, by_video=by_video)
    return visit


@transaction.atomic
def answer_before(visit: Visit, *, answers: Mapping[str, str], actor: Any, at: datetime) -> None:
    """
    Answer what is asked before a visit: by whoever answers for the use, or by the office from what it was told.

    :raises Denied: if the actor is neither
    :raises Conflict: if the visit was made, or called off
    """
    if actor.pk != visit.authorisation.case.applicant_id:
        policies.may_visit(actor, visit.authorisation)
    if visit.state != VisitState.PLANNED:
        raise Conflict(f"{visit} is {visit.get_state_display().lower()}.")
    for question, wording in visiting.QUESTIONS.items():
        said = answers.get(question, "").strip()
        if said:
            kept = {"wording": wording, "answer": said, "answered_by": actor, "answered_at": at}
            VisitAnswer.objects.update_or_create(visit=visit, question=question, defaults=kept)
    record_event("enduse.visit.answered_before", visit, actor=actor, at=at)


@transaction.atomic
def make_visit(
    visit: Visit,
    *,
    made_on: date,
    summary: str,
    people: Sequence[tuple[str, str, bool]],
    grades: Mapping[str, tuple[int, str]],
    actor: Any,
    at: datetime,
) -> None:
    """
    Write down what a visit found: who was there, and how each area was, on five steps.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if the day lies ahead, nobody was there, an area is not graded, or a low grade is not explained
    :raises Conflict: if it was made already, or called off
    """
    if made_on > as_day(at):
        raise Invalid("The day lies ahead.", field="made_on")
    if not summary.strip():
        raise Invalid("Describe what was seen.", field="summary")
    if not people:
        raise Invalid("Say who was present, at least one on each side.", field="people")
    for area in visiting.AREAS:
        grade, note = grades.get(area, (0, ""))
        if grade not in Grade.values:
            raise Invalid("Grade every area.", field=area)
        if grade < Grade.FAIR and not note.strip():
            raise Invalid("Say what is missing.", field=f"{area}_note")
    VISIT.advance(visit, "make", actor=actor, at=at, values={"made_on": made_on, "summary": summary.strip()})
    for name, position, ours in people:
        VisitPerson.objects.create(visit=visit, name=name, position=position, ours=ours)
    for area, label in visiting.AREAS.items():
        grade, note = grades[area]
        VisitArea.objects.create(visit=visit, area=area, label=label, grade=grade, note=note.strip())


@transaction.atomic
def add_action(visit: Visit, *, text: str, owner: str, due_on: date, actor: Any, at: datetime) -> VisitAction:
    """
    Add something that has to be done, with its number, its owner and its day.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if something is left open, or the day has passed
    :raises Conflict: if the visit was not made, or is closed
    """
    policies.may_manage_visit(actor, visit)
    if visit.state != VisitState.MADE:
        raise Conflict(f"{visit} is {visit.get_state_display().lower()}.")
    for field, value in (("text", text), ("owner", owner)):
        if not value.strip():
            raise Invalid("Fill this in.", field=field)
    if due_on < as_day(at):
        raise Invalid("The day has passed.", field="due_on")
    number = visit.actions.count() + 1
    action = VisitAction.objects.create(
        visit=visit, number=number, text=text.strip(), owner=owner.strip(), due_on=due_on
    )
    record_event("enduse.visit.action_added", visit, actor=actor, at=at, number=number, due_on=due_on)
    return action


@transaction.atomic
def do_action(action: VisitAction, *, note: str, actor: Any, at: datetime) -> None:
    """
    Say that an action is done, and what was done.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if nothing is said
    :raises Conflict: if it was done already
    """
    policies.may_manage_visit(actor, action.visit)
    if not note.strip():
        raise Invalid("Say what was done, and what shows it.", field="note")
    done = {"done_at": at, "done_by": actor, "done_note": note.strip()}
    if not VisitAction.objects.open().filter(pk=action.pk).update(**done):
        raise Conflict("This is done already.")
    action.refresh_from_db()
    record_event("enduse.visit.action_done", action.visit, actor=actor, at=at, number=action.number)


@transaction.atomic
def close_visit(visit: Visit, *, actor: Any, at: datetime) -> None:
    """
    Close a visit after which everything is done.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Conflict: if an action is open, or it was not made
    """
    VISIT.advance(visit, "close", actor=actor, at=at)


@transaction.atomic
def call_off(visit: Visit, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Call a visit off.

    :raises Denied: if the actor is not of the office, or it is their own case
    :raises Invalid: if no reason is given
    :raises Conflict: if it was made already
    """
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    VISIT.advance(visit, "cancel", actor=actor, at=at, reason=reason.strip())
