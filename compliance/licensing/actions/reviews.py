"""What the office does with a case: take it, recommend, review a second time, raise its tier, send it back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.licensing import determining, dossier, neighbours, policies, routing, timekeeping
from compliance.licensing.models import Case, Review, RoutingEffect, Transfer, TransferDetermination
from compliance.licensing.overtaking import overtake
from compliance.licensing.states import (
    UNDER_REVIEW,
    CaseState,
    Outcome,
    ReviewKind,
    Tier,
    Verdict,
)
from compliance.licensing.workflow import CASE
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event


@transaction.atomic
def assign(cases: Iterable[Case], *, officer: Any, actor: Any, at: datetime) -> int:
    """
    Put cases into an officer's hands, all or none. This will return how many changed hands.

    :raises Denied: if the actor may not review one of them
    :raises Invalid: if the officer may not review one of them
    :raises Conflict: if a case is not under review
    """
    changed = 0
    for case in cases:
        policies.may_review(actor, case)
        if not policies.may_review.allows(officer, case):
            why = "it is their own matter, or they take no part in it"
            raise Invalid(f"{case} cannot go to {officer}: {why}. Choose somebody else.", field="officer")
        if case.state not in UNDER_REVIEW:
            raise Conflict(f"{case} is {case.get_state_display().lower()}.")
        if case.officer_id == officer.pk:
            continue
        case.officer = officer
        case.first_contact_at = case.first_contact_at or at
        case.save(update_fields=["officer", "first_contact_at"])
        record_event("licensing.case.assigned", case, actor=actor, at=at, officer=officer.pk)
        changed += 1
    return changed


@transaction.atomic
def recommend(case: Case, *, verdict: str, reasons: str, actor: Any, at: datetime, conditions: str = "") -> Review:
    """
    Recommend a decision to the second reviewer.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Invalid: if there are no reasons, or the verdict and the conditions do not fit
    :raises Conflict: if the case is not with the office, needs no second review, or waits for an answer
    """
    _check_words(verdict, reasons, conditions)
    case.looked_at(at)
    values = {"first_contact_at": case.first_contact_at or at}
    CASE.advance(case, "recommend", actor=actor, at=at, values=values, verdict=verdict)
    overtaken = case.reviews.standing()
    overtaken.update(invalidated_at=at, invalidated_because="A new recommendation was made.")
    return _keep(case, ReviewKind.RECOMMENDATION, verdict, reasons, conditions, actor=actor, at=at)


@transaction.atomic
def give_second_review(
    case: Case, *, agrees: bool, reasons: str, actor: Any, at: datetime, conditions: str = ""
) -> Review:
    """
    Agree or disagree with a colleague's recommendation. At tier 3 agreeing sends the case to the council.

    :raises Denied: if the actor is no second reviewer, made the recommendation, or this is their own case
    :raises Invalid: if there are no reasons
    :raises Conflict: if the case is not in second review
    """
    if not reasons.strip():
        raise Invalid("Give your reasons.", field="reasons")
    determining.stand_still(case)
    case.looked_at(at)
    first = case.reviews.standing().filter(kind=ReviewKind.RECOMMENDATION).order_by("-order").first()
    if case.state != CaseState.SECOND_REVIEW or first is None:
        raise Conflict(f"{case} is {case.get_state_display().lower()}.")
    to_council = (case.tier or 0) >= Tier.COUNCIL and neighbours.advice_on(case) is None
    move = "disagree" if not agrees else "agree_and_refer" if to_council else "agree"
    CASE.check(case, move, actor=actor)
    review = _keep(
        case, ReviewKind.SECOND, first.verdict, reasons, conditions, of=first, agrees=agrees, actor=actor, at=at
    )
    if move == "agree_and_refer":
        case.referral = neighbours.refer(
            case, summary=dossier.summary(case), papers=dossier.papers(case), due_on=case.target_on, actor=actor, at=at
        )
        case.save(update_fields=["referral"])
    CASE.advance(case, move, actor=actor, at=at, agrees=agrees)
    return review


@transaction.atomic
def take_up_advice(case: Case, *, actor: Any, at: datetime) -> None:
    """
    Take a case up again after the council has concluded. The portal does so by itself within minutes.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Conflict: if the council has not concluded
    """
    advice = neighbours.advice_on(case)
    CASE.advance(case, "take_up", actor=actor, at=at, recommendation=advice.recommendation if advice else None)


@transaction.atomic
def raise_tier(case: Case, *, tier: int, reason: str, actor: Any, at: datetime) -> None:
    """
    Give a case more review than the rules ask for. It can never be given less.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Invalid: if no reason is given, or the tier is not higher
    :raises Conflict: if the case is not with the office
    """
    policies.may_review(actor, case)
    determining.stand_still(case)
    if case.state not in (CaseState.OFFICER_REVIEW, CaseState.AWAITING_DECISION, CaseState.SECOND_REVIEW):
        raise Conflict(f"{case} is {case.get_state_display().lower()}.")
    if tier not in Tier.values or case.tier is None or tier <= case.tier:
        raise Invalid("Choose a higher tier than the present one.", field="tier")
    if not reason.strip():
        raise Invalid("Say why the case needs more review.", field="reason")
    RoutingEffect.objects.create(
        case=case,
        run=routing.next_run(case),
        rule=routing.RAISED,
        version=1,
        tier=tier,
        reason=reason.strip(),
        citation=f"Raised by {actor}",
        at=at,
    )
    routing.set_tier(case, tier, at=at)
    if case.state == CaseState.AWAITING_DECISION:
        overtake(case, because="The case was given more review.", at=at)
    record_event("licensing.case.tier_raised", case, actor=actor, at=at, tier=tier, reason=reason)


@transaction.atomic
def determine(
    transfer: Transfer,
    *,
    regime: str,
    outcome: str,
    reasons: str,
    actor: Any,
    at: datetime,
    permitted_by: str = "",
    entries: str = "",
) -> TransferDetermination:
    """
    Determine a transfer by hand, with reasons, where the rules give no certain answer or an officer knows better.

    This will route the case anew, to more review where the answer asks for it and never to less, and overtake reviews.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Invalid: if the outcome is none, or there are no reasons
    :raises Conflict: if the case is not under review
    """
    case = transfer.case
    policies.may_review(actor, case)
    determining.stand_still(case)
    if case.state not in UNDER_REVIEW:
        raise Conflict(f"{case} is {case.get_state_display().lower()}.")
    if outcome not in Outcome.values or outcome == Outcome.NEEDS_PERSON:
        raise Invalid("Choose an answer.", field="outcome")
    if not reasons.strip():
        raise Invalid("Give your reasons, with the rule that you rely on.", field="reasons")
    if outcome == Outcome.EXCEPTION and not permitted_by.strip():
        raise Invalid("Name the exception or general authorisation.", field="permitted_by")
    if outcome == Outcome.LICENCE and not entries.strip():
        raise Invalid("Name the control entry that asks for the licence.", field="entries")
    if not regime.strip():
        raise Invalid("Choose the regime.", field="regime")
    found = determining.replace(
        transfer,
        regime,
        at=at,
        outcome=outcome,
        reasons=reasons.strip(),
        permitted_by=permitted_by.strip(),
        entries=" ".join(entries.replace(",", " ").split())[:300],
        determined_by=actor,
    )
    determining.settle(transfer)
    record_event(
        "licensing.transfer.determined",
        case,
        actor=actor,
        at=at,
        transfer=transfer.number,
        regime=regime,
        outcome=outcome,
    )
    overtake(case, because=f"Transfer {transfer.number} was determined anew.", at=at)
    routing.route(case.looked_at(at), at=at)
    return found


@transaction.atomic
def send_back(case: Case, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Return a case without a decision, for a reason that the researcher can act on.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Invalid: if no reason is given
    :raises Conflict: if the case is not with the office
    """
    if not reason.strip():
        raise Invalid("Say what the researcher should do.", field="reason")
    CASE.advance(case, "send_back", actor=actor, at=at, reason=reason.strip())
    timekeeping.stop(case, reason="Returned without a decision.", at=at)
    outbox.owe(
        f"licensing.case.{case.pk}.returned.{at.isoformat()}",
        to=case.applicant,
        template="licensing/returned",
        due_at=at,
        reference=case.reference,
        path=case.get_absolute_url(),
    )


def _check_words(verdict: str, reasons: str, conditions: str) -> None:
    if verdict not in Verdict.values:
        raise Invalid("Choose what you recommend.", field="verdict")
    if not reasons.strip():
        raise Invalid("Give your reasons.", field="reasons")
    if verdict == Verdict.CONDITIONS and not conditions.strip():
        raise Invalid("Name at least one condition.", field="conditions")


def _keep(
    case: Case,
    kind: str,
    verdict: str,
    reasons: str,
    conditions: str,
    *,
    actor: Any,
    at: datetime,
    of: Review | None = None,
    agrees: bool = True,
) -> Review:
    return Review.objects.create(
        case=case,
        order=case.reviews.count() + 1,
        kind=kind,
        verdict=verdict,
        agrees=agrees,
        of=of,
        reasons=reasons.strip(),
        conditions=conditions.strip(),
        reviewer=actor,
        at=at,
    )
