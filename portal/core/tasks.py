"""Clock hands of the ground floor."""

from celery import shared_task
from django.utils import timezone

from portal.core import heartbeat, outbox, seal


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
    """Leave a sign that beat asked and a worker answered."""
    heartbeat.leave("tasks", at=timezone.now())
