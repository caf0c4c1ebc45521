"""What is done to reference data: loading the portal's own files, and adding rows that an institution answers for."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from compliance.controls import loading, policies
from compliance.controls.changes import RETIRED, Change
from compliance.controls.files import SourceFile
from compliance.controls.loading import Plan
from compliance.controls.models import ReferenceFile, ReferenceLoad, ReferenceRow
from compliance.controls.reading import Problem
from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.core.words import as_day


@transaction.atomic
def load_files(*, actor: Any, at: datetime, folders: Iterable[Path] | None = None) -> Plan:
    """
    Load the portal's own reference files, all of them or nothing.

    Files that are as they were when they were last loaded leave no trace, so loading twice changes nothing.

    :raises Denied: if the actor may not import reference data; the portal itself may
    :raises Invalid: if anything is wrong with any row; the first problem is told
    """
    if actor is not None:
        policies.may_import(actor)
    plan = loading.plan_files(on=as_day(at), folders=folders)
    _refuse(plan)
    last = _last_checksums()
    news = [file for file in plan.files if last.get(file.name) != file.checksum]
    if news or plan.changes:
        _write(plan, news, actor=actor, at=at, verb="controls.reference.loaded")
    return plan


@transaction.atomic
def add_rows(file: SourceFile, problems: list[Problem], *, actor: Any, at: datetime) -> Plan:
    """
    Add the rows of a table that the institution answers for, all of them or nothing.

    :raises Denied: if the actor may not import reference data
    :raises Invalid: if anything is wrong with any row; the first problem is told
    """
    policies.may_import(actor)
    plan = loading.plan_own(file, problems, on=as_day(at))
    _refuse(plan)
    if plan.changes:
        _write(plan, [file], actor=actor, at=at, verb="controls.reference.added")
    return plan


def _refuse(plan: Plan) -> None:
    if plan.problems:
        raise Invalid(str(plan.problems[0]), field=plan.problems[0].field)


def _last_checksums() -> dict[str, str]:
    """The checksum of every file when it was last loaded."""
    rows = ReferenceFile.objects.order_by("load_id").values_list("name", "checksum")
    return dict(rows)


def _write(plan: Plan, news: list[SourceFile], *, actor: Any, at: datetime, verb: str) -> None:
    load = ReferenceLoad.objects.create(at=at, actor=actor, digest=_digest(plan))
    gone = [change.standing.pk for change in plan.changes if change.standing is not None]
    for start in range(0, len(gone), 500):
        ReferenceRow.objects.filter(pk__in=gone[start : start + 500]).update(withdrawn_in=load)
    new = [_row(change, plan, load) for change in plan.changes if change.what != RETIRED]
    ReferenceRow.objects.bulk_create(new, batch_size=200)
    for file in news:
        record = ReferenceFile.objects.create(load=load, name=file.name, checksum=file.checksum, rows=len(file.rows))
        counts = plan.counts(file.name)
        record_event(verb, record, actor=actor, at=at, file=file.name, checksum=file.checksum, **counts)


def _digest(plan: Plan) -> str:
    """A checksum over every row that will stand, so that two loadings with the same rows are known to be the same."""
    return hashlib.sha256("\n".join(sorted(plan.standing)).encode()).hexdigest()


def _row(change: Change, plan: Plan, load: ReferenceLoad) -> ReferenceRow:
    assert change.wanted is not None
    row, raw = plan.rows[change.wanted.key], change.wanted.raw
    return ReferenceRow(
        kind=raw.kind,
        code=row.code,
        title=row.title,
        valid_from=change.wanted.valid_from,
        valid_to=change.wanted.valid_to,
        source=row.source,
        source_date=row.source_date,
        confidence=row.confidence,
        fields=dict(raw.fields),
        digest=change.wanted.digest,
        origin=ReferenceRow.Origin.SITE if raw.own else ReferenceRow.Origin.FILE,
        file=raw.file,
        loaded_in=load,
    )
