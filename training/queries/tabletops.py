"""What lies on the table of a sitting, and what sittings brought up."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from training.models import Improvement, Inject, InjectQuestion, Response, TabletopSession
from training.states import Pace, SessionState


@dataclass(frozen=True)
class Asked:
    """One question with its answers."""

    question: InjectQuestion
    responses: list[Response]


@dataclass(frozen=True)
class Message:
    """One message of the script as the table has it."""

    inject: Inject
    due_at: datetime | None
    shown_at: datetime | None
    overdue: bool
    asked: list[Asked]

    @property
    def on_table(self) -> bool:
        """Tell whether the table has it."""
        return self.shown_at is not None

    @property
    def answered(self) -> int:
        """How many of its questions have an answer."""
        return sum(bool(each.responses) for each in self.asked)


def on_the_table(session: TabletopSession, at: datetime) -> list[Inject]:
    """Return the messages that the table has at the moment, in the order of the script."""
    return [each.inject for each in script_of(session, at) if each.on_table]


def script_of(session: TabletopSession, at: datetime) -> list[Message]:
    """
    Return every message with when it is due, since when the table has it, and what was answered; four statements.

    Where the clock sets the pace a message is on the table from its minute on, whether anybody looks or not.
    """
    released = dict(session.releases.values_list("inject", "at"))
    responses: dict[int, list[Response]] = {}
    for response in session.responses.select_related("by").order_by("pk"):
        responses.setdefault(response.question_id, []).append(response)
    until = min(at, session.ended_at) if session.ended_at else at
    found = []
    for inject in session.tabletop.injects.order_by("position").prefetch_related("questions"):
        due_at = session.due_at(inject)
        shown_at = _shown_at(session, due_at, released.get(inject.pk), until)
        questions = sorted(inject.questions.all(), key=lambda question: question.position)
        asked = [Asked(question, responses.get(question.pk, [])) for question in questions]
        running = session.state == SessionState.RUNNING
        overdue = bool(running and shown_at is None and due_at and due_at <= until)
        found.append(Message(inject, due_at, shown_at, overdue, asked))
    return found


def improvements(*, since: date | None = None) -> QuerySet[Improvement]:
    """
    Return what closed sittings brought up, oldest first, for capabilities that turn it into remedies.

    Each row has its title, detail, owner, day and sitting; its primary key is the reference to keep.
    """
    found = Improvement.objects.noted(since=since)
    return found.select_related("session__unit", "session__tabletop", "owner", "inject").order_by("noted_at", "pk")


def _shown_at(session: TabletopSession, due_at: Any, released_at: Any, until: datetime) -> datetime | None:
    by_clock = due_at if session.pace == Pace.CLOCK and due_at and due_at <= until else None
    return min((moment for moment in (by_clock, released_at) if moment), default=None)
