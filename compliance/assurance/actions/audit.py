"""The nightly audit: every standing check makes one pass a day, whatever becomes of a worker."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import structlog
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F

from compliance.assurance.checks import CHECKS, Check, Trouble
from compliance.assurance.models import CheckPass, Finding
from compliance.assurance.states import FindingState, Origin
from portal.core.models import Event
from portal.core.references import reserve_references
from portal.core.words import as_day

LEASE = timedelta(minutes=10)
BATCH = 1000
Clock = Callable[[], datetime]
log = structlog.get_logger(__name__)


def ask_for_passes(*, actor: Any = None, at: datetime) -> int:
    """Write down that every check has to be made today; return how many were not written down yet."""
    day = as_day(at)
    there = set(CheckPass.objects.filter(day=day).values_list("name", flat=True))
    missing = [CheckPass(name=name, day=day, asked_at=at) for name in CHECKS if name not in there]
    CheckPass.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def make_passes(*, actor: Any = None, at: datetime, clock: Clock | None = None) -> dict[str, int]:
    """
    Make every pass that is asked for and in nobody's hands; return what came of it. Passes of days gone by count as
    made by today's.
    """
    clock = clock or (lambda: at)
    done = {"checks": 0, "stated": 0, "cleared": 0, "failed": 0}
    CheckPass.objects.filter(ended_at=None, day__lt=as_day(at)).update(
        ended_at=at, problem="Made by a later day's pass."
    )
    while (mine := _claim(clock())) is not None:
        try:
            stated, cleared = make_pass(mine, at=at, clock=clock)
        except Exception as problem:  # one check that breaks must not keep the others from being made
            log.exception("standing check failed", check=mine.name)
            CheckPass.objects.filter(pk=mine.pk).update(ended_at=clock(), problem=repr(problem)[:300])
            done["failed"] += 1
            continue
        done["checks"] += 1
        done["stated"] += stated
        done["cleared"] += cleared
    return done


def _claim(at: datetime) -> CheckPass | None:
    for each in CheckPass.objects.free(at=at).order_by("pk"):
        mine = CheckPass.objects.free(at=at).filter(pk=each.pk)
        if mine.update(claimed_until=at + LEASE, attempts=F("attempts") + 1):
            return each
    return None


def make_pass(mine: CheckPass, *, actor: Any = None, at: datetime, clock: Clock | None = None) -> tuple[int, int]:
    """
    Look once over all records: state what is new, mark what is still so, clear what is gone. Return how many were
    stated and cleared. A pass that is cut off clears nothing, as it has not seen everything.
    """
    clock, check = clock or (lambda: at), CHECKS[mine.name]
    CheckPass.objects.filter(pk=mine.pk).update(began_at=clock())
    found, stated, troubles = 0, 0, iter(check.find(at))
    while batch := list(islice(troubles, BATCH)):
        found += len(batch)
        stated += _state_new(check, batch, at=at)
        CheckPass.objects.filter(pk=mine.pk).update(claimed_until=clock() + LEASE, found=found, stated=stated)
    cleared = _clear_gone(check, at=at)
    values = {"ended_at": clock(), "found": found, "stated": stated, "cleared": cleared, "problem": ""}
    CheckPass.objects.filter(pk=mine.pk).update(**values)
    return stated, cleared


@transaction.atomic
def _state_new(check: Check, batch: Iterable[Trouble], *, at: datetime) -> int:
    """State what nobody has stated, in a constant number of statements; dismissed ones stay dismissed."""
    marks = {check.fingerprint(trouble): trouble for trouble in batch}
    known = Finding.objects.filter(fingerprint__in=list(marks))
    known = known.filter(state__in=(FindingState.OPEN, FindingState.IN_HAND, FindingState.DISMISSED))
    there = set(known.values_list("fingerprint", flat=True))
    known.filter(last_seen_at__lt=at).update(last_seen_at=at)
    new = [(mark, trouble) for mark, trouble in marks.items() if mark not in there]
    if not new:
        return 0
    references = reserve_references("FD", as_day(at).year, len(new))
    rows = [
        _finding(check, mark, trouble, reference, at)
        for (mark, trouble), reference in zip(new, references, strict=True)
    ]
    Finding.objects.bulk_create(rows, ignore_conflicts=True)
    stated = list(Finding.objects.filter(reference__in=references))
    _write_events("assurance.finding.stated", stated, at=at, origin=Origin.CHECK, check=check.name)
    return len(stated)


def _finding(check: Check, mark: str, trouble: Trouble, reference: str, at: datetime) -> Finding:
    return Finding(
        reference=reference,
        origin=Origin.CHECK,
        check_name=check.name,
        fingerprint=mark,
        title=trouble.title[:200],
        detail=trouble.detail,
        severity=check.severity,
        found_at=at,
        last_seen_at=at,
        state_since=at,
        case_id=trouble.case_id,
        authorisation_id=trouble.authorisation_id,
        verification_id=trouble.verification_id,
        unit_id=trouble.unit_id,
        concerns_id=trouble.concerns_id,
    )


def _clear_gone(check: Check, *, at: datetime) -> int:
    """Settle what this pass did not see, a thousand at a time. Remedies that are under way go on."""
    cleared = 0
    gone = Finding.objects.unsettled().filter(check_name=check.name, last_seen_at__lt=at)
    while batch := list(gone.order_by("pk")[:BATCH]):
        with transaction.atomic():
            settled = {"conclusion": "The standing check no longer finds it.", "settled_at": at}
            moved = {"state": FindingState.CLEARED, "state_since": at}
            gone.filter(pk__in=[finding.pk for finding in batch]).update(**settled, **moved)
            mine = [f for f in Finding.objects.filter(pk__in=[f.pk for f in batch]) if f.state == FindingState.CLEARED]
            _write_events("assurance.finding.cleared", mine, at=at, check=check.name)
        cleared += len(mine)
    return cleared


def _write_events(verb: str, findings: list[Finding], *, at: datetime, **data: Any) -> None:
    kind = ContentType.objects.get_for_model(Finding)
    Event.objects.bulk_create(
        Event(
            verb=verb,
            subject_type=kind,
            subject_id=finding.pk,
            subject_label=str(finding)[:200],
            actor=None,
            at=at,
            data=data,
        )
        for finding in findings
    )
