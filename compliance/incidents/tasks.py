"""Clock hands of incidents."""

from celery import shared_task
from django.utils import timezone

from compliance.incidents import actions


@shared_task(name="incidents.warn_in_time")
def warn_in_time(**_):
    """Go on with hearings whose time has passed; owe every warning before a clock lapses or a review is due."""
    at = timezone.now()
    return actions.keep_time(at=at) + actions.warn_of_clocks(at=at) + actions.remind_of_reviews(at=at)


@shared_task(name="incidents.empty_letterbox")
def empty_letterbox(**_):
    """Take anonymous letters out of the letterbox."""
    return actions.empty_letterbox(at=timezone.now())
