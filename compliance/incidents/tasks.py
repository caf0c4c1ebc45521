"""Clock hands of incidents."""

from celery import shared_task
from django.utils import timezone

from compliance.incidents import actions


@shared_task(name="incidents.warn_in_time")
def warn_in_time(**_):
    """Owe every warning before a clock lapses, and before a precaution's review."""
    at = timezone.now()
    return actions.warn_of_clocks(at=at) + actions.remind_of_reviews(at=at)


@shared_task(name="incidents.empty_letterbox")
def empty_letterbox(**_):
    """Take anonymous letters out of the letterbox."""
    return actions.empty_letterbox(at=timezone.now())
