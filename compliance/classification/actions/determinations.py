"""Determine transfers and keep the answers; re-open them when what they rest on has changed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.classification import engine, keeping, policies, queries
from compliance.classification.models import Determination, ExclusionSession
from compliance.classification.states import Ended
from portal.core.events import record_event
from portal.core.references import next_reference


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
        kept = Determination(
            reference=next_reference("DT", at.year),
            subject_reference=subject_reference,
            session=exclusion_session,
            determined_by=actor,
            determined_at=at,
            reference_version=book.version,
            **keeping.columns(result, facts),
        )
        kept.save(force_insert=True)
        made.append(kept)
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


def _end(subject_reference: str, *, as_: Ended, reason: str, at: datetime) -> None:
    _write_end(Determination.objects.about(subject_reference).standing(), as_=as_, reason=reason, at=at)


def _write_end(determinations: Any, *, as_: Ended, reason: str, at: datetime) -> None:
    determinations.update(stands=False, ended_at=at, ended_as=as_, ended_reason=reason[:500])
