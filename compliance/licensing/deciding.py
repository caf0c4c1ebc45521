"""What follows from a decision: its ledger rows, the authorisations with their conditions, the letters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from compliance.licensing import hooks, letters, neighbours, timekeeping
from compliance.licensing.models import Authorisation, Case, Condition, Decision, Transfer, TransferDecision
from compliance.licensing.overtaking import withdraw_applications
from compliance.licensing.states import (
    STILL_LIVE,
    AuthorisationKind,
    AuthorisationState,
    ConditionState,
    DecisionOutcome,
    DueRule,
    LetterKind,
    Outcome,
    Verdict,
)
from compliance.licensing.workflow import AUTHORISATION, CASE
from portal.core import outbox
from portal.core.references import next_reference
from portal.core.words import as_day

KINDS = {
    Outcome.EXCLUDED: AuthorisationKind.EXCLUSION,
    Outcome.NOT_CONTROLLED: AuthorisationKind.NO_LICENCE,
    Outcome.NO_LICENCE: AuthorisationKind.NO_LICENCE,
    Outcome.EXCEPTION: AuthorisationKind.EXCEPTION,
    Outcome.LICENCE: AuthorisationKind.LICENCE,
}
BASES = {
    AuthorisationKind.EXCLUSION: "Excluded from the rules",
    AuthorisationKind.NO_LICENCE: "No licence required",
}


@dataclass(frozen=True)
class Obligation:
    """A condition as it is put into a decision."""

    text: str
    due_rule: str = DueRule.STANDING
    due_on: date | None = None
    owner: Any = None


@dataclass(frozen=True)
class Terms:
    """For how long, how much and on what paper a decision permits."""

    valid_from: date | None = None
    valid_to: date | None = None
    limit: Decimal | None = None
    limit_unit: str = ""
    licence: str = ""


def keep_decision(
    case: Case,
    *,
    outcome: str,
    reasons: str,
    refused: Mapping[int, str],
    permitted_as: str,
    actor: Any,
    at: datetime,
    against_council: str = "",
    replaces: Decision | None = None,
) -> Decision:
    """Write the decision and what it says about each transfer into the ledger."""
    decision = Decision.objects.create(
        case=case,
        outcome=outcome,
        reasons=reasons,
        against_council=against_council,
        decided_by=actor,
        decided_at=at,
        replaces=replaces,
    )
    everything = outcome == DecisionOutcome.REFUSE
    TransferDecision.objects.bulk_create(
        TransferDecision(
            decision=decision,
            transfer=transfer,
            verdict=Verdict.REFUSE if everything or transfer.number in refused else permitted_as,
            reasons=refused.get(transfer.number, ""),
        )
        for transfer in case.transfers.order_by("number")
    )
    return decision


def record_at_once(case: Case, *, at: datetime) -> None:
    """Record a tier 0 case: the rules are published, the result is sampled later by audit."""
    reasons = " ".join(case.routing_effects.order_by("-run", "pk").values_list("reason", flat=True)[:1])
    values = {"checked_at": at, "decided_at": at, "first_contact_at": at}
    CASE.advance(case, "record", actor=None, at=at, values=values, tier=case.tier)
    decision = keep_decision(
        case,
        outcome=DecisionOutcome.RECORDED,
        reasons=reasons or "Recorded at once.",
        refused={},
        permitted_as=Verdict.APPROVE,
        actor=None,
        at=at,
    )
    conclude(case, decision, terms=Terms(), obligations=(), actor=None, at=at)


def conclude(
    case: Case, decision: Decision, *, terms: Terms, obligations: Sequence[Obligation], actor: Any, at: datetime
) -> list[Authorisation]:
    """Stop the clock, issue what is permitted, write the letters and tell the researcher."""
    timekeeping.stop(case, reason=f"{decision.get_outcome_display()}.", at=at)
    permitted = [
        each.transfer
        for each in decision.transfers.exclude(verdict=Verdict.REFUSE)
        .select_related("transfer__item", "transfer__recipient__party")
        .order_by("pk")
    ]
    issued = [
        _issue(decision, kind, basis, transfers, terms=terms, obligations=obligations, actor=actor, at=at)
        for (kind, basis), transfers in _grouped(permitted, terms, on=as_day(at)).items()
    ]
    for authorisation in issued:
        letters.issue(decision, kind=LetterKind.AUTHORISATION, authorisation=authorisation, actor=actor, at=at)
    if decision.outcome in (DecisionOutcome.REFUSE, DecisionOutcome.PART):
        letters.issue(decision, kind=LetterKind.REFUSAL, authorisation=None, actor=actor, at=at)
    if issued and case.supersedes_id:
        _replace_older(case, issued, at=at)
    outbox.owe(
        f"licensing.case.{case.pk}.decided.{decision.pk}",
        to=case.applicant,
        template="licensing/decided",
        due_at=at,
        reference=case.reference,
        outcome=decision.get_outcome_display(),
        path=case.get_absolute_url(),
    )
    return issued


def begin(authorisation: Authorisation, *, actor: Any, at: datetime) -> None:
    """Put an authorisation in force and let higher storeys plan what follows."""
    authorisation.valid_from = authorisation.valid_from or as_day(at)
    values = {"valid_from": authorisation.valid_from, "in_force_at": at}
    AUTHORISATION.advance(authorisation, "begin", actor=actor, at=at, values=values, valid_to=authorisation.valid_to)
    hooks.issued(authorisation, at=at)


def _grouped(transfers: Iterable[Transfer], terms: Terms, *, on: date) -> dict[tuple[str, str], list[Transfer]]:
    """Gather transfers that rest on the same paper."""
    found: dict[tuple[str, str], list[Transfer]] = defaultdict(list)
    for transfer in transfers:
        kind = KINDS[Outcome(transfer.outcome)]
        basis = _basis(transfer, kind, terms)
        if kind == AuthorisationKind.EXCEPTION and _rests_on_general(basis, on=on):
            kind = AuthorisationKind.GENERAL
        found[(kind, basis)].append(transfer)
    return found


def _rests_on_general(basis: str, *, on: date) -> bool:
    """Tell whether everything it rests on is a general authorisation rather than an exception."""
    codes = [code for each in basis.split(", ") for code in each.split() if code]
    return bool(codes) and all(neighbours.is_general(code, on=on) for code in codes)


def _basis(transfer: Transfer, kind: str, terms: Terms) -> str:
    if kind == AuthorisationKind.LICENCE:
        return terms.licence.strip()
    if kind == AuthorisationKind.EXCEPTION:
        standing = transfer.determinations.standing().filter(outcome=Outcome.EXCEPTION)
        return ", ".join(sorted({each for each in standing.values_list("permitted_by", flat=True) if each}))
    return BASES[AuthorisationKind(kind)]


def _issue(
    decision: Decision,
    kind: str,
    basis: str,
    transfers: list[Transfer],
    *,
    terms: Terms,
    obligations: Sequence[Obligation],
    actor: Any,
    at: datetime,
) -> Authorisation:
    case = decision.case
    valid_to = terms.valid_to or (case.ends_on if case.ends_on and case.ends_on >= as_day(at) else None)
    authorisation = Authorisation.objects.create(
        reference=next_reference("AU", as_day(at).year),
        case=case,
        decision=decision,
        state=AuthorisationState.PENDING,
        state_since=at,
        kind=kind,
        basis=basis,
        scope=_scope(transfers),
        valid_from=terms.valid_from,
        valid_to=valid_to,
        limit=terms.limit,
        limit_unit=terms.limit_unit,
        issued_by=actor,
        issued_at=at,
    )
    authorisation.transfers.add(*transfers)
    Condition.objects.bulk_create(
        Condition(
            authorisation=authorisation,
            number=number,
            state=ConditionState.OPEN,
            state_since=at,
            obligation=each.text,
            owner=each.owner or case.applicant,
            due_rule=each.due_rule,
            due_on=each.due_on,
        )
        for number, each in enumerate(obligations, start=1)
    )
    if kind != AuthorisationKind.LICENCE or basis:
        begin(authorisation, actor=actor, at=at)
    return authorisation


def _scope(transfers: list[Transfer]) -> str:
    lines = [
        f"{each.item.name} to {each.party} ({each.destination}), {each.get_mode_display().lower()}"
        for each in transfers
    ]
    return "\n".join(lines)


def _replace_older(case: Case, issued: list[Authorisation], *, at: datetime) -> None:
    """Let the authorisations of the older version end with the first of the new one."""
    older = list(Authorisation.objects.filter(case=case.supersedes, state__in=STILL_LIVE).order_by("pk"))
    for old, new in zip(older, [*issued, *[None] * len(older)], strict=False):
        if new is not None:
            new.replaces = old
            new.save(update_fields=["replaces"])
        AUTHORISATION.advance(
            old, "replace", actor=None, at=at, values={"ended_at": at, "end_reason": f"Replaced by {issued[0]}."}
        )
        withdraw_applications(old, reason=f"Replaced by {issued[0]}.", at=at)
        hooks.ended(old, at=at)
