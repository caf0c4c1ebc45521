"""Sending a plan to be signed, signing it, and putting it in force once those have signed who have to."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from compliance.plans import contents, dossier, duties
from compliance.plans.actions.attestations import plan_attestation
from compliance.plans.models import ControlPlan, PlanSignature
from compliance.plans.policies import may_sign
from compliance.plans.states import PlanState
from compliance.plans.workflow import PLAN
from portal.core import outbox
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
    outbox.withdraw(f"plans.signature.{plan.pk}.{signature.version}.{signature.capacity}.{actor.pk}", at=at)
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


@transaction.atomic
def remind_of_signature(signature: PlanSignature, *, actor: Any = None, at: datetime) -> bool:
    """Owe the reminder whose day has come, 3, 7, 14 and 28 days after it was asked; return whether one was."""
    days = (as_day(at) - as_day(signature.asked_at)).days
    reached = [rung for rung in RUNGS if rung <= days]
    if not reached:
        return False
    rung = max(reached)
    mine = PlanSignature.objects.asked().filter(pk=signature.pk).filter(Q(rung=None) | Q(rung__lt=rung))
    if not mine.update(rung=rung):
        return False
    plan = signature.plan
    outbox.owe(
        f"plans.signature.{plan.pk}.{signature.version}.{signature.capacity}.{signature.person_id}.{rung}",
        to=signature.person,
        template="plans/signature_reminder",
        due_at=at,
        reference=plan.reference,
        title=plan.title,
        days=days,
        capacity=signature.get_capacity_display().lower(),
        link=f"{settings.SITE_URL}{plan.get_absolute_url()}",
    )
    return True
