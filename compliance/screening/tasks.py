"""Clock hands of screening: fetch lists, sweep what changed, prove it weekly, keep the demo's sample fresh."""

import structlog
from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from compliance.screening import actions
from compliance.screening.models import ListSource, ScreeningJob
from compliance.screening.states import JobState
from portal.core.errors import Refusal

log = structlog.get_logger(__name__)


@shared_task(name="screening.fetch_lists")
def fetch_lists(**_):
    """Fetch every list that is to be fetched and whose time has come; one that breaks is stepped over."""
    at = timezone.now()
    due = ListSource.objects.filter(Q(next_try_at=None) | Q(next_try_at__lte=at), fetches=True)
    for source in due.order_by("code"):
        try:
            actions.fetch_list(source, actor=None, at=at)
        except Refusal as refusal:
            log.info("list not fetched", list=source.code, reason=str(refusal))
        except Exception:  # one list that breaks must not keep the others from being fetched
            log.exception("list not fetched", list=source.code)
            actions.count_failure(source, actor=None, at=at)


@shared_task(name="screening.rescreen")
def rescreen(**_):
    """Compare what changed, if anything did."""
    _sweep(actions.rescreen)


@shared_task(name="screening.rescreen_all")
def rescreen_all(**_):
    """Compare everything, and alarm if that differs from the sum of what was compared before."""
    _sweep(actions.rescreen_all)


@shared_task(name="screening.keep_sample")
def keep_sample(**_):
    """Keep the invented list of a demo site fresh."""
    if settings.DEMO:
        actions.load_sample(actor=None, at=timezone.now())


@shared_task(name="screening.work_on_sheets")
def work_on_sheets(**_):
    """Screen what is left of every sheet that waits or whose worker has died."""
    for job in ScreeningJob.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]).order_by("pk"):
        actions.work_on(job, at=timezone.now(), clock=timezone.now)


def _sweep(action):
    try:
        action(actor=None, at=timezone.now())
    except Refusal as refusal:
        log.info("no sweep", reason=str(refusal))
