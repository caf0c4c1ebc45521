"""
Every run of the timetable, written down: when, how long, what it did, what failed and why.

A run says every twenty seconds that it lives. One that fell silent was cut off, whatever killed it, and is
written down as such. A row of the timetable whose last slot saw no run is an alarm on the page of operations
and in ``/healthz``, and is made up for within minutes. Tasks find what is owed from rows, so a run that was
cut off, missed or made up for loses nothing and sends nothing twice.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery import Task, current_app
from django.db import DatabaseError, connection
from django.utils import timezone

from portal.core import slots
from portal.schedule import TIMETABLE, Row

SIGN_EVERY = timedelta(seconds=20)
SILENT_AFTER = timedelta(minutes=2)
GRACE = timedelta(minutes=15)
QUIET_KEPT, ALL_KEPT = timedelta(days=30), timedelta(days=400)
log = structlog.get_logger(__name__)


class RecordedTask(Task):
    """A task whose every run is written down."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and write down what came of it."""
        with recorded(self.name) as tell:
            result = super().__call__(*args, **kwargs)
            tell(result)
            return result


@contextmanager
def recorded(task: str) -> Iterator[Callable[[Any], None]]:
    """Write down a run; a database that is away is no reason not to try the work itself."""
    run = _begin(task)
    over = threading.Event()
    if run is not None:
        threading.Thread(target=_sign_until, args=(run, over), name=f"run of {task}", daemon=True).start()
    said: list[Any] = [None]

    def tell(result: Any) -> None:
        said[0] = result

    try:
        yield tell
    except BaseException as problem:
        over.set()
        _end(run, task, outcome="failed", problem=f"{type(problem).__name__}: {problem}")
        raise
    over.set()
    _end(run, task, outcome="done", did=in_words(said[0]))


def in_words(result: Any) -> str:
    """Say what a task returned: nothing, a number, or numbers by what was done."""
    if result is None or isinstance(result, bool):
        return ""
    if isinstance(result, dict):
        return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in result.items() if value)[:300]
    return "" if result == 0 else str(result)[:300]


def _begin(task: str) -> int | None:
    from portal.core.models import Duty, Run

    at = timezone.now()
    try:
        run = Run.objects.create(task=task, started_at=at, seen_at=at, worker=f"{socket.gethostname()}:{os.getpid()}")
        Duty.objects.filter(task=task).update(last_started_at=at)
        return run.pk
    except DatabaseError as problem:
        log.warning("run not written down", task=task, problem=repr(problem))
        return None


def _end(run: int | None, task: str, **values: Any) -> None:
    from portal.core.models import Duty, Run

    at = timezone.now()
    values["problem"] = values.get("problem", "")[:1000]
    try:
        if run is not None:
            Run.objects.filter(pk=run).update(finished_at=at, seen_at=at, **values)
        Duty.objects.filter(task=task).update(last_finished_at=at, last_outcome=values["outcome"])
    except DatabaseError as problem:
        log.warning("end of run not written down", task=task, problem=repr(problem))


def _sign_until(run: int, over: threading.Event) -> None:
    from portal.core.models import Run

    while not over.wait(SIGN_EVERY.total_seconds()):
        try:
            Run.objects.filter(pk=run, finished_at=None).update(seen_at=timezone.now())
        except DatabaseError as problem:
            log.warning("sign of a run not written", run=run, problem=repr(problem))
        finally:
            connection.close()


@dataclass(frozen=True)
class Missed:
    """A row of the timetable whose last slot saw no run."""

    row: Row
    slot: datetime


def mark_cut_off(*, at: datetime) -> int:
    """Write down which runs fell silent without an end; return how many."""
    from portal.core.models import Duty, Run

    silent = Run.objects.filter(finished_at=None, seen_at__lt=at - SILENT_AFTER)
    tasks = list(silent.values_list("task", flat=True).distinct())
    marked = silent.update(finished_at=at, outcome="cut_off", problem="The process ended before the run did.")
    Duty.objects.filter(task__in=tasks).update(last_outcome="cut_off")
    return marked


def learn_the_timetable(*, at: datetime) -> None:
    """Write down since when each row is known, so that no slot from before that counts as missed."""
    from portal.core.models import Duty

    known = set(Duty.objects.values_list("task", flat=True))
    new = [Duty(task=row.task, known_since=at) for row in TIMETABLE if row.task not in known]
    if new:
        Duty.objects.bulk_create(new, ignore_conflicts=True)


def missed(*, at: datetime) -> list[Missed]:
    """Return the rows whose last slot, given a quarter of an hour, saw no run."""
    from portal.core.models import Duty

    duties = {duty.task: duty for duty in Duty.objects.all()}
    found = []
    for row in TIMETABLE:
        duty, slot = duties.get(row.task), slots.latest(row.every, at=at - GRACE)
        if duty is None or slot is None or slot <= duty.known_since:
            continue
        if duty.last_started_at is None or duty.last_started_at < slot:
            found.append(Missed(row, slot))
    return found


def make_up(*, at: datetime) -> int:
    """Ask for every run that missed its slot; return how many."""
    late = missed(at=at)
    for each in late:
        log.warning("run made up for", task=each.row.task, slot=each.slot.isoformat())
        current_app.send_task(each.row.task, expires=int(GRACE.total_seconds()))
    return len(late)


def forget(*, at: datetime) -> int:
    """Delete runs that did nothing after a month, and all after a year and a month; return how many."""
    from portal.core.models import Run

    quiet = Run.objects.filter(outcome="done", did="", started_at__lt=at - QUIET_KEPT)
    old = Run.objects.filter(started_at__lt=at - ALL_KEPT)
    return quiet.delete()[0] + old.delete()[0]
