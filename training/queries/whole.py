"""Everything that training keeps about one person, for them to take along."""

from datetime import date
from typing import Any

from portal.accounts.models import User
from training.models import (
    Attempt,
    Completion,
    Enrolment,
    ExerciseRun,
    OutsideRow,
    ProposalPerson,
    Reminder,
    SessionSeat,
)
from training.queries.obligations import obligations

RUN = ("exercise__code", "started_at", "finished_at", "outcome", "path")


def whole_record(person: User, on: date, *, own: bool) -> dict[str, Any]:
    """
    Return the person's whole record as plain values: asked, begun, answered, done, excused, reminded, practised.

    How somebody answered and which way they went in an exercise is for themselves (``own``) and nobody else.
    """
    return {
        "person": {"name": person.name, "user_name": person.username, "email": person.email},
        "on": on,
        "required": [
            {"course": each.course.code, "standing": each.standing, "due_on": each.due_on, "grounds": each.grounds}
            for each in obligations(person, on)
        ],
        "enrolled": _values(
            Enrolment.objects.filter(person=person),
            ("course__code", "enrolled_by__name", "enrolled_on", "wanted_by", "note", "withdrawn_at"),
        ),
        "attempts": [_attempt(each, own=own) for each in _attempts(person)],
        "completed": [_completion(each) for each in _completions(person)],
        "exempt": _values(
            person.training_exemptions.all(), ("course__code", "from_on", "to_on", "reason", "approved_by__name")
        ),
        "taken_in_from_files": _values(
            OutsideRow.objects.filter(person=person),
            (
                "batch__name",
                "line",
                "state",
                "outside_course__group",
                "outside_course__stage",
                "completed_text",
                "problem",
            ),
        ),
        "proposals": _values(
            ProposalPerson.objects.filter(person=person),
            ("proposal__title", "proposal__funder", "added_on", "ready_on", "removed_on"),
        ),
        "reminders": _values(Reminder.objects.filter(person=person), ("course__code", "due_on", "rung", "told__name")),
        "tabletops": _values(
            SessionSeat.objects.filter(person=person),
            ("session__title", "session__planned_for", "session__state", "part"),
        ),
        **({"exercises": _values(ExerciseRun.objects.filter(person=person), RUN)} if own else {}),
    }


def _attempts(person: User) -> Any:
    found = Attempt.objects.filter(person=person).select_related("version", "course", "track")
    return found.prefetch_related("answers__question").order_by("started_at", "pk")


def _attempt(attempt: Attempt, *, own: bool) -> dict[str, Any]:
    track = getattr(attempt, "track", None)
    found: dict[str, Any] = {
        "course": attempt.course.code,
        "version": attempt.version.number,
        "language": attempt.version.language,
        "started_at": attempt.started_at,
        "finished_at": attempt.finished_at,
        "score": attempt.score,
        "passed": attempt.passed,
    }
    if own:
        found["answers"] = [
            {"question": each.question.prompt, "given": each.given, "correct": each.correct, "at": each.at}
            for each in attempt.answers.all()
        ]
    if track:
        found["package"] = {"status": track.lesson_status, "score": track.score_raw, "seconds": track.seconds}
    return found


def _completions(person: User) -> Any:
    found = Completion.objects.filter(person=person).select_related("course", "version", "recorded_by")
    return found.order_by("completed_on", "pk")


def _completion(each: Completion) -> dict[str, Any]:
    return {
        "course": each.course.code,
        "title": each.course.title,
        "version": each.version.number if each.version else None,
        "completed_on": each.completed_on,
        "expires_on": each.expires_on,
        "score": each.score,
        "origin": each.origin,
        "recorded_by": each.recorded_by.name if each.recorded_by else None,
        "code": each.code,
        "struck_out": each.struck_reason or None,
    }


def _values(rows: Any, names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {name.replace("__", "_"): value for name, value in row.items()} for row in rows.order_by("pk").values(*names)
    ]
