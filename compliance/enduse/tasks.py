"""Clock hands of end-use verification."""

from celery import shared_task
from django.utils import timezone

from compliance.enduse import actions


@shared_task(name="enduse.remind_everyone")
def remind_everyone(**_):
    """Owe every reminder whose day has come."""
    return actions.remind_all(at=timezone.now())


@shared_task(name="enduse.plan_missing")
def plan_missing(**_):
    """Plan verifications for authorisations that have none."""
    return actions.plan_missing(at=timezone.now())
