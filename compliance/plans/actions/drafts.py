"""Drafting a plan from a case, choosing its weight, asking for its issue, taking it back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from compliance.licensing.models import Case
from compliance.plans import contents, duties, policies
from compliance.plans.gathering import Gathered, first_words, gather, head_of
from compliance.plans.models import ControlPlan, PlanEntry, PlanItem, PlanPerson, PlanSection
from compliance.plans.proposing import Proposal, propose
from compliance.plans.states import Part, PlanState, Weight
from compliance.plans.workflow import PLAN
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.references import next_reference
from portal.core.words import as_day


@transaction.atomic
def draft(case: Case, *, actor: Any = None, at: datetime, weight: str = "", reason: str = "") -> ControlPlan | None:
    """
    Draft the plan that a case needs by rule. This will do nothing where no rule asks for one and nobody chose a
    weight, and where the case has a plan.

    :raises Denied: if a person asks who is not of the office, or whose case it is
    :raises Invalid: if a weight is chosen against the rules without a reason
    :raises Conflict: if somebody drafts at the same moment
    """
    policies.may_draft(actor, case)
    found = gather(case)
    proposal = propose(found.facts)
    if (proposal is None and not weight) or case.plans.unfinished().exists():
        return None
    _check_choice(proposal, weight, reason)
    plan = _create(case, proposal, weight=weight, reason=reason.strip(), actor=actor, at=at)
    _fill(plan, found, at=at)
    record_event("plans.plan.drafted", plan, actor=actor, at=at, rule=plan.rule, weight=plan.weight)
    return plan


def _check_choice(proposal: Proposal | None, weight: str, reason: str) -> None:
    if reason.strip():
        return
    if proposal is None:
        raise Invalid("No rule asks for a plan. Say why there is one.", field="reason")
    if weight and weight != proposal.weight:
        raise Invalid("Say why another weight fits better.", field="reason")


def _create(
    case: Case, proposal: Proposal | None, *, weight: str, reason: str, actor: Any, at: datetime
) -> ControlPlan:
    proposed = proposal.weight if proposal else Weight.LETTER
    try:
        with transaction.atomic():
            return ControlPlan.objects.create(
                reference=next_reference("CP", as_day(at).year),
                case=case,
                title=case.title,
                state=PlanState.DRAFT,
                state_since=at,
                weight=weight or proposed,
                proposed_weight=proposed,
                rule=proposal.rule.code if proposal else "by hand",
                rule_reason=proposal.rule.reason if proposal else reason,
                weight_reason=reason,
                purpose=case.summary,
                funded_until=case.ends_on,
                unit=case.unit,
                responsible=case.applicant,
                head=head_of(case.unit, other_than=case.applicant, on=as_day(at)),
                drafted_by=actor,
                drafted_at=at,
            )
    except IntegrityError:
        raise Conflict(f"Somebody has just drafted a plan for {case}.") from None


def _fill(plan: ControlPlan, found: Gathered, *, at: datetime) -> None:
    given = first_words(found)
    parts = [section.part for section in contents.sections_of(plan.weight)]
    PlanSection.objects.bulk_create(PlanSection(plan=plan, part=part, text=given[part]) for part in parts)
    for pk, item in found.items.items():
        _take(plan, item, found.entries.get(pk, set()), at=at)
    PlanPerson.objects.create(
        plan=plan, user=plan.responsible, role="Leads the work", added_by=plan.drafted_by, added_at=at
    )


def _take(plan: ControlPlan, item: Any, entries: Iterable[tuple[str, str]], *, at: datetime) -> PlanItem:
    kept = PlanItem.objects.create(plan=plan, item=item, name=item.name, kind=item.kind, added_at=at)
    PlanEntry.objects.bulk_create(PlanEntry(item=kept, regime=regime, code=code) for regime, code in sorted(entries))
    return kept


@transaction.atomic
def follow(plan: ControlPlan, case: Case, *, actor: Any = None, at: datetime) -> None:
    """
    Let a plan follow its case to the version that replaced it, and take in what the new version adds.

    :raises Conflict: if the case is not the successor of the plan's own
    """
    if case.supersedes_id != plan.case_id:
        raise Conflict(f"{case} does not replace {plan.case}.")
    before = plan.case
    plan.case = case
    plan.save(update_fields=["case"])
    found = gather(case)
    known = {pk for pair in plan.items.values_list("item", "item__copied_from") for pk in pair if pk is not None}
    added = [
        _take(plan, item, found.entries.get(pk, set()), at=at)
        for pk, item in found.items.items()
        if pk not in known and item.copied_from_id not in known
    ]
    record_event("plans.plan.followed", plan, actor=actor, at=at, case=case.reference)
    if added:
        names = ", ".join(item.name for item in added)
        duties.changed(
            plan,
            Part.ITEMS,
            what=f"Added: {names}.",
            reason=f"{case} replaces {before}.",
            actor=actor,
            at=at,
        )


@transaction.atomic
def choose_weight(plan: ControlPlan, *, weight: str, reason: str, actor: Any, at: datetime) -> None:
    """
    Give a draft another weight than the rules propose.

    :raises Denied: if the actor is not of the office, or has a part in the plan
    :raises Invalid: if there is no such weight, or no reason
    :raises Conflict: if it is no draft any more
    """
    policies.may_choose_weight(actor, plan)
    if weight not in Weight.values:
        raise Invalid("Choose a weight.", field="weight")
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    changes = {"weight": weight, "weight_reason": reason.strip()}
    if not ControlPlan.objects.filter(pk=plan.pk, state=PlanState.DRAFT).update(**changes):
        raise Conflict(f"{plan} is no draft any more.")
    before, plan.weight, plan.weight_reason = plan.weight, weight, reason.strip()
    given = first_words(gather(plan.case))
    written = set(plan.sections.values_list("part", flat=True))
    missing = [section.part for section in contents.sections_of(weight) if section.part not in written]
    PlanSection.objects.bulk_create(PlanSection(plan=plan, part=part, text=given[part]) for part in missing)
    record_event("plans.plan.weight_chosen", plan, actor=actor, at=at, before=before, after=weight)


def ask_for_issue(plans: Iterable[ControlPlan], *, actor: Any, at: datetime) -> int:
    """
    Ask for many drafts to be sent to be signed. Each is sent by the portal soon after; one that is not whole stays a
    draft and says what is missing. Return how many were asked for.

    :raises Denied: if the actor may not send one of them; then none is
    """
    chosen = list(plans)
    for plan in chosen:
        policies.may_send(actor, plan)
    with transaction.atomic():
        waiting = ControlPlan.objects.filter(
            pk__in=[plan.pk for plan in chosen], state=PlanState.DRAFT, issue_asked_at=None
        )
        asked = list(waiting)
        waiting.update(issue_asked_by=actor, issue_asked_at=at)
        for plan in asked:
            record_event("plans.plan.issue_asked", plan, actor=actor, at=at)
    return len(asked)


@transaction.atomic
def withdraw(plan: ControlPlan, *, reason: str, actor: Any, at: datetime) -> None:
    """
    Take a plan back that is not needed.

    :raises Denied: if the actor is not of the office, or has a part in the plan
    :raises Invalid: if no reason is given
    :raises Conflict: if it is in force, or over
    """
    if not reason.strip():
        raise Invalid("Say why.", field="reason")
    PLAN.advance(plan, "withdraw", actor=actor, at=at, reason=reason.strip())
    duties.end(plan, at=at)


@transaction.atomic
def give_up_issue(plan: ControlPlan, *, why: str, actor: Any = None, at: datetime) -> None:
    """Take a draft that is not whole out of the issue, and write down what is missing."""
    if ControlPlan.objects.filter(pk=plan.pk, state=PlanState.DRAFT).update(issue_asked_by=None, issue_asked_at=None):
        record_event("plans.plan.not_issued", plan, actor=actor, at=at, why=why)
