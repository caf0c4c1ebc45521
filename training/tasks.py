"""Clock hands of training."""

from celery import shared_task
from django.utils import timezone

from training import actions


@shared_task(name="training.remind_everyone")
def remind_everyone(**_):
    """Owe every digest whose day has come."""
    return actions.remind_everyone(at=timezone.now())
