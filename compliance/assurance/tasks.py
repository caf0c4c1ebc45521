"""Clock hands of assurance."""

from celery import shared_task
from django.utils import timezone

from compliance.assurance import actions

HELPERS = 3


@shared_task(name="assurance.audit_tonight")
def audit_tonight(**_):
    """Ask for a pass of every standing check, call for help, and begin."""
    actions.ask_for_passes(at=timezone.now())
    for _number in range(HELPERS):
        go_on.apply_async(expires=600)  # help that comes late is not needed: the rows say what is left
    return actions.make_passes(at=timezone.now(), clock=timezone.now)


@shared_task(name="assurance.go_on")
def go_on(**_):
    """Make the passes that are asked for and in nobody's hands."""
    return actions.make_passes(at=timezone.now(), clock=timezone.now)
