"""
Whether the portal is well: database, broker, worker, beat, the tasks between them, mail, disk.

``/healthz`` answers 200 when all are, else 503, and says in a sentence each
what is wrong. It is open to load balancers, so it names no host and no path.
"""

import os
import shutil
import smtplib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.core import heartbeat, runs
from portal.core.models import Heartbeat

ROOM_NEEDED = 200 * 1024 * 1024
PATIENCE = 3  # seconds for a server to answer
MAIL_IS_ASKED_EVERY = timedelta(minutes=1)
log = structlog.get_logger(__name__)
_answered: dict[tuple[str, int], datetime] = {}


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    well: bool
    words: str
    age_seconds: float | None = None


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """Tell machines whether the portal is well."""
    findings = examine(at=timezone.now())
    well = all(finding.well for finding in findings.values())
    body = {
        "status": "well" if well else "not well",
        "checks": {
            name: {key: value for key, value in asdict(finding).items() if value is not None}
            for name, finding in findings.items()
        },
    }
    answer = JsonResponse(body, status=200 if well else 503, json_dumps_params={"indent": 1})
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django logs every 5xx as a fault of ours; this is none
    return answer


def examine(*, at: datetime) -> dict[str, Finding]:
    """Return what each check finds. A check that fails to answer is a finding too."""
    return {name: _ask(name, check, at) for name, check in CHECKS.items()}


def _ask(name: str, check: Callable[[datetime], Finding], at: datetime) -> Finding:
    try:
        return check(at)
    except Exception as problem:  # whatever it is, it is what /healthz is there to say
        log.warning("health check failed", check=name, problem=repr(problem))
        return Finding(False, UNREACHABLE[name])


def _database(_at: datetime) -> Finding:
    applied = set(MigrationRecorder(connection).applied_migrations())
    missing = len(_newest_migrations() - applied)
    if missing:
        return Finding(False, "Migrations have not been applied. Run manage.py prepare.")
    return Finding(True, "The database answers and its migrations are applied.")


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def _broker(_at: datetime) -> Finding:
    if settings.REDIS_URL:
        import redis  # on an embedded site nobody needs it

        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE) as link:
            link.ping()
        return Finding(True, "Redis answers.")
    return _writable(settings.BROKER_DIR, "The broker's folder")


def _heartbeat(name: str) -> Callable[[datetime], Finding]:
    def check(at: datetime) -> Finding:
        sign = Heartbeat.objects.filter(name=name).first()
        if sign is None:
            return Finding(False, NEVER_SEEN[name])
        age = max((at - sign.at).total_seconds(), 0)
        well = age < heartbeat.SILENT_AFTER[name].total_seconds()
        words = ALIVE[name] if well else SILENT[name].format(minutes=int(age // 60))
        return Finding(well, words, round(age, 1))

    return check


def _timetable(at: datetime) -> Finding:
    late = runs.missed(at=at)
    if late and Heartbeat.objects.filter(name=heartbeat.BEGAN, at__gt=at - runs.GRACE).exists():
        return Finding(True, f"Beat began a moment ago and makes up for {len(late)} of the timetable.")
    if late:
        named = ", ".join(f"{each.row.task} (due {each.slot:%H:%M})" for each in late[:3])
        more = f" and {len(late) - 3} more" if len(late) > 3 else ""
        return Finding(False, f"{len(late)} of the timetable missed the last slot: {named}{more}.")
    return Finding(True, "Every row of the timetable ran in its last slot.")


def _mail(at: datetime) -> Finding:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return _writable(settings.EMAIL_FOLDER, "The mail folder")
    server = (settings.EMAIL_HOST, settings.EMAIL_PORT)
    if server not in _answered or not timedelta(0) <= at - _answered[server] < MAIL_IS_ASKED_EVERY:
        with smtplib.SMTP(*server, timeout=PATIENCE) as connected:
            connected.noop()
        _answered[server] = at  # of this process, since a cache may be what is away
    return Finding(True, "The mail server answers.")


def _disk(_at: datetime) -> Finding:
    free = min(shutil.disk_usage(_existing(Path(place))).free for place in (settings.VAR_DIR, settings.FILES_DIR))
    if free < ROOM_NEEDED:
        return Finding(False, f"Only {free // 1024**2} MB of disk are free.")
    return Finding(True, f"{free / 1024**3:.1f} GB of disk are free.")


def _writable(folder: str | Path, name: str) -> Finding:
    place = _existing(Path(folder))
    if os.access(place, os.W_OK | os.X_OK):
        return Finding(True, f"{name} can be written.")
    return Finding(False, f"{name} cannot be written.")


def _existing(path: Path) -> Path:
    """The folder, or the nearest one above it that exists: it is made at first use."""
    return path if path.exists() else _existing(path.parent)


CHECKS: dict[str, Callable[[datetime], Finding]] = {
    "database": _database,
    "broker": _broker,
    "worker": _heartbeat("worker"),
    "beat": _heartbeat("beat"),
    "tasks": _heartbeat("tasks"),
    "timetable": _timetable,
    "mail": _mail,
    "disk": _disk,
}
ALIVE = {
    "worker": "The worker is alive.",
    "beat": "Beat is alive.",
    "tasks": "What beat sends is carried out.",
}
NEVER_SEEN = {
    "worker": "No worker has ever been seen.",
    "beat": "Beat has never been seen.",
    "tasks": "No task has ever been carried out.",
}
SILENT = {
    "worker": "The worker has been silent for {minutes} minutes.",
    "beat": "Beat has been silent for {minutes} minutes.",
    "tasks": "Nothing that beat sent was carried out for {minutes} minutes.",
}
UNREACHABLE = {
    "database": "The database does not answer.",
    "broker": "The broker does not answer.",
    "worker": "The database does not tell when the worker was last seen.",
    "beat": "The database does not tell when beat was last seen.",
    "tasks": "The database does not tell when a task was last carried out.",
    "timetable": "The database does not tell when tasks were last run.",
    "mail": "The mail server does not answer.",
    "disk": "The disk cannot be asked for its free space.",
}
