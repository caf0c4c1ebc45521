"""Ask and answer the questions about an exclusion; take answers back; re-open when the agreement is amended."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.classification import policies, queries
from compliance.classification.actions.determinations import end_standing
from compliance.classification.engine.walking import Walk
from compliance.classification.models import Determination, ExclusionAnswer, ExclusionSession
from compliance.classification.states import SessionState
from compliance.classification.workflow import SESSION
from compliance.controls.rows import Node
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.references import next_reference


@transaction.atomic
def begin(
    tree: str, *, about: str, agreement: str = "", subject_reference: str = "", as_of: date, actor: Any, at: datetime
) -> ExclusionSession:
    """
    Begin the questions of a tree, for one piece of information.

    :raises Denied: if nobody is signed in
    :raises Invalid: if there is no such tree, or nobody has said what it is about
    """
    policies.may_assess(actor)
    found = queries.book(as_of).tree(tree)
    if found is None:
        raise Invalid("There are no such questions.", field="tree")
    if not about.strip():
        raise Invalid("Say what you want to share.", field="about")
    session = ExclusionSession.objects.create(
        reference=next_reference("EX", at.year),
        state_since=at,
        tree=found.code,
        title=found.title,
        regime=found.regime,
        as_of=as_of,
        about=about.strip()[:300],
        agreement=agreement.strip()[:200],
        subject_reference=subject_reference,
        started_by=actor,
        started_at=at,
    )
    record_event("classification.exclusion.begun", session, actor=actor, at=at, tree=found.code)
    return session


@transaction.atomic
def answer(
    session: ExclusionSession, *, node: str, yes: bool | None = None, words: str = "", actor: Any, at: datetime
) -> Walk:
    """
    Answer the question that is next, with its wording kept. The last answer concludes the session.

    :raises Denied: if the actor did not begin the session and is no officer
    :raises Conflict: if another question is next, or none
    :raises Invalid: if the answer is neither yes nor no where one is asked for
    """
    policies.may_answer(actor, session)
    tree, given = queries.tree_of(session), list(session.answers.counting())
    asked = _asked(session, node, queries.way_of(tree, given))
    if asked.kind == "yes_no" and yes is None:
        raise Invalid("Answer yes or no.", field="answer")
    if asked.kind != "yes_no" and not words.strip():
        raise Invalid("Write the answer.", field="words")
    fresh = ExclusionAnswer.objects.create(
        session=session,
        node=asked.code,
        question=asked.question,
        law=asked.law,
        source=asked.source,
        answer=yes if asked.kind == "yes_no" else None,
        words=words.strip()[:300],
        answered_by=actor,
        answered_at=at,
    )
    record_event("classification.exclusion.answered", session, actor=actor, at=at, node=asked.code)
    return _conclude_if_finished(session, queries.way_of(tree, [*given, fresh]), actor=actor, at=at)


@transaction.atomic
def take_back(session: ExclusionSession, *, actor: Any, at: datetime) -> None:
    """
    Take back the last answer; it stays on record as taken back.

    :raises Denied: if the actor did not begin the session and is no officer
    :raises Conflict: if the session is concluded, or nothing has been answered
    """
    policies.may_answer(actor, session)
    if session.state == SessionState.CONCLUDED:
        raise Conflict("These questions are concluded. Report an amendment of the agreement to open them again.")
    last = session.answers.counting().last()
    if last is None:
        raise Conflict("Nothing has been answered yet.")
    session.answers.filter(pk=last.pk, withdrawn_at=None).update(withdrawn_at=at)
    record_event("classification.exclusion.answer_taken_back", session, actor=actor, at=at, node=last.node)


@transaction.atomic
def amend_agreement(session: ExclusionSession, *, reason: str, actor: Any, at: datetime) -> int:
    """
    Ask everything again, because the agreement was amended, and re-open what was determined on the answers.

    :returns: how many determinations stood on them
    :raises Denied: if the actor did not begin the session and is no officer
    :raises Conflict: if the session is not concluded
    :raises Invalid: if nobody says what was amended
    """
    if not reason.strip():
        raise Invalid("Say what was amended.", field="reason")
    forgotten = {"outcome": "", "reason": ""}
    SESSION.advance(session, "reopen", actor=actor, at=at, values=forgotten, amendment=reason)
    session.answers.counting().update(withdrawn_at=at)
    resting = Determination.objects.filter(session=session)
    return end_standing(resting, reason=f"The agreement was amended: {reason}", actor=actor, at=at)


def _asked(session: ExclusionSession, node: str, found: Walk) -> Node:
    if session.state == SessionState.CONCLUDED:
        raise Conflict("These questions are concluded.")
    if found.pending is None or found.pending.code != node:
        raise Conflict("Another question is next. Reload to see it.")
    return found.pending


def _conclude_if_finished(session: ExclusionSession, found: Walk, *, actor: Any, at: datetime) -> Walk:
    if found.ending is not None:
        session.outcome = found.ending.outcome
        led_to = {"outcome": session.outcome, "reason": (found.ending.reason or found.ending.record)[:500]}
        SESSION.advance(session, "conclude", actor=actor, at=at, values=led_to, outcome=session.outcome)
    return found
