"""Clock hands of incidents."""

from celery import shared_task
from django.utils import timezone

from compliance.incidents import actions


@shared_task(name="incidents.empty_letterbox")
def empty_letterbox(**_):
    """Take anonymous letters out of the letterbox."""
    return actions.empty_letterbox(at=timezone.now())
