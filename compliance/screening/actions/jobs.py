"""Spreadsheets: taken in, mapped, screened chunk by chunk, stopped and taken up again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from compliance.screening import engine, policies, sheets
from compliance.screening.basis import Footing, basis_of, footing
from compliance.screening.listing import thresholds
from compliance.screening.matching import alerting, summary
from compliance.screening.models import ScreeningJob, ScreeningJobRow
from compliance.screening.states import JobState, Outcome
from compliance.screening.workflow import JOB
from portal.core.errors import Invalid
from portal.core.events import record_event

CHUNK = 500
LEASE = timedelta(minutes=5)
SHOWN = 10


@transaction.atomic
def take_sheet(path: Path, *, name: str, actor: Any, at: datetime) -> ScreeningJob:
    """
    Take in a spreadsheet. This will keep each line encrypted, and ask which column holds what.

    :raises Denied: if the actor screens no sheets
    :raises Invalid: if the file is empty, damaged, too long, or has no lines under its header; field ``file``
    """
    policies.may_screen_names(actor, None)
    rows = sheets.rows_of(path)
    header = next(rows, [])
    if len({column for column in header if column}) != len(header):
        raise Invalid("Every column of the first line needs a name of its own.", field="file")
    job = ScreeningJob.objects.create(
        name=name[:200],
        columns=header,
        mapping=sheets.guess(header),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        state_since=at,
        uploaded_by=actor,
        uploaded_at=at,
    )
    batch: list[ScreeningJobRow] = []
    for number, cells in enumerate(rows, start=2):
        given = sheets.given_of(header, cells)
        batch.append(ScreeningJobRow(job=job, number=number, given=json.dumps(given, ensure_ascii=False)))
        if len(batch) == CHUNK:
            job.total += len(ScreeningJobRow.objects.bulk_create(batch))
            batch = []
    job.total += len(ScreeningJobRow.objects.bulk_create(batch))
    if not job.total:
        raise Invalid(
            "There is no line under the header. Each line below the names of columns is one party.",
            field="file",
        )
    job.save(update_fields=["total"])
    record_event("screening.sheet.taken", job, actor=actor, at=at, lines=job.total, sha256=job.sha256)
    return job


@transaction.atomic
def map_sheet(job: ScreeningJob, *, mapping: dict[str, str], actor: Any, at: datetime) -> None:
    """
    Say which column holds what, and have the sheet screened.

    :raises Invalid: if no column holds the names, or a column is not in the sheet
    """
    mapping = {field: column for field, column in mapping.items() if column}
    if not mapping.get("name"):
        raise Invalid("Say which column holds the names.", field="name")
    for field, column in mapping.items():
        if field not in sheets.FIELDS or column not in job.columns:
            raise Invalid(f"The sheet has no column “{column}”.", field=field)
    JOB.advance(job, "map", actor=actor, at=at, values={"mapping": mapping})


@transaction.atomic
def stop_sheet(job: ScreeningJob, *, actor: Any, at: datetime) -> None:
    """Stop the screening of a sheet. What is done stays."""
    JOB.advance(job, "stop", actor=actor, at=at, values={"claimed_until": None, "problem": ""})


@transaction.atomic
def resume_sheet(job: ScreeningJob, *, actor: Any, at: datetime) -> None:
    """Take a stopped sheet up again, where it was left; from its first line if the lists have changed since."""
    JOB.advance(job, "resume", actor=actor, at=at)


def work_on(job: ScreeningJob, *, at: datetime, clock: Any = None) -> int:
    """
    Screen what is left of a sheet, chunk by chunk; return how many lines that was.

    A worker claims the sheet for some minutes and renews the claim with each
    chunk, so that another takes it over where this one dies. Before each chunk
    it asks where the lists stand. Every line is compared with the same
    editions and thresholds: if others are in force by now, the sheet begins
    again. While a
    list is stale or missing, the sheet waits and says that it is not screened.
    """
    clock = clock or (lambda: at)
    claim, worked = _claim(job, at=clock()), 0
    while claim and (lists := _ground(job, claim, at=clock())):
        chunk = list(job.rows.filter(outcome="").order_by("number")[:CHUNK])
        if not chunk:
            over = {"finished_at": clock(), "claimed_until": None}
            JOB.advance(job, "finish", actor=None, at=clock(), values=over)
            break
        claim = _work(job, claim, chunk, lists, at=clock())
        worked += len(chunk) if claim else 0
    return worked


def _claim(job: ScreeningJob, *, at: datetime) -> datetime | None:
    """Claim the sheet; return until when it is ours, or nothing if it is another's or there is nothing to do."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=at)
    here = ScreeningJob.objects.filter(free, pk=job.pk, state__in=[JobState.WAITING, JobState.RUNNING])
    return at + LEASE if here.update(claimed_until=at + LEASE) else None


@transaction.atomic
def _ground(job: ScreeningJob, claim: datetime, *, at: datetime) -> Footing | None:
    """Return the lists for the next lines; nothing if the sheet is no longer ours, or no list may be relied on."""
    job.refresh_from_db()
    if job.claimed_until != claim:
        return None
    lists = footing(at)
    if not lists.stands:
        _wait(job, lists.why_not, at=at)
        return None
    if job.state == JobState.WAITING:
        JOB.advance(job, "start", actor=None, at=at, values={"problem": ""})
    if job.basis is None or job.basis.key != lists.key or job.thresholds != asdict(thresholds()):
        _begin(job, lists, at=at)
    return lists


def _wait(job: ScreeningJob, why: str, *, at: datetime) -> None:
    """Leave the rest of the sheet unscreened, say why, and let it be asked again."""
    told = {"problem": why[:300], "claimed_until": None}
    if job.state == JobState.RUNNING:
        JOB.advance(job, "hold", actor=None, at=at, values=told)
    else:
        ScreeningJob.objects.filter(pk=job.pk).update(**told)


def _begin(job: ScreeningJob, lists: Footing, *, at: datetime) -> None:
    """Begin with the first line against these editions; what was found against others, or otherwise, is dropped."""
    if job.done:
        record_event("screening.sheet.begun_again", job, actor=None, at=at, lines=job.done, hits=job.hits)
        job.rows.exclude(outcome="").update(outcome="", name="", why="", best=None, result=[])
    job.basis, job.thresholds, job.done, job.hits = basis_of(lists, at=at), asdict(thresholds()), 0, 0
    job.save(update_fields=["basis", "thresholds", "done", "hits"])


@transaction.atomic
def _work(
    job: ScreeningJob, claim: datetime, chunk: list[ScreeningJobRow], lists: Footing, *, at: datetime
) -> datetime | None:
    """Screen some lines; return the renewed claim, or keep nothing if the sheet was stopped or taken over meanwhile."""
    hits = _screen(job, chunk, lists.indexes())
    ours = ScreeningJob.objects.filter(pk=job.pk, state=JobState.RUNNING, claimed_until=claim, basis=job.basis)
    kept = {"retention": lists.retention, "keep_until": lists.keep_until(at)}
    if ours.update(done=F("done") + len(chunk), hits=F("hits") + hits, claimed_until=at + LEASE, **kept):
        return at + LEASE
    transaction.set_rollback(True)
    return None


def _screen(job: ScreeningJob, chunk: list[ScreeningJobRow], indexes: list[engine.Index]) -> int:
    given = [json.loads(row.given) for row in chunk]
    queries = [sheets.query_of(cells, job.mapping, id=str(row.number)) for row, cells in zip(chunk, given, strict=True)]
    hits = 0
    results = engine.search_many(indexes, queries, thresholds())
    for row, cells, query, result in zip(chunk, given, queries, results, strict=True):
        row.name = query.name[:500]
        row.why = _why_not(sheets.why_not(cells, job.mapping), result)
        found = [] if row.why else alerting(result)
        row.best = found[0].adjusted if found else None
        row.result = [summary(candidate) for candidate in found[:SHOWN]]
        row.outcome = Outcome.NOT_SCREENED if row.why else Outcome.HITS if found else Outcome.CLEAR
        hits += bool(found)
    ScreeningJobRow.objects.bulk_update(chunk, ["name", "why", "best", "result", "outcome"], batch_size=100)
    return hits


def _why_not(of_line: str, result: engine.Result) -> str:
    """Say why a line does not count as screened: what is wrong with it, or that the engine cannot search it."""
    of_name = "" if result.searchable else result.reason or "The name cannot be searched."
    return (of_line or of_name)[:300]
