"""Decide a case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from compliance.licensing import deciding, neighbours, policies
from compliance.licensing.deciding import Obligation, Terms
from compliance.licensing.models import Case, Decision
from compliance.licensing.states import AuthorisationKind, DecisionOutcome, DueRule, Outcome, Verdict
from compliance.licensing.workflow import CASE
from portal.accounts.models import User
from portal.core import outbox
from portal.core.errors import Invalid

MOVES = {
    DecisionOutcome.APPROVE: "approve",
    DecisionOutcome.CONDITIONS: "approve_with_conditions",
    DecisionOutcome.PART: "approve_in_part",
    DecisionOutcome.REFUSE: "refuse",
}


@transaction.atomic
def decide(
    case: Case,
    *,
    verdict: str,
    reasons: str,
    actor: Any,
    at: datetime,
    refused: Mapping[int, str] | None = None,
    conditions: Sequence[Obligation] = (),
    terms: Terms | None = None,
    against_council: str = "",
) -> Decision:
    """
    Decide a case, transfer by transfer. This will issue authorisations and letters and tell the researcher.

    A decision against a unanimous council is put before the other officials and the overseers, with its reasons.

    ``refused`` names the transfers that are refused although others are approved, by number, with the reason for each.

    :raises Denied: if the actor decides no cases, if it is their own, or if only the empowered official may
    :raises Invalid: if reasons, conditions or terms do not fit the verdict
    :raises Conflict: if something stands in the way, or a colleague decided first
    """
    case.looked_at(at)
    refused, terms = dict(refused or {}), terms or Terms()
    outcome = _outcome(case, verdict, refused, conditions)
    CASE.check(case, MOVES[outcome], actor=actor)
    _check(case, outcome, reasons, refused, conditions, terms)
    against = _against(case, outcome, against_council, actor=actor)
    values = {"decided_by": actor, "decided_at": at, "first_contact_at": case.first_contact_at or at}
    CASE.advance(
        case, MOVES[outcome], actor=actor, at=at, values=values, tier=case.tier, against_council=bool(against) or None
    )
    decision = deciding.keep_decision(
        case,
        outcome=outcome,
        reasons=reasons.strip(),
        refused=refused,
        permitted_as=Verdict.CONDITIONS if conditions else Verdict.APPROVE,
        actor=actor,
        at=at,
        against_council=against,
        replaces=case.decisions.order_by("-pk").first(),
    )
    deciding.conclude(case, decision, terms=terms, obligations=conditions, actor=actor, at=at)
    if against:
        _tell_those_above(decision, actor=actor, at=at)
    return decision


def _tell_those_above(decision: Decision, *, actor: Any, at: datetime) -> None:
    """Put the written reasons before the other officials and the overseers: nobody overrules a council unseen."""
    case = decision.case
    for official in User.objects.holding("EmpoweredOfficial", "Overseer").exclude(pk__in=[actor.pk, case.applicant_id]):
        outbox.owe(
            f"licensing.decision.{decision.pk}.against_council.{official.pk}",
            to=official,
            template="licensing/against_council",
            due_at=at,
            reference=case.reference,
            by=str(actor),
            path=f"{case.get_absolute_url()}review/",
        )


def _outcome(case: Case, verdict: str, refused: Mapping[int, str], conditions: Sequence[Obligation]) -> DecisionOutcome:
    if verdict not in Verdict.values:
        raise Invalid("Choose a decision.", field="verdict")
    numbers = set(case.transfers.values_list("number", flat=True))
    if verdict == Verdict.REFUSE or (numbers and set(refused) >= numbers):
        return DecisionOutcome.REFUSE
    if refused:
        return DecisionOutcome.PART
    return DecisionOutcome.CONDITIONS if verdict == Verdict.CONDITIONS else DecisionOutcome.APPROVE


def _check(
    case: Case,
    outcome: DecisionOutcome,
    reasons: str,
    refused: Mapping[int, str],
    conditions: Sequence[Obligation],
    terms: Terms,
) -> None:
    if not reasons.strip():
        raise Invalid("Give your reasons.", field="reasons")
    if outcome == DecisionOutcome.REFUSE:
        return
    if outcome == DecisionOutcome.CONDITIONS and not conditions:
        raise Invalid("Name at least one condition.", field="conditions")
    if outcome == DecisionOutcome.APPROVE and conditions:
        raise Invalid("There are conditions, so choose “Approve with conditions”.", field="verdict")
    if any(not each.text.strip() for each in conditions):
        raise Invalid("Say what each condition asks for.", field="conditions")
    if any(each.due_rule in (DueRule.BY_DATE, DueRule.YEARLY) and each.due_on is None for each in conditions):
        raise Invalid("Give the day of each condition that falls due on one.", field="conditions")
    kept = case.transfers.exclude(number__in=refused)
    if any(not reason.strip() for reason in refused.values()):
        raise Invalid("Say why each of these transfers is refused.", field="refused")
    if kept.filter(outcome=Outcome.PROHIBITED).exists():
        raise Invalid("A prohibited transfer cannot be among those approved.", field="refused")
    _check_terms(terms, needs_licence=kept.filter(outcome=Outcome.LICENCE).exists())


def _check_terms(terms: Terms, *, needs_licence: bool) -> None:
    if terms.valid_from and terms.valid_to and terms.valid_to < terms.valid_from:
        raise Invalid("The last day lies before the first.", field="valid_to")
    if terms.limit is not None and terms.limit <= 0:
        raise Invalid("A limit is more than nothing.", field="limit")
    if terms.licence and not needs_licence:
        raise Invalid("No transfer of this case needs a licence.", field="licence")
    if terms.licence and terms.valid_to is None:
        raise Invalid(f"Give the last day of the {AuthorisationKind.LICENCE.label.lower()}.", field="valid_to")


def _against(case: Case, outcome: DecisionOutcome, words: str, *, actor: Any) -> str:
    """Return the reasons for deciding otherwise than a unanimous council, which only the empowered official may."""
    advice = neighbours.advice_on(case)
    if advice is None or not advice.unanimous or _follows(outcome, advice.recommendation):
        return ""
    policies.may_overrule_council(actor, case)
    if not words.strip():
        raise Invalid("The council was unanimous. Say why you decide otherwise.", field="against_council")
    return words.strip()


def _follows(outcome: DecisionOutcome, recommendation: str) -> bool:
    allowed = {
        Verdict.APPROVE: {DecisionOutcome.APPROVE, DecisionOutcome.CONDITIONS, DecisionOutcome.PART},
        Verdict.CONDITIONS: {DecisionOutcome.CONDITIONS, DecisionOutcome.PART},
        Verdict.REFUSE: {DecisionOutcome.REFUSE},
    }
    return outcome in allowed.get(Verdict(recommendation), set())
