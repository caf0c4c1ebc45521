"""Ask the applicant, answer, close."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from compliance.licensing import policies, targets, timekeeping
from compliance.licensing.models import Case, InformationRequest
from compliance.licensing.overtaking import overtake
from compliance.licensing.states import CaseState, ClockSide, RequestState
from compliance.licensing.workflow import CASE, REQUEST
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.words import as_day

CHASERS = (5, 2, 0)  # working days before the answer is due


@transaction.atomic
def ask(case: Case, *, question: str, actor: Any, at: datetime, due_on: date | None = None) -> InformationRequest:
    """
    Ask the applicant something. This will stop the office's clock until the last open question is answered.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Invalid: if the question is empty, or the day has passed
    :raises Conflict: if the case is not with the office
    """
    if not question.strip():
        raise Invalid("Write the question.", field="question")
    settings = targets.settings_for(case)
    hours = targets.hours_of(settings)
    due_on = due_on or hours.calendar.add_working_days(hours.day_of(at), settings["answer_days"])
    if due_on < as_day(at):
        raise Invalid("This day has passed.", field="due_on")
    was_running = case.state != CaseState.INFORMATION_REQUESTED
    number = case.requests.count() + 1
    values = {"first_contact_at": case.first_contact_at or at}
    CASE.advance(case, "ask", actor=actor, at=at, values=values, question=number, due_on=due_on)
    request = InformationRequest.objects.create(
        case=case,
        number=number,
        question=question.strip(),
        asked_by=actor,
        asked_at=at,
        due_on=due_on,
        state=RequestState.OPEN,
        state_since=at,
    )
    if was_running:
        timekeeping.mark(case, side=ClockSide.WITH_YOU, reason=f"Question {number} was asked.", at=at)
    _owe_reminders(request, hours=hours, at=at)
    return request


@transaction.atomic
def answer(request: InformationRequest, *, text: str, actor: Any, at: datetime) -> None:
    """
    Answer a question. After the last open one the case is with the office again, and earlier reviews count no more.

    :raises Denied: if the actor is neither the researcher nor their delegate
    :raises Invalid: if the answer is empty
    :raises Conflict: if the question was answered or closed already
    """
    policies.may_answer_request(actor, request)
    if not text.strip():
        raise Invalid("Write your answer.", field="answer")
    values = {"answer": text.strip(), "answered_by": actor, "answered_at": at}
    REQUEST.advance(request, "answer", actor=actor, at=at, values=values)
    _resume(request, "answer", because="The applicant answered a question.", actor=actor, at=at)


@transaction.atomic
def close(request: InformationRequest, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Close a question without an answer.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Invalid: if no reason is given
    :raises Conflict: if the question was answered or closed already
    """
    if not reason.strip():
        raise Invalid("Say why no answer is needed.", field="reason")
    REQUEST.advance(request, "close", actor=actor, at=at, values={"closed_reason": reason.strip()})
    _resume(request, "go_on", because="", actor=actor, at=at)


@transaction.atomic
def go_on(case: Case, *, actor: Any, at: datetime) -> None:
    """
    Take a case back that waits for the applicant although nothing is open any more.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Conflict: if a question is open
    """
    CASE.advance(case, "go_on", actor=actor, at=at)
    timekeeping.mark(case, side=ClockSide.WITH_US, reason="Nothing is open any more.", at=at)


def _resume(request: InformationRequest, move: str, *, because: str, actor: Any, at: datetime) -> None:
    case = request.case
    outbox.withdraw(f"licensing.request.{case.pk}.{request.number}.", at=at)
    case.refresh_from_db(fields=["state"])
    still_open = case.requests.filter(state=RequestState.OPEN).exists()
    if case.state != CaseState.INFORMATION_REQUESTED:
        raise Conflict(f"{case} is {case.get_state_display().lower()}.")
    if because:
        overtake(case, because=because, at=at)
    if not still_open:
        CASE.advance(case, move, actor=actor, at=at)
        timekeeping.mark(case, side=ClockSide.WITH_US, reason=f"Question {request.number} is settled.", at=at)


def _owe_reminders(request: InformationRequest, *, hours: Any, at: datetime) -> None:
    _owe(request, "asked", template="licensing/asked", due_at=at)
    for days in CHASERS:
        moment = _days_before(request.due_on, days, hours)
        if moment > at:
            _owe(request, f"chaser.{days}", template="licensing/asked_again", due_at=moment)


def _owe(request: InformationRequest, name: str, *, template: str, due_at: datetime) -> None:
    case = request.case
    outbox.owe(
        f"licensing.request.{case.pk}.{request.number}.{name}",
        to=case.applicant,
        template=template,
        due_at=due_at,
        reference=case.reference,
        due_on=request.due_on,
        path=request.get_absolute_url(),
    )


def _days_before(day: date, count: int, hours: Any) -> datetime:
    """Return nine o'clock, local time, so many working days before a day."""
    while count:
        day -= timedelta(days=1)
        count -= hours.calendar.is_working(day)
    return datetime.combine(day, time(9), tzinfo=hours.calendar.zone)
