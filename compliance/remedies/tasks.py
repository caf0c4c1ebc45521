"""Clock hands of remedies."""

from celery import shared_task
from django.utils import timezone

from compliance.remedies import actions


@shared_task(name="remedies.remind_everyone")
def remind_everyone(**_):
    """Owe every reminder whose day has come."""
    return actions.remind_all(at=timezone.now())
