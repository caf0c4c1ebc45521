"""Clock hands of the council."""

from celery import shared_task
from django.utils import timezone

from compliance.council import actions


@shared_task(name="council.hold_quorums")
def hold_quorums(**_):
    """Suspend the cases whose quorum went with a term that ended, and take up those that have one again."""
    return actions.hold_quorums(at=timezone.now())


@shared_task(name="council.remind_members")
def remind_members(**_):
    """Owe every reminder whose day has come."""
    return actions.remind_members(at=timezone.now())
