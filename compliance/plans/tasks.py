"""Clock hands of control plans. Each does one record after another; one that refuses does not hold up the rest."""

import structlog
from celery import shared_task
from django.utils import timezone

from compliance.plans import actions, queries
from portal.core.errors import Refusal

log = structlog.get_logger(__name__)


@shared_task(name="plans.issue")
def issue(**_):
    """
    Send every draft that an officer asked to be sent. What a killed worker leaves is found again by its row; a
    draft that is not whole stays one, and is not tried again until somebody asks.
    """
    # The names are read to the end first: SQLite writes nothing while an older read of the same connection is open.
    waiting = list(queries.waiting_for_issue().values_list("pk", flat=True))
    sent = 0
    for pk in waiting:
        plan = queries.waiting_for_issue().filter(pk=pk).first()
        sent += plan is not None and bool(_step_over(plan, _issue))
    return sent


def _issue(plan):
    try:
        actions.send(plan, actor=plan.issue_asked_by, at=timezone.now())
    except Refusal as no:
        actions.give_up_issue(plan, why=str(no), at=timezone.now())
        return False
    return True


@shared_task(name="plans.begin_signed")
def begin_signed(**_):
    """Put plans in force that everybody has signed who has to, where two signed at the same moment."""
    at = timezone.now()
    return sum(actions.begin(plan, at=at) for plan in list(queries.signed_and_waiting()))


@shared_task(name="plans.draft_missing")
def draft_missing(**_):
    """Draft the plans of cases whose authorisation came into force while nobody drafted one."""
    at = timezone.now()
    drafted = [_step_over(case, lambda each: actions.draft(each, at=at)) for case in list(queries.without_plan())]
    return sum(plan is not None for plan in drafted)


@shared_task(name="plans.remind_everyone")
def remind_everyone(**_):
    """Owe every reminder of a signature or a yearly attestation whose day has come."""
    at = timezone.now()
    return actions.remind_of_signatures(at=at) + actions.remind_of_attestations(at=at)


def _step_over(record, act):
    try:
        return act(record)
    except Refusal as no:
        log.info("stepped over", record=str(record), reason=str(no))
        return None
