"""
Which signatures a plan asks for, and what an amendment does to them.

A signature that a change does not touch stays. One that it touches is asked for again under the new version, and
whoever owes it is not active until then.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from compliance.plans import contents, guards, hooks
from compliance.plans.models import ControlPlan, PlanAmendment, PlanSignature
from compliance.plans.states import Capacity
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event


def signers(plan: ControlPlan, capacities: Iterable[str]) -> list[tuple[str, Any]]:
    """Return who signs in these capacities, as the plan stands."""
    named = {
        Capacity.RESPONSIBLE: plan.responsible,
        Capacity.IT_MANAGER: plan.it_manager if guards.has_systems(plan) else None,
        Capacity.HEAD: plan.head,
    }
    found: list[tuple[str, Any]] = []
    for capacity in capacities:
        if capacity == Capacity.PARTICIPANT:
            people = plan.people.on_it().exclude(user=plan.responsible).select_related("user").order_by("pk")
            found += [(capacity, each.user) for each in people]
        elif named[Capacity(capacity)] is not None:
            found.append((capacity, named[Capacity(capacity)]))
    return found


def ask(plan: ControlPlan, wanted: Iterable[tuple[str, Any]], *, at: datetime) -> int:
    """Ask for these signatures under the plan's version; one that is owed already stays as it is. Return how many."""
    owed = set(plan.signatures.asked().values_list("capacity", "person"))
    fresh = [(capacity, person) for capacity, person in wanted if (capacity, person.pk) not in owed]
    for capacity, person in fresh:
        signature = PlanSignature.objects.create(
            plan=plan, capacity=capacity, person=person, version=plan.version, asked_at=at
        )
        outbox.owe(
            f"{key_of(signature)}asked",
            to=person,
            template="plans/signature_asked",
            due_at=at,
            reference=plan.reference,
            title=plan.title,
            weight=plan.get_weight_display(),
            capacity=Capacity(capacity).label.lower(),
            version=plan.version,
            link=f"{settings.SITE_URL}{plan.get_absolute_url()}",
        )
    return len(fresh)


def key_of(signature: PlanSignature) -> str:
    """Return how the keys of all messages about it begin, and of no other: with a point after the last number."""
    plan, version = signature.plan_id, signature.version
    return f"plans.signature.{plan}.{version}.{signature.capacity}.{signature.person_id}."


def end(plan: ControlPlan, *, at: datetime, person: Any = None, capacity: str = "") -> None:
    """Let signatures be owed no more: of the whole plan, of a person, or of a capacity."""
    owed = plan.signatures.asked()
    owed = owed.filter(person=person) if person is not None else owed
    owed = owed.filter(capacity=capacity) if capacity else owed
    for signature in owed:
        outbox.withdraw(key_of(signature), at=at)
    owed.update(ended_at=at)


def changed(
    plan: ControlPlan,
    part: str,
    *,
    what: str,
    actor: Any,
    at: datetime,
    reason: str = "",
    before: str = "",
    newcomers: Iterable[Any] = (),
) -> None:
    """
    Keep a change: in a draft as an event, later as an amendment with its own version, signed by those it touches.

    :raises Invalid: if a plan that is signed or being signed is changed without a reason
    :raises Conflict: if somebody amended it at the same time
    """
    if plan.is_draft:
        record_event("plans.plan.written", plan, actor=actor, at=at, part=part)
        return
    if not reason.strip():
        raise Invalid("Say why; whoever signs the change reads it.", field="reason")
    version = plan.version + 1
    if not ControlPlan.objects.filter(pk=plan.pk, version=plan.version, state=plan.state).update(version=version):
        raise Conflict(f"Somebody else has just changed {plan}. Reload to see what they did.")
    plan.version = version
    kept = {"part": part, "what": what, "reason": reason.strip(), "before": before, "made_by": actor, "made_at": at}
    PlanAmendment.objects.create(plan=plan, version=version, **kept)
    wanted = signers(plan, contents.touched(part, plan.weight))
    wanted += [(Capacity.PARTICIPANT, person) for person in newcomers if person != plan.responsible]
    touched = sorted({f"{capacity}" for capacity, _ in wanted})
    record_event("plans.plan.amended", plan, actor=actor, at=at, version=version, part=part, signed_by=touched)
    ask(plan, wanted, at=at)
    hooks.amended(plan, part=part, at=at)
