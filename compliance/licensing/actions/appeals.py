"""Appeal against a decision; decide the appeal."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from compliance.licensing import deciding, policies, timekeeping
from compliance.licensing.deciding import Obligation, Terms
from compliance.licensing.models import Appeal, Case, Decision
from compliance.licensing.overtaking import overtake
from compliance.licensing.queries.appeals import deadline
from compliance.licensing.states import AppealState, CaseState, ClockSide, DecisionOutcome, Verdict
from compliance.licensing.workflow import APPEAL, CASE
from portal.core import outbox, words
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

OPEN_TO_APPEAL = (CaseState.REFUSED, CaseState.APPROVED_WITH_CONDITIONS, CaseState.APPROVED_IN_PART)


@transaction.atomic
def lodge(case: Case, *, grounds: str, actor: Any, at: datetime) -> Appeal:
    """
    Appeal against the decision on one's case.

    :raises Denied: if the actor is not the researcher
    :raises Invalid: if no grounds are given
    :raises Conflict: if there is nothing to appeal against, the time has passed, or an appeal was lodged already
    """
    policies.may_appeal(actor, case)
    decision = case.decisions.order_by("-pk").first()
    if decision is None or case.state not in OPEN_TO_APPEAL:
        raise Conflict(f"{case} is {case.get_state_display().lower()}; there is nothing to appeal against.")
    if not grounds.strip():
        raise Invalid("Say why the decision should be different.", field="grounds")
    last = deadline(decision)
    if as_day(at) > last:
        raise Conflict(f"The time to appeal ended on {words.day(last)}.")
    if Appeal.objects.filter(decision=decision).exists():
        raise Conflict("There is an appeal against this decision already.")
    appeal = Appeal.objects.create(
        decision=decision,
        case=case,
        grounds=grounds.strip(),
        lodged_by=actor,
        lodged_at=at,
        due_on=as_day(at) + timedelta(days=28),
        state=AppealState.LODGED,
        state_since=at,
    )
    record_event("licensing.appeal.lodged", appeal, actor=actor, at=at, decision=decision.pk)
    return appeal


@transaction.atomic
def uphold(appeal: Appeal, *, reasons: str, actor: Any, at: datetime) -> None:
    """
    Let the decision stand.

    :raises Denied: if the actor decides no appeals, or took part in the case
    :raises Invalid: if there are no reasons
    :raises Conflict: if the appeal was decided already
    """
    _decide(appeal, "uphold", reasons=reasons, actor=actor, at=at)


@transaction.atomic
def remit(appeal: Appeal, *, reasons: str, actor: Any, at: datetime) -> None:
    """
    Send the case back to be decided again, once. This will start the office's clock anew.

    :raises Denied: if the actor decides no appeals, or took part in the case
    :raises Invalid: if there are no reasons
    :raises Conflict: if it was sent back before, or the appeal was decided already
    """
    _decide(appeal, "remit", reasons=reasons, actor=actor, at=at)
    case = appeal.case
    CASE.advance(case, "remit", actor=None, at=at, values={"decided_by": None, "decided_at": None})
    overtake(case, because="An appeal sent the case back.", at=at)
    timekeeping.mark(case, side=ClockSide.WITH_US, reason="An appeal sent the case back.", at=at)


@transaction.atomic
def vary(
    appeal: Appeal,
    *,
    reasons: str,
    actor: Any,
    at: datetime,
    conditions: Sequence[Obligation] = (),
    terms: Terms | None = None,
) -> Decision:
    """
    Change the decision in the researcher's favour: approve, with conditions where there are any.

    :raises Denied: if the actor decides no appeals, or took part in the case
    :raises Invalid: if there are no reasons
    :raises Conflict: if something stands in the way of an approval, or the appeal was decided already
    """
    _decide(appeal, "vary", reasons=reasons, actor=actor, at=at)
    case = appeal.case.looked_at(at)
    move = "vary_to_conditions" if conditions else "vary_to_approved"
    CASE.advance(case, move, actor=None, at=at, values={"decided_by": actor, "decided_at": at})
    decision = deciding.keep_decision(
        case,
        outcome=DecisionOutcome.CONDITIONS if conditions else DecisionOutcome.APPROVE,
        reasons=reasons.strip(),
        refused={},
        permitted_as=Verdict.CONDITIONS if conditions else Verdict.APPROVE,
        actor=actor,
        at=at,
        replaces=appeal.decision,
    )
    deciding.conclude(case, decision, terms=terms or Terms(), obligations=conditions, actor=actor, at=at)
    return decision


@transaction.atomic
def take_back(appeal: Appeal, *, actor: Any, at: datetime) -> None:
    """
    Take an appeal back.

    :raises Denied: if somebody else lodged it
    :raises Conflict: if it was decided already
    """
    APPEAL.advance(appeal, "withdraw", actor=actor, at=at)


def _decide(appeal: Appeal, move: str, *, reasons: str, actor: Any, at: datetime) -> None:
    if not reasons.strip():
        raise Invalid("Give your reasons.", field="reasons")
    values = {"decided_by": actor, "decided_at": at, "reasons": reasons.strip()}
    APPEAL.advance(appeal, move, actor=actor, at=at, values=values)
    outbox.owe(
        f"licensing.appeal.{appeal.pk}.decided",
        to=appeal.lodged_by,
        template="licensing/appeal_decided",
        due_at=at,
        reference=appeal.case.reference,
        outcome=appeal.get_state_display(),
        path=appeal.get_absolute_url(),
    )
