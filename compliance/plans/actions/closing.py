"""The end of a plan: what became of each item, the request to close, the close-out certificate."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.plans import certifying, duties, policies
from compliance.plans.models import ControlPlan, PlanItem
from compliance.plans.states import AttestationState, Disposition
from compliance.plans.workflow import ATTESTATION, PLAN
from portal.core import attachments
from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.core.words import as_day


@transaction.atomic
def dispose(
    item: PlanItem,
    *,
    disposition: str,
    disposed_on: date | None,
    note: str = "",
    evidence: Any = None,
    actor: Any,
    at: datetime,
) -> None:
    """
    Say what became of an item.

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Invalid: if the day is missing or lies ahead, or nothing is said about how it was done
    """
    policies.may_ask_to_close(actor, item.plan)
    if disposition not in Disposition.values:
        raise Invalid("Choose what became of it.", field="disposition")
    if disposition != Disposition.HELD:
        if disposed_on is None or disposed_on > as_day(at):
            raise Invalid("Give the day on which it left; it has passed.", field="disposed_on")
        if not note.strip():
            raise Invalid("Say how it was done, and who saw it.", field="note")
    item.disposition = disposition
    item.disposed_on = disposed_on if disposition != Disposition.HELD else None
    item.disposition_note = note.strip()
    item.save(update_fields=["disposition", "disposed_on", "disposition_note"])
    if evidence:
        attachments.store(evidence, subject=item.plan, kind="disposal", actor=actor, at=at)
    record_event("plans.item.disposed_of", item.plan, actor=actor, at=at, item=item.name, disposition=disposition)


@transaction.atomic
def ask_to_close(plan: ControlPlan, *, statement: str, actor: Any, at: datetime) -> None:
    """
    Ask the office to close a plan out.

    :raises Denied: if the actor neither answers for the plan nor is of the office
    :raises Invalid: if nothing is said
    :raises Conflict: if something is still held, or an authorisation still permits something
    """
    if not statement.strip():
        raise Invalid("Say why nothing is left to keep.", field="statement")
    PLAN.advance(plan, "ask_to_close", actor=actor, at=at, values={"closing_statement": statement.strip()})


@transaction.atomic
def go_on(plan: ControlPlan, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Let a plan go on that somebody asked to close.

    :raises Denied: if the actor is not of the office, or has a part in the plan
    :raises Invalid: if no reason is given
    :raises Conflict: if nobody asked to close it
    """
    if not reason.strip():
        raise Invalid("Say why it goes on.", field="reason")
    PLAN.advance(plan, "go_on", actor=actor, at=at, reason=reason.strip())


@transaction.atomic
def close(plan: ControlPlan, *, actor: Any, at: datetime) -> Any:
    """
    Close a plan out, and write its certificate. Nobody is on it any more.

    :raises Denied: if the actor is not of the office, or has a part in the plan
    :raises Conflict: if something is held, an authorisation is open, or nobody asked to close it
    """
    PLAN.advance(plan, "close", actor=actor, at=at, values={"closed_by": actor, "closed_at": at})
    duties.end(plan, at=at)
    plan.people.on_it().update(removed_at=at, removed_by=actor, removed_because="The plan was closed out.")
    for attestation in plan.attestations.filter(state=AttestationState.DUE):
        ATTESTATION.advance(attestation, "cancel", actor=None, at=at)
    return certifying.close_out(plan, actor=actor, at=at)
