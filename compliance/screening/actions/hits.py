"""What people decide about hits."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.screening import queries
from compliance.screening.matching import EXPIRED, reopen
from compliance.screening.models import Adjudication, Hit
from compliance.screening.workflow import HIT
from portal.core import words
from portal.core.errors import Conflict, Invalid

# Moves after which the first decider changes, and those that a second person makes on top.
FIRST = {"clear", "propose_clearing", "confirm_match", "ask"}


@transaction.atomic
def adjudicate(
    hit: Hit,
    move: str,
    *,
    reason: str,
    actor: Any,
    at: datetime,
    seen: str | None = None,
    expires_on: date | None = None,
) -> Adjudication:
    """
    Make one move of the hit's workflow, for the reason given, on the evidence as it stands.

    ``seen`` is the evidence that the actor looked at; if it has changed since, nothing is decided. A hit whose clearing
    has expired is opened first.

    :raises Denied: if this is not the actor's move to make
    :raises Conflict: if the hit is elsewhere, or its evidence is not what the actor saw
    :raises Invalid: if no reason is given, or the clearing would expire at once
    """
    if not reason.strip():
        raise Invalid("Give the reason; it stays with the hit.", field="reason")
    if expires_on and expires_on <= words.as_day(at):
        raise Invalid("Choose a day after today, or leave this empty.", field="expires_on")
    stands = Hit.objects.filter(pk=hit.pk, evidence_hash=seen or hit.evidence_hash).exists()
    if not stands:
        raise Conflict("The party or the list entry has changed since you looked. Reload to see what it says now.")
    if move in FIRST and hit.has_expired(on=words.as_day(at)):
        reopen(hit, at=at, why=EXPIRED)
    signed = _signature(hit, move, actor=actor, at=at, expires_on=expires_on)
    HIT.advance(hit, move, actor=actor, at=at, values=signed, reason=reason, evidence=hit.evidence_hash)
    return Adjudication.objects.create(
        hit=hit,
        said=move,
        state=hit.state,
        reason=reason.strip(),
        by=actor,
        at=at,
        evidence_hash=hit.evidence_hash,
        band=hit.band,
        score=hit.adjusted,
        list_version_id=hit.entry.since_id,
    )


@transaction.atomic
def clear_alike(hits: Iterable[Hit], *, reason: str, actor: Any, at: datetime) -> int:
    """
    Clear several hits that rest on the same evidence: the same listed entry, compared in the same way.

    :raises Conflict: if they do not rest on the same evidence, or one was moved by somebody else
    :raises Denied: if the actor decides about no hits
    """
    chosen = list(hits)
    if not chosen:
        raise Invalid("Choose at least one hit.", field="selected")
    if not queries.are_alike(chosen):
        raise Conflict("These hits rest on different evidence. Together go only hits of one entry, compared alike.")
    for hit in chosen:
        adjudicate(hit, "propose_clearing" if hit.is_strong else "clear", reason=reason, actor=actor, at=at)
    return len(chosen)


def _signature(hit: Hit, move: str, *, actor: Any, at: datetime, expires_on: date | None) -> dict[str, Any]:
    """Return the names that stand beside the new state."""
    if move in FIRST:
        return {"decided_by": actor, "decided_at": at, "seconded_by": None, "expires_on": expires_on}
    if move == "confirm_clearing":
        return {"seconded_by": actor}
    return {"decided_by": None, "decided_at": None, "seconded_by": None, "expires_on": None}
