"""Determine transfers and keep the answers; re-open them when what they rest on has changed."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.classification import engine, policies, queries
from compliance.classification.engine import canonical
from compliance.classification.engine.outcomes import Status
from compliance.classification.models import Determination, ExclusionSession
from compliance.classification.states import Ended
from portal.core.events import record_event
from portal.core.fields import blind_index
from portal.core.references import next_reference

INPUTS, RESULT = "classification.inputs", "classification.result"


@transaction.atomic
def determine_transfer(
    *,
    subject_reference: str,
    facts: engine.Facts,
    actor: Any,
    at: datetime,
    exclusion_session: ExclusionSession | None = None,
) -> list[Determination]:
    """
    Determine the transfer under every regime that has a say, and keep the answers; older ones stand no more.

    :raises Denied: if the actor may not have transfers determined
    """
    policies.may_determine(actor)
    book = queries.book(facts.as_of)
    _end(subject_reference, as_=Ended.SUPERSEDED, reason="", at=at)
    made = []
    for result in engine.determine(facts, book):
        made.append(_keep(result, facts, book.version, subject_reference, exclusion_session, actor, at))
        record_event(
            "classification.determination.made",
            made[-1],
            actor=actor,
            at=at,
            subject_reference=subject_reference,
            outcome=made[-1].outcome,
            as_of=facts.as_of,
        )
    return made


@transaction.atomic
def reopen(subject_reference: str, *, reason: str, actor: Any, at: datetime) -> int:
    """
    Let no determination of the transfer stand, because what they rest on has changed. Returns how many stood.

    :raises Denied: if the actor is neither an officer nor the portal
    """
    policies.may_reopen(actor)
    return end_standing(Determination.objects.about(subject_reference), reason=reason, actor=actor, at=at)


@transaction.atomic
def end_standing(determinations: Any, *, reason: str, actor: Any, at: datetime) -> int:
    """Re-open these determinations, as far as they stand, each with its event. Returns how many stood."""
    ended = list(determinations.standing().order_by("pk"))
    for determination in ended:
        _write_end(Determination.objects.filter(pk=determination.pk), as_=Ended.REOPENED, reason=reason, at=at)
        record_event("classification.determination.reopened", determination, actor=actor, at=at, reason=reason)
    return len(ended)


def _keep(
    result: engine.Result,
    facts: engine.Facts,
    version: int,
    subject_reference: str,
    session: ExclusionSession | None,
    actor: Any,
    at: datetime,
) -> Determination:
    inputs, found = canonical.text(facts), result_text(result)
    return Determination.objects.create(
        reference=next_reference("DT", at.year),
        subject_reference=subject_reference,
        regime=result.regime,
        outcome=str(result.outcome),
        review_policy=result.review_policy,
        entries=" ".join(result.entries)[:300],
        permitted_by=" ".join(each.code for each in result.authorisations if each.status is Status.SATISFIED)[:120],
        as_of=facts.as_of,
        reference_version=version,
        engine_version=engine.ENGINE_VERSION,
        inputs=inputs,
        inputs_index=blind_index(inputs, purpose=INPUTS),
        result=found,
        result_index=blind_index(found, purpose=RESULT),
        session=session,
        determined_by=actor,
        determined_at=at,
    )


def result_text(result: engine.Result) -> str:
    """Everything that was found, as canonical JSON."""
    return json.dumps(result.whole(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _end(subject_reference: str, *, as_: Ended, reason: str, at: datetime) -> None:
    _write_end(Determination.objects.about(subject_reference).standing(), as_=as_, reason=reason, at=at)


def _write_end(determinations: Any, *, as_: Ended, reason: str, at: datetime) -> None:
    determinations.update(stands=False, ended_at=at, ended_as=as_, ended_reason=reason[:500])
