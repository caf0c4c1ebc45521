"""Submit a case, check it, route it; withdraw it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from compliance.licensing import describing, facts, neighbours, policies, questions, rules, targets
from compliance.licensing.actions.marks import mark
from compliance.licensing.drafting import Draft
from compliance.licensing.models import Case, CaseFlag, RoutingEffect, Transfer, TransferDetermination
from compliance.licensing.states import PERMISSIVE, UNDER_REVIEW, CaseState, ClockSide, Outcome, RequestState, Tier
from compliance.licensing.workflow import CASE
from portal.core import outbox
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.words import as_day

STRICTEST = (
    Outcome.PROHIBITED,
    Outcome.LICENCE,
    Outcome.NEEDS_PERSON,
    Outcome.EXCEPTION,
    Outcome.NO_LICENCE,
    Outcome.NOT_CONTROLLED,
    Outcome.EXCLUDED,
)
QUEUES = {Tier.RECORDED: "", Tier.OFFICER: "officer", Tier.SECOND: "second", Tier.COUNCIL: "council"}


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
    CASE.advance(
        case, "submit", actor=actor, at=at, values={"submitted_at": at, "attested_by": actor}, version=case.version
    )
    draft = Draft(case)
    _fill_columns(case, draft)
    _make_transfers(case, draft)
    _raise_signs(case, draft, actor=actor, at=at)
    outbox.withdraw(f"licensing.case.{case.pk}.handed_over.", at=at)
    mark(case, side=ClockSide.WITH_US, reason="Submitted, complete.", at=at)
    _tell(case, "submitted", at=at)
    if case.supersedes is not None:
        _supersede(case.supersedes, by=case, at=at)


def check(case: Case, *, at: datetime) -> None:
    """
    Screen, determine and route a case that was submitted. This will do nothing to a case that was checked already.

    Screenings are kept one by one; determinations, routing and the move are one transaction. Where the portal
    stopped in between, checking again finishes the work.
    """
    case.refresh_from_db()
    if case.state != CaseState.CHECKING:
        return
    for part in case.parties.select_related("party"):
        neighbours.screen(part.party, actor=None, at=at)
    _finish(case, at=at)


@transaction.atomic
def _finish(case: Case, *, at: datetime) -> None:
    from compliance.licensing.actions.decisions import record_at_once

    case.looked_at(at)
    determine_all(case, actor=None, at=at)
    route(case, at=at)
    if case.tier == Tier.RECORDED:
        record_at_once(case, at=at)
        return
    CASE.advance(case, "route", actor=None, at=at, values={"checked_at": at}, tier=case.tier, queue=case.queue)


@transaction.atomic
def check_again(case: Case, *, actor: Any, at: datetime) -> None:
    """
    Screen, determine and route once more, because a match was settled or a list changed.

    What an officer determined stays, unless ``determine`` is undone. A different answer overtakes the reviews.

    :raises Denied: if the actor reviews no cases, or this is their own
    :raises Conflict: if the case is not with the office
    """
    policies.may_review(actor, case)
    if case.state not in UNDER_REVIEW:
        raise Conflict(f"{case} is {case.get_state_display().lower()}.")
    for part in case.parties.select_related("party"):
        neighbours.screen(part.party, actor=actor, at=at)
    case.looked_at(at)
    before = (case.tier, _outcomes(case))
    determine_all(case, actor=actor, at=at)
    route(case, at=at)
    after = (case.tier, _outcomes(case))
    record_event("licensing.case.checked_again", case, actor=actor, at=at, tier=case.tier)
    if before != after:
        overtake(case, because="The case was checked again, with another result.", at=at)


def determine_all(case: Case, *, actor: Any, at: datetime) -> None:
    """Determine every transfer under every regime, except where an officer has determined by hand."""
    screening = neighbours.screening_of(case)
    for transfer in case.transfers.select_related("case", "item", "recipient__party"):
        mapping = describing.transfer_mapping(
            transfer, screening=screening.get(transfer.party, neighbours.NOT_SCREENED), as_of=as_day(at)
        )
        answers = neighbours.determine(transfer.reference, mapping, actor=actor, at=at)
        for answer in answers:
            _keep(transfer, answer, at=at)
        settle_outcome(transfer)


def settle_outcome(transfer: Transfer) -> None:
    """Keep the strictest standing answer with the transfer. No answer at all is a question for a person."""
    found = set(transfer.determinations.standing().values_list("outcome", flat=True))
    transfer.outcome = next((outcome for outcome in STRICTEST if outcome in found), Outcome.NEEDS_PERSON)
    transfer.save(update_fields=["outcome"])


def route(case: Case, *, at: datetime) -> None:
    """Derive the facts, ask every rule, keep what each said, and set tier, queue and target."""
    settings = targets.values(on=as_day(at))
    effects = rules.apply(facts.facts_of(case), settings)
    run = (case.routing_effects.order_by("-run").values_list("run", flat=True).first() or 0) + 1
    for effect in effects:
        RoutingEffect.objects.create(
            case=case,
            run=run,
            rule=effect.rule.id,
            version=effect.rule.version,
            tier=effect.rule.tier,
            reason=effect.reason,
            citation=effect.rule.citation,
            facts=effect.read,
            at=at,
        )
    raised = [each.tier for each in case.routing_effects.filter(rule__startswith="officer", run__lt=run)]
    set_tier(case, max([rules.tier_of(effects), *raised]), at=at)


def set_tier(case: Case, tier: int, *, at: datetime) -> None:
    """Give the case its tier, its queue and the day by which the office means to answer."""
    from compliance.licensing.actions.marks import keep_target

    case.tier, case.queue = tier, QUEUES[Tier(tier)]
    case.save(update_fields=["tier", "queue"])
    keep_target(case, at=at)


@transaction.atomic
def withdraw(case: Case, *, actor: Any, at: datetime, reason: str = "") -> None:
    """
    Withdraw a case, or throw a draft away. This will take it back from the council and stop its clock.

    :raises Denied: if the actor is not the researcher
    :raises Conflict: if it is decided already
    """
    was_draft = case.is_draft
    CASE.advance(case, "withdraw", actor=actor, at=at, reason=reason or None)
    if was_draft:
        return
    stop(case, reason="Withdrawn.", at=at)
    neighbours.withdraw_referral(case, reason="The case was withdrawn.", actor=None, at=at)


def stop(case: Case, *, reason: str, at: datetime) -> None:
    """Stop the clock for good and take back what waits to be sent about open questions."""
    mark(case, side=ClockSide.STOPPED, reason=reason, at=at)
    case.requests.filter(state=RequestState.OPEN).update(
        state=RequestState.CLOSED, state_since=at, closed_reason=reason
    )
    outbox.withdraw(f"licensing.request.{case.pk}.", at=at)


def overtake(case: Case, *, because: str, at: datetime) -> None:
    """Invalidate what was reviewed before the case changed; nothing is deleted. A concluded advice counts no more."""
    case.reviews.standing().update(invalidated_at=at, invalidated_because=because)
    if case.referral_id and neighbours.advice_on(case) is not None:
        case.referral = None
        case.save(update_fields=["referral"])


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
    for number, planned in enumerate(draft.transfers, start=1):
        Transfer.objects.create(
            case=case,
            number=number,
            item=planned.item,
            recipient=planned.recipient,
            mode=planned.mode,
            destination=planned.destination,
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


def _keep(transfer: Transfer, answer: neighbours.Answer, *, at: datetime) -> None:
    standing = transfer.determinations.standing().filter(regime=answer.regime)
    if standing.filter(determined_by__isnull=False).exists():
        return
    standing.update(stands=False)
    TransferDetermination.objects.create(
        transfer=transfer,
        regime=answer.regime,
        outcome=answer.outcome,
        entries=" ".join(answer.entries),
        review_policy=answer.review_policy,
        permitted_by=answer.permitted_by[:120],
        verified=answer.outcome in PERMISSIVE,
        determined_at=at,
    )


def _outcomes(case: Case) -> list[tuple[int, str]]:
    return list(case.transfers.order_by("number").values_list("number", "outcome"))


def _supersede(old: Case, *, by: Case, at: datetime) -> None:
    """Let an open older version give way; one that was decided keeps its decision and its authorisations."""
    if old.state not in CASE.moves["supersede"].sources:
        return
    was_running = old.state != CaseState.RETURNED
    CASE.advance(old, "supersede", actor=None, at=at, by=by.reference)
    if was_running:
        stop(old, reason=f"Replaced by {by}.", at=at)
    neighbours.withdraw_referral(old, reason=f"Replaced by {by}.", actor=None, at=at)


def _tell(case: Case, template: str, *, at: datetime) -> None:
    outbox.owe(
        f"licensing.case.{case.pk}.{template}",
        to=case.applicant,
        template=f"licensing/{template}",
        due_at=at,
        reference=case.reference,
        target_on=case.target_on,
        path=case.get_absolute_url(),
    )
