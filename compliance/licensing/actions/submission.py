"""Submit a case and have it checked; check it again; withdraw it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.licensing import deciding, neighbours, policies, questions, routing, searching, timekeeping
from compliance.licensing.determining import determine_all, outcomes, stand_still
from compliance.licensing.drafting import Draft, read_once
from compliance.licensing.models import Case, CaseFlag, Transfer
from compliance.licensing.overtaking import overtake
from compliance.licensing.states import UNDER_REVIEW, CaseState, ClockSide, Tier
from compliance.licensing.workflow import CASE
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event


@transaction.atomic
def submit(case: Case, *, actor: Any, at: datetime, attested: bool) -> None:
    """
    Sign and submit a case. This will turn its answers into rows and start the office's clock.

    A second press of the button finds the case submitted and is refused, so nothing is doubled.

    :raises Denied: if the actor is not the researcher
    :raises Invalid: if the statement was not confirmed
    :raises Conflict: if something is missing, or the case was submitted already
    """
    policies.may_attest(actor, case)
    if not attested:
        raise Invalid("Confirm the statement before you submit.", field="attested")
    was_handed_over = case.state == CaseState.AWAITING_ATTESTATION
    values = {"submitted_at": at, "attested_by": actor}
    with read_once(case) as draft:
        CASE.advance(case, "submit", actor=actor, at=at, values=values, version=case.version)
        _fill_columns(case, draft)
        _make_transfers(case, draft)
        _raise_signs(case, draft, actor=actor, at=at)
        searching.gather(draft, at=at)
    if was_handed_over:
        outbox.withdraw(f"licensing.case.{case.pk}.handed_over.", at=at)
    timekeeping.mark(case, side=ClockSide.WITH_US, reason="Submitted, complete.", at=at)
    if case.supersedes is not None:
        _supersede(case.supersedes, by=case, at=at)


def check(case: Case, *, at: datetime) -> None:
    """
    Screen, determine and route a case that was submitted. This will do nothing to a case that was checked already.

    Screenings are kept one by one; determinations, routing and the move are one transaction. Where the portal
    stopped in between, checking again finishes the work.
    """
    case.refresh_from_db(from_queryset=Case.objects.select_related("applicant", "unit"))
    if case.state != CaseState.CHECKING:
        return
    for part in case.parties.select_related("party"):
        neighbours.screen(part.party, actor=None, at=at)
    _finish(case, at=at)


@transaction.atomic
def check_again(case: Case, *, actor: Any, at: datetime) -> None:
    """
    Screen, determine and route once more, because a match was settled or a list changed.

    What an officer determined by hand stays. A different result overtakes the reviews.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Conflict: if the case is not under review
    """
    policies.may_review(actor, case)
    stand_still(case)
    if case.state not in UNDER_REVIEW:
        raise Conflict(f"{case} is {case.get_state_display().lower()}.")
    before = (case.tier, outcomes(case))
    for part in case.parties.select_related("party"):
        neighbours.screen(part.party, actor=actor, at=at)
    case.looked_at(at)
    determine_all(case, actor=actor, at=at)
    routing.route(case, at=at)
    record_event("licensing.case.checked_again", case, actor=actor, at=at, tier=case.tier)
    if before != (case.tier, outcomes(case)):
        overtake(case, because="The case was checked again, with another result.", at=at)


@transaction.atomic
def withdraw(case: Case, *, actor: Any, at: datetime, reason: str = "") -> None:
    """
    Withdraw a case, or throw a draft away. This will take it back from the council and stop its clock.

    :raises Denied: if the actor is not the researcher
    :raises Conflict: if it is decided already
    """
    was_draft = case.is_draft
    CASE.advance(case, "withdraw", actor=actor, at=at, reason=reason or None)
    if not was_draft:
        timekeeping.stop(case, reason="Withdrawn.", at=at)
        neighbours.withdraw_referral(case, reason="The case was withdrawn.", actor=None, at=at)


@transaction.atomic
def _finish(case: Case, *, at: datetime) -> None:
    stand_still(case)
    if case.state != CaseState.CHECKING:
        return
    case.looked_at(at)
    determine_all(case, actor=None, at=at)
    routing.route(case, at=at)
    if case.tier == Tier.RECORDED:
        deciding.record_at_once(case, at=at)
        return
    CASE.advance(case, "route", actor=None, at=at, values={"checked_at": at}, tier=case.tier, queue=case.queue)
    outbox.owe(
        f"licensing.case.{case.pk}.submitted",
        to=case.applicant,
        template="licensing/submitted",
        due_at=at,
        reference=case.reference,
        target_on=case.target_on,
        path=case.get_absolute_url(),
    )


def _fill_columns(case: Case, draft: Draft) -> None:
    filled = []
    for section in draft.set.sections:
        for question in section.questions:
            if question.fills:
                value: Any = draft.answers.get(question.id, "")
                if question.kind == "day":
                    value = date.fromisoformat(value) if value else None
                setattr(case, question.fills, value)
                filled.append(question.fills)
    case.save(update_fields=filled)


def _make_transfers(case: Case, draft: Draft) -> None:
    Transfer.objects.bulk_create(
        Transfer(
            case=case,
            number=number,
            item=planned.item,
            recipient=planned.recipient,
            mode=planned.mode,
            destination=planned.destination,
        )
        for number, planned in enumerate(draft.transfers, start=1)
    )


def _raise_signs(case: Case, draft: Draft, *, actor: Any, at: datetime) -> None:
    question = questions.set_for(case.activity).question("signs")
    words = dict(question.choices) if question else {}
    for sign in draft.signs:
        CaseFlag.objects.create(
            case=case,
            code=sign,
            title=words[sign],
            evidence=draft.answers.get("sign_details", ""),
            raised_by=actor,
            raised_at=at,
        )


def _supersede(old: Case, *, by: Case, at: datetime) -> None:
    """Let an open older version give way; one that was decided keeps its decision and its authorisations."""
    if old.state not in CASE.moves["supersede"].sources:
        return
    was_running = old.state != CaseState.RETURNED
    CASE.advance(old, "supersede", actor=None, at=at, by=by.reference)
    if was_running:
        timekeeping.stop(old, reason=f"Replaced by {by}.", at=at)
    neighbours.withdraw_referral(old, reason=f"Replaced by {by}.", actor=None, at=at)
