"""Sending a plan to be signed, signing it, and putting it in force once those have signed who have to."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from compliance.plans import contents, dossier, duties, queries
from compliance.plans.actions.attestations import plan_attestation
from compliance.plans.models import ControlPlan, PlanSignature
from compliance.plans.policies import may_sign
from compliance.plans.states import PlanState
from compliance.plans.workflow import PLAN
from portal.core import outbox
from portal.core.batches import batches
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

# Days after which whoever owes a signature is reminded, once each.
RUNGS = (3, 7, 14, 28)


@transaction.atomic
def send(plan: ControlPlan, *, actor: Any, at: datetime) -> None:
    """
    Send a plan to everybody whose signature it needs.

    :raises Denied: if the actor is not of the office, or has a part in the plan
    :raises Conflict: if something is missing, or it was sent already
    """
    PLAN.advance(plan, "send", actor=actor, at=at, values={"version": 1, "sent_at": at})
    plan.sections.update(version=1)
    duties.ask(plan, duties.signers(plan, contents.SIGNERS[plan.weight]), at=at)


@transaction.atomic
def sign(signature: PlanSignature, *, agreed: bool, actor: Any, at: datetime) -> None:
    """
    Sign a plan in the capacity in which one was asked. The last signature that it waits for puts it in force.

    :raises Denied: if somebody else was asked
    :raises Invalid: if the words are not agreed to
    :raises Conflict: if it was signed already, or is not owed any more
    """
    may_sign(actor, signature)
    if not agreed:
        raise Invalid("Tick that you agree; a signature says just that.", field="agreed")
    plan = ControlPlan.objects.select_for_update().get(pk=signature.plan_id)
    said = {
        "signed_at": at,
        "words": contents.SAID[signature.capacity],  # type: ignore[index]
        "digest": dossier.digest_of(plan),
    }
    owed = PlanSignature.objects.asked().filter(pk=signature.pk)
    if not owed.update(**said):
        raise Conflict("This signature is not asked for any more.")
    signature.refresh_from_db()
    outbox.withdraw(duties.key_of(signature), at=at)
    record_event(
        "plans.signature.given",
        plan,
        actor=actor,
        at=at,
        capacity=signature.capacity,
        version=plan.version,
        digest=signature.digest,
    )
    if plan.state == PlanState.SIGNING:
        begin(plan, at=at)


@transaction.atomic
def begin(plan: ControlPlan, *, actor: Any = None, at: datetime) -> bool:
    """Put a plan in force if everybody has signed without whom it does not hold; return whether it is now."""
    owed = plan.signatures.asked().filter(capacity__in=contents.GATES[plan.weight])
    if plan.state != PlanState.SIGNING or owed.exists():
        return False
    try:
        with transaction.atomic():
            PLAN.advance(plan, "begin", actor=None, at=at, values={"active_at": at})
    except Conflict:
        return False
    plan_attestation(plan, at=at)
    outbox.owe(
        f"plans.plan.{plan.pk}.began",
        to=plan.responsible,
        template="plans/began",
        due_at=at,
        reference=plan.reference,
        title=plan.title,
        link=f"{settings.SITE_URL}{plan.get_absolute_url()}",
    )
    return True


def remind_of_signatures(*, actor: Any = None, at: datetime) -> int:
    """Owe every reminder whose day has come: 3, 7, 14 and 28 days after it was asked, once each. Return of how many."""
    reached = 0
    for batch in batches(queries.signatures_to_remind_of(as_day(at))):
        rungs = {each: _rung(each, at=at) for each in batch}
        reached += _owe({each: rung for each, rung in rungs.items() if (each.rung or 0) < rung}, at=at)
    return reached


def _rung(signature: PlanSignature, *, at: datetime) -> int:
    return max((rung for rung in RUNGS if rung <= _days(signature, at=at)), default=0)


def _days(signature: PlanSignature, *, at: datetime) -> int:
    return (as_day(at) - as_day(signature.asked_at)).days


@transaction.atomic
def _owe(fresh: dict[PlanSignature, int], *, at: datetime) -> int:
    """Two runs at once write the same keys, of which one remains; what was signed meanwhile is owed to nobody."""
    reached = 0
    for rung in sorted(set(fresh.values())):
        mine = PlanSignature.objects.asked().filter(pk__in=[each.pk for each in fresh if fresh[each] == rung])
        reached += mine.filter(Q(rung=None) | Q(rung__lt=rung)).update(rung=rung)
    owed = PlanSignature.objects.asked().filter(pk__in=[each.pk for each in fresh])
    still = set(owed.values_list("pk", flat=True))
    outbox.owe_many(_reminder(each, rung, at=at) for each, rung in fresh.items() if each.pk in still)
    return reached


def _reminder(signature: PlanSignature, rung: int, *, at: datetime) -> outbox.Owed:
    plan = signature.plan
    return outbox.Owed(
        key=f"{duties.key_of(signature)}{rung}",
        to_id=signature.person_id,
        template="plans/signature_reminder",
        due_at=at,
        context={
            "reference": plan.reference,
            "title": plan.title,
            "days": _days(signature, at=at),
            "capacity": signature.get_capacity_display().lower(),
            "link": f"{settings.SITE_URL}{plan.get_absolute_url()}",
        },
    )
