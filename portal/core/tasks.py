"""Clock hands of the ground floor."""

from celery import shared_task
from django.utils import timezone

from portal.core import digests, heartbeat, outbox, runs, seal


@shared_task(name="core.deliver_messages")
def deliver_messages(**_):
    """Deliver every message whose moment has come."""
    return outbox.deliver_due(at=timezone.now(), clock=timezone.now)


@shared_task(name="core.seal_events")
def seal_events(**_):
    """Append new events to the sealed tree."""
    return seal.seal(at=timezone.now())


@shared_task(name="core.beat")
def beat(**_):
    """Leave a sign that beat asked and a worker answered, and write down which runs fell silent."""
    at = timezone.now()
    heartbeat.leave("tasks", at=at)
    runs.learn_the_timetable(at=at)
    return {"cut_off": runs.mark_cut_off(at=at)}


@shared_task(name="core.make_up")
def make_up(**_):
    """Ask again for what missed its slot."""
    return {"asked_again": runs.make_up(at=timezone.now())}


@shared_task(name="core.forget_runs")
def forget_runs(**_):
    """Delete the record of old runs."""
    return {"forgotten": runs.forget(at=timezone.now())}


@shared_task(name="core.gather_digests")
def gather_digests(**_):
    """Gather what could wait into one mail a person and day."""
    return {"digests": digests.gather(at=timezone.now())}
