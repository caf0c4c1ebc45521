"""
Signs of life, for ``/healthz``: of the worker, of beat, and of the way between them.

The worker leaves one from a thread of its main process, as soon as it is ready
and every ``EVERY`` after that. Beat leaves one from within its own round, so
that a beat that hangs is seen as one that died. The task ``core.beat`` leaves a
third: beat sent something, the broker carried it, and a free worker did it.
"""

import threading
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery.beat import PersistentScheduler
from celery.signals import worker_ready, worker_shutdown
from django.db import DatabaseError, connection
from django.utils import timezone

from portal.core import runs
from portal.core.models import Heartbeat

EVERY = timedelta(seconds=20)
BEGAN = "beat began"
SILENT_AFTER = {"worker": timedelta(minutes=2), "beat": timedelta(minutes=2), "tasks": timedelta(minutes=15)}
log = structlog.get_logger(__name__)
_over = threading.Event()


def leave(name: str, *, at: datetime) -> None:
    """Write down that the process lives. A database that is away is no reason for it to die."""
    try:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": at})
    except DatabaseError as problem:
        log.warning("heartbeat not written", name=name, problem=repr(problem))


class Scheduler(PersistentScheduler):
    """Celery's own scheduler, which also leaves a sign of life on its rounds."""

    left_at: datetime | None = None

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due, at first what was missed too; return the seconds to the next round, at most ``EVERY``."""
        pause = super().tick(*args, **kwargs)
        now = timezone.now()
        if self.left_at is None:
            _make_up(now)
        if self.left_at is None or now - self.left_at >= EVERY:
            _leave_and_hang_up("beat")
            self.left_at = now
        return min(pause, EVERY.total_seconds())


@worker_ready.connect
def begin(**_: Any) -> None:
    """Start the worker's heartbeat."""
    _over.clear()
    threading.Thread(target=_beat_until_over, name="heartbeat", daemon=True).start()


@worker_shutdown.connect
def end(**_: Any) -> None:
    """Stop it."""
    _over.set()


def _beat_until_over() -> None:
    _leave_and_hang_up("tasks")  # counted from here: a worker that has just begun cannot have done any
    _leave_and_hang_up("worker")
    while not _over.wait(EVERY.total_seconds()):
        _leave_and_hang_up("worker")


def _make_up(at: datetime) -> None:
    leave(BEGAN, at=at)
    try:
        runs.make_up(at=at)
    except DatabaseError as problem:
        log.warning("what was missed is not known", problem=repr(problem))


def _leave_and_hang_up(name: str) -> None:
    leave(name, at=timezone.now())
    connection.close()  # each sign asks for a fresh connection, so that an outage heals by itself
