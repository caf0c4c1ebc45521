"""Begin a course, read its lessons, answer its questions, finish."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day
from training import grading, policies
from training.actions.reminders import stop_reminding
from training.codes import new_code
from training.models import Answer, Attempt, Completion, Course, Lesson, LessonRead, Question
from training.validity import last_day


@transaction.atomic
def begin(course: Course, *, actor: User, at: datetime, language: str = "en") -> Attempt:
    """
    Begin a course with its newest version, or go on with the attempt that is open.

    :raises Conflict: if the course is not offered
    """
    policies.may_learn(actor, course)
    open_one = Attempt.objects.filter(person=actor, course=course, finished_at=None).first()
    if open_one is not None:
        return open_one
    published = course.versions.published()
    version = published.filter(language=language).first() or published.order_by("language").first()
    if version is None or course.retired_on is not None:
        raise Conflict(f"{course} is not offered at present.")
    try:
        with transaction.atomic():
            attempt = Attempt.objects.create(person=actor, course=course, version=version, started_at=at)
    except IntegrityError:  # begun a moment ago in another window
        return Attempt.objects.get(person=actor, course=course, finished_at=None)
    record_event("training.attempt.begun", attempt, actor=actor, at=at, version=version.number)
    return attempt


@transaction.atomic
def read(attempt: Attempt, *, lesson: Lesson, actor: User, at: datetime) -> None:
    """
    Note that a lesson was read. Saying it twice changes nothing.

    :raises Denied: if it is somebody else's attempt
    :raises Conflict: if the attempt is finished
    :raises Invalid: if the lesson belongs to another version
    """
    _own(attempt, actor)
    if lesson.version_id != attempt.version_id:
        raise Invalid("This lesson belongs to another version of the course.")
    LessonRead.objects.get_or_create(attempt=attempt, lesson=lesson, defaults={"at": at})


@transaction.atomic
def answer(attempt: Attempt, *, question: Question, given: Any, actor: User, at: datetime) -> Answer:
    """
    Keep an answer as it was given. It cannot be changed; the feedback follows it.

    :raises Denied: if it is somebody else's attempt
    :raises Conflict: if the attempt is finished, or the question answered
    :raises Invalid: if the question belongs to another version
    """
    _own(attempt, actor)
    if question.version_id != attempt.version_id:
        raise Invalid("This question belongs to another version of the course.")
    correct = grading.is_correct(question, list(question.choices.all()), given)
    try:
        with transaction.atomic():
            return Answer.objects.create(attempt=attempt, question=question, given=given, correct=correct, at=at)
    except IntegrityError:
        raise Conflict("You have answered this question already.") from None


@transaction.atomic
def finish(attempt: Attempt, *, actor: User, at: datetime) -> Completion | None:
    """
    Finish an attempt; return the completion if the pass mark was reached.

    Every reminder about the course that has not left is withdrawn with it.

    :raises Denied: if it is somebody else's attempt
    :raises Conflict: if it is finished already, or something is unread or unanswered
    """
    _own(attempt, actor)
    version = attempt.version
    if hasattr(version, "package"):
        raise Conflict("This course reports by itself when it is done.")
    asked, answers = version.questions.count(), list(attempt.answers.all())
    if attempt.reads.count() < version.lessons.count() or len(answers) < asked:
        raise Conflict("Read every lesson and answer every question first.")
    score = grading.percent(sum(each.correct for each in answers), asked)
    return close(attempt, score=score, passed=score >= version.pass_mark, at=at)


@transaction.atomic
def close(attempt: Attempt, *, score: int | None, passed: bool, at: datetime) -> Completion | None:
    """
    End an attempt with its result; return the completion if it was passed.

    :raises Conflict: if it was finished a moment ago
    """
    unfinished = Attempt.objects.filter(pk=attempt.pk, finished_at=None)
    if not unfinished.update(finished_at=at, score=score, passed=passed):
        raise Conflict("This attempt has just been finished.")
    attempt.finished_at, attempt.score, attempt.passed = at, score, passed
    record_event("training.attempt.finished", attempt, actor=attempt.person, at=at, score=score, passed=passed)
    return _complete(attempt, at=at) if passed else None


def _complete(attempt: Attempt, *, at: datetime) -> Completion:
    version, day = attempt.version, as_day(at)
    completion = Completion.objects.create(
        person=attempt.person,
        course=attempt.course,
        version=version,
        attempt=attempt,
        origin=Completion.Origin.PORTAL,
        origin_key=f"attempt-{attempt.pk}",
        score=attempt.score,
        completed_at=at,
        completed_on=day,
        expires_on=last_day(day, version.valid_months),
        code=new_code(),
    )
    record_event(
        "training.completion.earned", completion, actor=attempt.person, at=at, course=attempt.course.code, on=day
    )
    stop_reminding(attempt.person, attempt.course, at=at)
    return completion


def _own(attempt: Attempt, actor: User) -> None:
    policies.may_answer(actor, attempt)
    if attempt.finished_at is not None:
        raise Conflict("This attempt is finished.")
