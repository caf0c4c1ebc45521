"""Say what one thinks, sort it, put a draft to everybody, answer."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from dashboards.feedback import policies
from dashboards.feedback.models import CaseAsked, Comment, Consultation, Feedback
from dashboards.feedback.states import Helped, Theme
from dashboards.feedback.workflow import COMMENT
from dashboards.guidance.models import PageVersion
from dashboards.guidance.states import VersionState
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

LONGEST = 2000


@transaction.atomic
def say(*, about: str, helped: str, words: str, at: datetime) -> Feedback:
    """
    Keep what somebody says about a page, without who it was and with the day alone.

    :raises Invalid: if the first question is not answered, or the text is too long
    """
    return _keep(about=about, helped=helped, words=words, at=at)


@transaction.atomic
def rate(case: Any, *, helped: str, words: str, actor: Any, at: datetime) -> None:
    """
    Keep what the researcher says about how a case went, without a link to the case.

    :raises Denied: if the actor is not the researcher, or the case is not closed
    :raises Conflict: if they have said it already
    :raises Invalid: if the first question is not answered, or the text is too long
    """
    policies.may_rate(actor, case)
    try:
        with transaction.atomic():
            CaseAsked.objects.create(case=case)
    except IntegrityError:
        raise Conflict("You have answered the two questions about this case already.") from None
    _keep(about="", helped=helped, words=words, at=at)


@transaction.atomic
def sort(feedback: Feedback, *, theme: str, actor: Any, at: datetime) -> None:
    """
    Say what a remark is about, so that it is counted.

    :raises Denied: if the actor is not of the office
    :raises Invalid: if there is no such theme
    """
    policies.may_sort(actor, feedback)
    if theme not in Theme.values:
        raise Invalid("Choose a theme.", field="theme")
    Feedback.objects.filter(pk=feedback.pk).update(theme=theme)
    record_event("dashboards.feedback.sorted", feedback, actor=actor, at=at, theme=theme)


@transaction.atomic
def consult(version: PageVersion, *, question: str, closes_on: date, actor: Any, at: datetime) -> Consultation:
    """
    Put a draft to everybody until a day.

    :raises Denied: if the actor publishes no guidance
    :raises Conflict: if it is published already, or was put to everybody before
    :raises Invalid: if there is no question, or the period is shorter than a week
    """
    policies.may_consult(actor, None)
    if version.state != VersionState.IN_REVIEW:
        raise Conflict("Only a version that is being reviewed is put to everybody.")
    if not question.strip():
        raise Invalid("Say what you would like to know.", field="question")
    today = as_day(at)
    if (closes_on - today).days < 7:
        raise Invalid("Give people a week at least.", field="closes_on")
    if Consultation.objects.filter(version=version).exists():
        raise Conflict("This version was put to everybody already.")
    consultation = Consultation.objects.create(
        title=version.title,
        version=version,
        question=question.strip(),
        opens_on=today,
        closes_on=closes_on,
        opened_by=actor,
    )
    record_event("dashboards.consultation.opened", consultation, actor=actor, at=at, closes_on=closes_on)
    return consultation


@transaction.atomic
def comment(consultation: Consultation, *, words: str, at: datetime, name: str = "") -> Comment:
    """
    Keep a comment. It is published together with a response.

    :raises Conflict: if the period is over
    :raises Invalid: if there are no words, or too many
    """
    if not consultation.opens_on <= as_day(at) <= consultation.closes_on:
        raise Conflict("This consultation is closed.")
    words = _fitting(words)
    if not words:
        raise Invalid("Write what you think.", field="words")
    return Comment.objects.create(
        consultation=consultation, words=words, name=name.strip()[:100], made_at=at, state_since=at
    )


@transaction.atomic
def answer(comment: Comment, *, response: str, theme: str, publish: bool, actor: Any, at: datetime) -> None:
    """
    Answer a comment and publish both, or write down why it is not published.

    :raises Denied: if the actor answers no comments
    :raises Conflict: if somebody has answered
    :raises Invalid: if there is no response or no theme
    """
    move = "answer" if publish else "keep"
    COMMENT.check(comment, move, actor=actor)
    if not response.strip():
        raise Invalid("Write a response, or why it is not published.", field="response")
    if theme not in Theme.values:
        raise Invalid("Choose a theme.", field="theme")
    values = {"response": response.strip(), "theme": theme, "answered_by": actor}
    COMMENT.advance(comment, move, actor=actor, at=at, values=values, theme=theme)


def _keep(*, about: str, helped: str, words: str, at: datetime) -> Feedback:
    if helped not in Helped.values:
        raise Invalid("Choose one of the three.", field="helped")
    return Feedback.objects.create(about=about[:200], helped=helped, words=_fitting(words), given_on=as_day(at))


def _fitting(words: str) -> str:
    if len(words) > LONGEST:
        raise Invalid(f"Write at most {LONGEST} characters.", field="words")
    return words.strip()
