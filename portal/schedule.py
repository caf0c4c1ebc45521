"""
The timetable: what runs without being asked, when, and why.

Celery beat reads ``beat_schedule``; ``manage.py run_due`` runs the same rows
where there is no beat. Times are in the institution's own zone. Running a row
twice, late or not at all for a day changes nothing but the moment at which
people are told: every task names what is due by date, never by counting runs.
"""

from dataclasses import dataclass

from celery.schedules import crontab


@dataclass(frozen=True)
class Row:
    """One line of the timetable."""

    task: str
    every: crontab
    why: str


TIMETABLE = [
    Row("core.deliver_messages", crontab(minute="*"), "Mail that is owed leaves within a minute."),
    Row("core.seal_events", crontab(minute="*/5"), "New events join the sealed log and get a signed checkpoint."),
    Row("core.beat", crontab(minute="*"), "Proves that beat and a worker are alive."),
]


def beat_schedule() -> dict:
    """Return the timetable in the form that Celery beat reads."""
    return {row.task: {"task": row.task, "schedule": row.every} for row in TIMETABLE}
