"""Clock hands of licensing: each names what is due and calls the action a person would call."""

import structlog
from celery import shared_task
from django.utils import timezone

from compliance.licensing import actions
from compliance.licensing.queries import due, predictions
from portal.core.batches import by_key
from portal.core.errors import Refusal

log = structlog.get_logger(__name__)


@shared_task(name="licensing.finish_checks")
def finish_checks(**_):
    """Finish the checks of cases that were submitted while the portal stopped in between."""
    for case in due.left_unchecked(at=timezone.now()):
        _step_over(case, lambda case: actions.check(case, at=timezone.now()))


@shared_task(name="licensing.take_up_advice")
def take_up_advice(**_):
    """Take up every advice that the council has concluded."""
    for case in due.advised():
        _step_over(case, lambda case: actions.take_up_advice(case, actor=None, at=timezone.now()))


@shared_task(name="licensing.expire_authorisations")
def expire_authorisations(**_):
    """End every authorisation whose last day has passed."""
    for authorisation in due.past_their_day(on=timezone.localdate()):
        _step_over(authorisation, lambda each: actions.expire(each, at=timezone.now()))


@shared_task(name="licensing.suspend_listed")
def suspend_listed(**_):
    """Suspend every authorisation whose recipient an officer has confirmed to be on a list."""
    at = timezone.now()
    for authorisation, names in due.with_listed_party():
        reason = f"On a list of restricted parties: {names}."
        _step_over(authorisation, lambda each, reason=reason: actions.suspend(each, reason=reason, actor=None, at=at))


@shared_task(name="licensing.remind_everyone")
def remind_everyone(**_):
    """Owe every reminder of an authorisation that ends or a condition that falls due."""
    at, today = timezone.now(), timezone.localdate()
    return {
        "ending": actions.remind_of_expiries(due.ending_soon(on=today), at=at),
        "conditions": actions.remind_of_conditions(by_key(due.conditions_due(on=today)), at=at),
    }


@shared_task(name="licensing.renew_conditions")
def renew_conditions(**_):
    """Let yearly conditions fall due again."""
    for condition in due.conditions_to_renew(on=timezone.localdate()):
        _step_over(condition, lambda each: actions.renew_condition(each, at=timezone.now()))


@shared_task(name="licensing.gather_words")
def gather_words(**_):
    """Keep the words of cases for search: those never kept, and those with a party that changed since."""
    for case in due.without_words():
        _step_over(case, lambda case: actions.gather_words(case, actor=None, at=timezone.now()))


@shared_task(name="licensing.read_history")
def read_history(**_):
    """Read the years that predictions and their coverage are made from, so that nobody waits for it in the morning."""
    predictions.measured_coverage(at=timezone.now())
    predictions.predictions(on=timezone.localdate())


def _step_over(record, act):
    """Do one record; one that refuses is written down and does not hold up the rest."""
    try:
        act(record)
    except Refusal as no:
        log.info("stepped over", record=str(record), reason=str(no))
