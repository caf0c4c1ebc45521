"""Compare parties with the lists in force and file what comes of it as hits. Suppression comes before any limit."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from compliance.parties.models import Party
from compliance.screening import alarms, engine
from compliance.screening.models import Hit, ListEntry, ListSource, ScreeningRun, Sweep
from compliance.screening.states import Band, HitState
from compliance.screening.workflow import HIT
from portal.core import words
from portal.core.events import record_event

ALERTING = (Band.STRONG, Band.REVIEW)
EXPIRED = "The clearing has expired."
SHOWN = 50  # candidates kept with a run for reading; all of them become hits


@dataclass
class Settled:
    """What became of the candidates of one party."""

    new: list[Hit] = field(default_factory=list)
    reopened: list[Hit] = field(default_factory=list)
    standing: list[Hit] = field(default_factory=list)
    suppressed: int = 0

    @property
    def found(self) -> int:
        """How many candidates there were."""
        return len(self.new) + len(self.reopened) + len(self.standing) + self.suppressed

    @property
    def is_clear(self) -> bool:
        """Tell whether nothing is left but what was cleared before on the same evidence."""
        return self.found == self.suppressed


def alerting(result: Iterable[engine.Candidate]) -> list[engine.Candidate]:
    """Return the candidates that a person has to look at."""
    return [candidate for candidate in result if candidate.band in ALERTING]


def summary(candidate: engine.Candidate) -> dict[str, Any]:
    """Return a candidate as a run keeps it."""
    return {
        "list": candidate.list,
        "uid": candidate.uid,
        "name": candidate.listed_name,
        "strength": candidate.strength,
        "score": round(candidate.score, 4),
        "adjusted": round(candidate.adjusted, 4),
        "band": candidate.band,
        "hash": candidate.explanation_hash,
    }


def evidence_hash(party: Party, entry: ListEntry, explanation_hash: str) -> str:
    """Return the digest that a decision is bound to: the party, the entry, and how they compare."""
    told = f"{party.fingerprint}|{entry.content_hash}|{explanation_hash}"
    return hashlib.sha256(told.encode()).hexdigest()


def entries_for(candidates: Iterable[engine.Candidate]) -> dict[tuple[str, str], ListEntry]:
    """Return the current entries behind the candidates, by list and key; one query per list."""
    wanted: dict[str, set[str]] = {}
    for candidate in candidates:
        wanted.setdefault(candidate.list.partition("/")[0], set()).add(candidate.uid)
    found: dict[tuple[str, str], ListEntry] = {}
    for code, uids in wanted.items():
        rows = ListEntry.objects.current().filter(source__code=code, uid__in=uids).select_related("source")
        found |= {(code, row.uid): row for row in rows}
    return found


def settle(
    party: Party,
    candidates: list[engine.Candidate],
    *,
    at: datetime,
    run: ScreeningRun | None = None,
    sweep: Sweep | None = None,
    whole: bool = True,
    entries: dict[tuple[str, str], ListEntry] | None = None,
) -> Settled:
    """
    File the candidates of one party: new hits, hits that are open again, hits that stand.

    ``whole`` says that these are all candidates of the party; then hits that the
    comparison finds no more are marked. In a delta they are only some.
    """
    entries = entries_for(candidates) if entries is None else entries
    known = {(hit.source.code, hit.uid): hit for hit in party.hits.select_related("source", "entry", "party")}
    settled = Settled()
    for candidate in candidates:
        key = (candidate.list.partition("/")[0], candidate.uid)
        entry = entries.get(key)
        if entry is None:
            continue  # the list was swapped between search and filing; the sweep of that swap looks again
        hit = known.pop(key, None)
        if hit is None:
            settled.new.append(_open(party, entry, candidate, at=at, run=run, sweep=sweep))
        elif _renew(hit, entry, candidate, at=at):
            settled.reopened.append(hit)
        elif hit.state == HitState.CLEARED:
            settled.suppressed += 1
        else:
            settled.standing.append(hit)
    if whole:
        _mark_gone(known.values(), at=at)
    return settled


def _open(
    party: Party,
    entry: ListEntry,
    candidate: engine.Candidate,
    *,
    at: datetime,
    run: ScreeningRun | None,
    sweep: Sweep | None,
) -> Hit:
    hit = Hit.objects.create(
        party=party,
        source=entry.source,
        uid=entry.uid,
        state=HitState.OPEN,
        state_since=at,
        found_at=at,
        run=run,
        sweep=sweep,
        **_compared(party, entry, candidate),
    )
    record_event(
        "screening.hit.opened", hit, actor=None, at=at, list=candidate.list, uid=entry.uid, score=round(hit.adjusted, 3)
    )
    alarms.raise_for(hit, at=at)
    return hit


def _renew(hit: Hit, entry: ListEntry, candidate: engine.Candidate, *, at: datetime) -> bool:
    """Bring a known hit up to date; return whether that opened it again."""
    compared = _compared(hit.party, entry, candidate)
    same = compared["evidence_hash"] == hit.evidence_hash
    expired = hit.has_expired(on=words.as_day(at))
    back = bool(hit.gone_on or hit.delisted_on)
    if same and not expired and not back:
        return False
    again = (not same or expired) and hit.state != HitState.OPEN
    if again:
        why = EXPIRED if same else "One side has changed."
        reopen(hit, at=at, why=why)
    for name, value in compared.items():
        setattr(hit, name, value)
    hit.gone_on = hit.delisted_on = None
    hit.save(update_fields=[*compared, "gone_on", "delisted_on"])
    return again


def reopen(hit: Hit, *, at: datetime, why: str) -> None:
    """Open a decided hit again, as the evidence it was decided on is no longer what stands."""
    unsigned = {"decided_by": None, "decided_at": None, "seconded_by": None, "expires_on": None}
    HIT.advance(hit, "reopen", actor=None, at=at, values=unsigned, why=why)
    alarms.raise_for(hit, at=at)


def _compared(party: Party, entry: ListEntry, candidate: engine.Candidate) -> dict[str, Any]:
    return {
        "entry": entry,
        "band": candidate.band,
        "score": candidate.score,
        "adjusted": candidate.adjusted,
        "explanation": candidate.explanation.as_json(),
        "explanation_hash": candidate.explanation_hash,
        "evidence_hash": evidence_hash(party, entry, candidate.explanation_hash),
    }


def delist(hit: Hit, *, at: datetime) -> None:
    """Mark a hit whose entry left its list; what that means for an open one, a person says."""
    Hit.objects.filter(pk=hit.pk).update(delisted_on=words.as_day(at))
    record_event("screening.hit.delisted", hit, actor=None, at=at, uid=hit.uid)


def _mark_gone(hits: Iterable[Hit], *, at: datetime) -> None:
    """Mark hits that the comparison finds no more, as their entry left the list or as one side changed."""
    lists = ListSource.objects.in_use().values_list("pk", flat=True)
    gone = [hit.pk for hit in hits if not hit.gone_on and not hit.delisted_on]
    if not gone:
        return
    unfound = Hit.objects.filter(pk__in=gone, source__in=lists)
    listed = ListEntry.objects.current().filter(source=OuterRef("source"), uid=OuterRef("uid"))
    for hit in unfound.filter(~Exists(listed)):
        delist(hit, at=at)
    unfound.filter(delisted_on=None).update(gone_on=words.as_day(at))
