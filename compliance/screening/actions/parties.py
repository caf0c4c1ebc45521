"""Screen one party, or one name, against every list in use; keep the record whatever comes of it."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.parties.evidence import evidence_of, prefetched
from compliance.parties.models import Party
from compliance.screening import engine, policies
from compliance.screening.basis import Footing, basis_of, footing
from compliance.screening.listing import query_of, thresholds
from compliance.screening.matching import SHOWN, alerting, settle, summary
from compliance.screening.models import ScreeningRun, Standing
from compliance.screening.states import Cause, Outcome
from portal.core.events import record_event


@transaction.atomic
def screen_party(party: Party, *, actor: Any, at: datetime, cause: str = Cause.PARTY) -> ScreeningRun:
    """
    Compare the party with every list in use, keep the record, and open a hit for each likely match.

    Where a list is missing or stale, or the name cannot be searched, the record
    says “not screened” and why, and the party does not count as clear.

    :raises Denied: if nobody is signed in
    """
    policies.may_screen(actor, party)
    record = prefetched([party.merged_into_id or party.pk])[0]
    query = query_of(evidence_of(record), id=str(record.pk))
    lists = footing(at)
    result = _search(query, lists)
    return record_screening(record, query, result, lists, actor=actor, at=at, cause=cause)


@transaction.atomic
def screen_name(query: engine.Query, *, actor: Any, at: datetime) -> ScreeningRun:
    """
    Compare a name that belongs to no party. This will keep the record, and open no hit.

    :raises Denied: if the actor screens no names
    """
    policies.may_screen_names(actor, None)
    lists = footing(at)
    result = _search(query, lists)
    found = alerting(result) if result else []
    run = _keep(None, query, result, lists, found=found, actor=actor, at=at, cause=Cause.NAME)
    record_event("screening.name.screened", run, actor=actor, at=at, outcome=run.outcome, found=run.found)
    return run


def _search(query: engine.Query, lists: Footing) -> engine.Result | None:
    """Return what the editions at hand say, stale ones too; nothing where there are none."""
    return engine.search(lists.indexes(), query, thresholds()) if lists.versions else None


def record_screening(
    party: Party,
    query: engine.Query,
    result: engine.Result | None,
    lists: Footing,
    *,
    actor: Any,
    at: datetime,
    cause: str,
) -> ScreeningRun:
    """Keep one screening of a party, file its hits and move its standing on. Called within a transaction."""
    found = alerting(result) if result else []
    run = _keep(party, query, result, lists, found=found, actor=actor, at=at, cause=cause)
    settled = settle(party, found, at=at, run=run, whole=lists.stands)
    if settled.suppressed:
        run.suppressed = settled.suppressed
        run.outcome = Outcome.CLEAR if run.outcome == Outcome.HITS and settled.is_clear else run.outcome
        run.save(update_fields=["suppressed", "outcome"])
    if run.basis is not None and result is not None:
        _move_on(party, run, result, at=at)
    record_event(
        "screening.party.screened", party, actor=actor, at=at, run=run.pk, outcome=run.outcome, found=run.found
    )
    return run


def _move_on(party: Party, run: ScreeningRun, result: engine.Result, *, at: datetime) -> None:
    """Note with which editions the party was compared, as what; whether these are fresh is asked when it matters."""
    told = {"basis": run.basis, "fingerprint": party.fingerprint, "run": run, "sweep": None, "screened_at": at}
    told["why_not"] = "" if result.searchable else result.reason
    Standing.objects.bulk_create(
        [Standing(party=party, **told)], update_conflicts=True, unique_fields=["party"], update_fields=list(told)
    )


def _keep(
    party: Party | None,
    query: engine.Query,
    result: engine.Result | None,
    lists: Footing,
    *,
    found: list[engine.Candidate],
    actor: Any,
    at: datetime,
    cause: str,
) -> ScreeningRun:
    why = lists.why_not or ("" if result is None or result.searchable else result.reason)
    outcome = Outcome.NOT_SCREENED if why else Outcome.HITS if found else Outcome.CLEAR
    return ScreeningRun.objects.create(
        party=party,
        cause=cause,
        name=query.name[:500],
        kind=query.kind,
        query=json.dumps(asdict(query), ensure_ascii=False),
        fingerprint=party.fingerprint if party else "",
        basis=basis_of(lists, at=at) if lists.versions else None,
        outcome=outcome,
        why=why,
        thresholds=_thresholds_as_json(),
        found=len(found),
        result=[summary(candidate) for candidate in found[:SHOWN]],
        ran_at=at,
        ran_by=actor,
        retention=lists.retention,
        keep_until=lists.keep_until(at),
    )


def _thresholds_as_json() -> dict[str, Any]:
    """Return the thresholds in force, for the record."""
    return asdict(thresholds())
