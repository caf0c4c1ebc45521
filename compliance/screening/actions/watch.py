"""
The watch: whoever was screened once is compared again when they or the lists change.

Parties of open cases, live authorisations and controlled projects that were never screened are taken in as well
(``watched.py``). A sweep looks forward for parties that are new or changed, and backward for names that
changed. Nothing is written until all of it is known, and then in one
transaction, so an interrupted sweep has not happened.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from compliance.parties.evidence import evidence_of, prefetched
from compliance.parties.models import Party
from compliance.screening import census, delta, engine, policies, store, watched
from compliance.screening.actions.parties import record_screening
from compliance.screening.basis import Footing, basis_of, footing
from compliance.screening.listing import query_of, thresholds
from compliance.screening.matching import EXPIRED, alerting, delist, entries_for, reopen, settle
from compliance.screening.models import Basis, Hit, Standing, Sweep
from compliance.screening.states import Cause
from portal.accounts.models import User
from portal.core import outbox, words
from portal.core.errors import Conflict
from portal.core.events import record_event

ABANDONED = timedelta(minutes=50)
MANY = 2000
Found = dict[int, list[engine.Candidate]]


def rescreen(*, actor: Any, at: datetime) -> Sweep | None:
    """
    Compare what changed: parties since they were screened, and lists since they were compared with.

    Whoever is to be watched and was never screened is screened for the first time.

    Running it again at once changes nothing and returns None.

    :raises Denied: if the actor screens nobody
    :raises Conflict: if no edition is in force, or a sweep is under way
    """
    policies.may_screen_names(actor, None)
    lists = _lists(at)
    stale = Standing.objects.filter(party__merged_into=None).exclude(basis__key=lists.key)
    changed = Standing.objects.filter(party__merged_into=None).exclude(fingerprint=F("party__fingerprint"))
    unseen = watched.never_screened()
    _expire(at=at)
    if not stale.exists() and not changed.exists() and not unseen.exists():
        return None
    sweep = _begin(Sweep.Kind.DELTA, lists, actor=actor, at=at)
    with _Running(sweep, at):
        forward, first = list(changed.values_list("party", flat=True)), list(unseen.values_list("pk", flat=True))
        bases = list(Basis.objects.filter(standings__in=stale).distinct().prefetch_related("versions"))
        deltas = [(basis, delta.between(basis, lists.versions)) for basis in bases]
        forward += _whole(deltas, set(forward))
        found = {basis.pk: _backward(each) for basis, each in deltas if not each.is_whole}
        with transaction.atomic():
            for basis, each in deltas:
                _mark_delisted(sweep, each, at=at)  # before whoever is screened anew, who only finds less than before
                if not each.is_whole:
                    _file(sweep, basis, each, found[basis.pk], at=at)
            _screen(sweep, forward, lists, at=at, cause=Cause.CHANGE)
            _screen(sweep, first, lists, at=at, cause=Cause.CASE)
            _end(sweep, at=at)
    return sweep


def rescreen_all(*, actor: Any, at: datetime) -> Sweep:
    """
    Compare every screened party with every list, and alarm if that finds anything else than the deltas did.

    :raises Denied: if the actor screens nobody
    :raises Conflict: if no edition is in force, or a sweep is under way
    """
    policies.may_screen_names(actor, None)
    rescreen(actor=actor, at=at)
    lists = _lists(at)
    sweep = _begin(Sweep.Kind.FULL, lists, actor=actor, at=at)
    with _Running(sweep, at):
        screened = Standing.objects.filter(party__merged_into=None, fingerprint=F("party__fingerprint"))
        ids: list[int] = list(screened.order_by("party").values_list("party", flat=True))
        found, unsearchable = _forward(ids, lists)
        with transaction.atomic():
            _compare(sweep, found, set(ids) - unsearchable, lists)
            _settle(sweep, found, at=at)
            sweep.parties, sweep.names = len(ids), sum(version.entry_count for version in lists.versions)
            _end(sweep, at=at)
    return sweep


def _lists(at: datetime) -> Footing:
    lists = footing(at)
    if not lists.versions:
        raise Conflict(f"Nobody can be screened. {lists.why_not}")
    return lists


def _begin(kind: str, lists: Footing, *, actor: Any, at: datetime) -> Sweep:
    abandoned = Sweep.objects.filter(is_running=True, began_at__lt=at - ABANDONED)
    abandoned.update(is_running=False, problem="The sweep was interrupted.")
    try:
        with transaction.atomic():
            return Sweep.objects.create(kind=kind, basis=basis_of(lists, at=at), began_at=at, started_by=actor)
    except IntegrityError:
        raise Conflict("A sweep is under way; wait until it has ended.") from None


class _Running:
    """While a sweep runs nobody else's does; a fault ends it with its reason."""

    def __init__(self, sweep: Sweep, at: datetime):
        self.sweep, self.at, self.began = sweep, at, time.monotonic()

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, fault: BaseException | None, _trace: Any) -> None:
        seconds = time.monotonic() - self.began
        problem = f"{type(fault).__name__}: {fault}"[:300] if fault else ""
        Sweep.objects.filter(pk=self.sweep.pk).update(is_running=False, seconds=seconds, problem=problem)
        self.sweep.is_running, self.sweep.seconds = False, seconds


def _end(sweep: Sweep, *, at: datetime) -> None:
    sweep.ended_at = at
    sweep.save()
    _tell(sweep, at=at)
    record_event(
        "screening.sweep.ended",
        sweep,
        actor=sweep.started_by,
        at=at,
        parties=sweep.parties,
        names=sweep.names,
        new_hits=sweep.new_hits,
        reopened=sweep.reopened,
        delisted=sweep.delisted,
        missed=sweep.missed,
        surplus=sweep.surplus,
    )


# -- Forward: parties that are new or changed, or everything -----------------------------------------------------------


def _whole(deltas: list[tuple[Basis, delta.Delta]], known: set[int]) -> list[int]:
    """Return the parties that have to be compared with everything, as too much is new for them."""
    whole = [basis.pk for basis, each in deltas if each.is_whole]
    standings = Standing.objects.filter(party__merged_into=None, basis__in=whole)
    return [pk for pk in standings.values_list("party", flat=True) if pk not in known]


def _screen(sweep: Sweep, ids: list[int], lists: Footing, *, at: datetime, cause: str) -> None:
    """Screen these parties as one would by hand; each gets a record of its own."""
    indexes = lists.indexes()
    for chunk in census.in_chunks(sorted(ids)):
        queries = [query_of(evidence_of(party), id=str(party.pk)) for party in chunk]
        results = engine.search_many(indexes, queries, thresholds())
        for party, query, result in zip(chunk, queries, results, strict=True):
            before = set(party.hits.values_list("pk", flat=True))
            record_screening(party, query, result, lists, actor=sweep.started_by, at=at, cause=cause)
            fresh = party.hits.exclude(pk__in=before)
            sweep.new_hits += fresh.update(sweep=sweep)
    sweep.parties += len(ids)


def _forward(ids: list[int], lists: Footing) -> tuple[Found, set[int]]:
    """Compare parties with every list; return the candidates and the parties that could not be searched."""
    found: Found = {}
    unsearchable: set[int] = set()
    indexes = lists.indexes()
    for chunk in census.in_chunks(ids):
        queries = [query_of(evidence_of(party), id=str(party.pk)) for party in chunk]
        for party, result in zip(chunk, engine.search_many(indexes, queries, thresholds()), strict=True):
            candidates = alerting(result)
            if candidates:
                found[party.pk] = candidates
            if not result.searchable:
                unsearchable.add(party.pk)
    return found, unsearchable


# -- Backward: names that changed --------------------------------------------------------------------------------------


def _backward(each: delta.Delta) -> Found:
    """Ask which of our parties the changed entries concern. Reads only."""
    if not each.listed:
        return {}
    index, unknown = census.index()
    by_party: dict[int, dict[str, list[engine.Candidate]]] = defaultdict(lambda: defaultdict(list))
    for hit in engine.reverse(index, each.listed, thresholds()):
        pk, _, fingerprint = hit.party_key.partition(":")
        by_party[int(pk)][fingerprint] += alerting([hit.candidate])
    current = Party.objects.in_use().filter(pk__in=by_party).values_list("pk", "fingerprint")
    found = {pk: by_party[pk][fingerprint] for pk, fingerprint in current if by_party[pk].get(fingerprint)}
    return found | dict(_asked_singly(each, unknown))


def _asked_singly(each: delta.Delta, ids: list[int]) -> Iterator[tuple[int, list[engine.Candidate]]]:
    """Ask forward for the parties that the index of parties does not know as they are now."""
    if not ids:
        return
    with store.scratch() as folder:
        index = engine.build(each.listed, folder / "delta")
        for chunk in census.in_chunks(ids):
            queries = [query_of(evidence_of(party), id=str(party.pk)) for party in chunk]
            for party, result in zip(chunk, engine.search_many(index, queries, thresholds()), strict=True):
                yield party.pk, alerting(result)


def _file(sweep: Sweep, basis: Basis, each: delta.Delta, found: Found, *, at: datetime) -> None:
    """File what the delta brought up for the parties that stood on this basis, and move them on."""
    here = Standing.objects.filter(basis=basis, party__merged_into=None, fingerprint=F("party__fingerprint"))
    mine = set(here.filter(party__in=found).values_list("party", flat=True))
    _settle(sweep, {pk: found[pk] for pk in found if pk in mine}, at=at, whole=False)
    _mark_gone(each, found, at=at)
    sweep.names += len(each.listed)
    sweep.parties += here.update(basis=sweep.basis, sweep=sweep, screened_at=at)


def _settle(sweep: Sweep, found: Found, *, at: datetime, whole: bool = True) -> None:
    entries = entries_for(candidate for candidates in found.values() for candidate in candidates)
    for party in prefetched(found):
        settled = settle(party, found[party.pk], at=at, sweep=sweep, whole=whole, entries=entries)
        sweep.new_hits += len(settled.new)
        sweep.reopened += len(settled.reopened)


def _mark_delisted(sweep: Sweep, each: delta.Delta, *, at: datetime) -> None:
    """Mark the hits whose entry left its list."""
    for hit in _hits_on(each.removed, delisted_on=None):
        delist(hit, at=at)
        sweep.delisted += 1


def _mark_gone(each: delta.Delta, found: Found, *, at: datetime) -> None:
    """Mark the hits on changed entries that the comparison finds no more."""
    still = {
        (pk, candidate.list.partition("/")[0], candidate.uid)
        for pk, candidates in found.items()
        for candidate in candidates
    }
    for hit in _hits_on(each.changed, gone_on=None):
        if (hit.party_id, hit.source.code, hit.uid) not in still:
            Hit.objects.filter(pk=hit.pk).update(gone_on=words.as_day(at))


def _hits_on(keys: set[tuple[int, str]], **unmarked: None) -> Iterator[Hit]:
    """Yield the hits on these entries, so many entries to a question, as a list may lose all of its own at once."""
    by_source: dict[int, list[str]] = defaultdict(list)
    for source, uid in sorted(keys):
        by_source[source].append(uid)
    for source, uids in by_source.items():
        for start in range(0, len(uids), MANY):
            hits = Hit.objects.filter(source=source, uid__in=uids[start : start + MANY], **unmarked)
            yield from hits.select_related("source", "party", "entry")


# -- What the weekly run proves ----------------------------------------------------------------------------------------


def _compare(sweep: Sweep, found: Found, ids: set[int], lists: Footing) -> None:
    """Count where the full run and the sum of the deltas differ."""
    full = {
        (pk, candidate.list.partition("/")[0], candidate.uid)
        for pk, candidates in found.items()
        for candidate in candidates
    }
    sources = [version.source_id for version in lists.versions]
    standing = Hit.objects.filter(source__in=sources, delisted_on=None, gone_on=None)
    rows = standing.values_list("party", "source__code", "uid").iterator()
    had = {(party, code, uid) for party, code, uid in rows if party in ids}
    sweep.missed, sweep.surplus = len(full - had), len(had - full)


def _expire(*, at: datetime) -> None:
    """Open the hits whose clearing was given an end that has come."""
    for hit in Hit.objects.expired(on=words.as_day(at)).select_related("party", "entry"):
        reopen(hit, at=at, why=EXPIRED)


def _tell(sweep: Sweep, *, at: datetime) -> None:
    """Tell the officers of new hits, and of a full run that found something else than the deltas."""
    differs = bool(sweep.missed or sweep.surplus)
    if not (sweep.new_hits or sweep.reopened or differs):
        return
    hits = Hit.objects.filter(sweep=sweep).select_related("party", "entry").order_by("-adjusted")[:20]
    told = [{"party": str(hit.party), "listed": str(hit.entry), "path": hit.get_absolute_url()} for hit in hits]
    for officer in User.objects.holding("Officer", "EmpoweredOfficial"):
        outbox.owe(
            f"screening.sweep.{sweep.pk}.{officer.pk}",
            to=officer,
            template="screening/sweep",
            due_at=at,
            new_hits=sweep.new_hits,
            reopened=sweep.reopened,
            missed=sweep.missed,
            surplus=sweep.surplus,
            hits=told,
        )
