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


@shared_task(name="enduse.plan_after_changes")
def plan_after_changes(**_):
    """Plan checks out of cycle where a list or a recipient has changed."""
    return actions.plan_after_changes(at=timezone.now())


@shared_task(name="enduse.remind_recipients")
def remind_recipients(**_):
    """Owe recipients the reminders of their statements."""
    return actions.remind_of_statements(at=timezone.now())
