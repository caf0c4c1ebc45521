"""A case as a paper for those who advise on it."""

from typing import Any

from compliance.licensing import neighbours, rules
from compliance.licensing.models import Case
from compliance.licensing.states import ReviewKind
from portal.core import words
from portal.core.pdf import render_pdf


def summary(case: Case) -> str:
    """Return the question to the council in a few sentences."""
    first = case.reviews.standing().filter(kind=ReviewKind.RECOMMENDATION).order_by("-order").first()
    parts = [case.summary]
    if case.end_use:
        parts.append(f"What it will be used for: {case.end_use}")
    if first is not None:
        parts.append(f"The office recommends: {first.get_verdict_display().lower()}. {first.reasons}")
    return "\n\n".join(part for part in parts if part)


def papers(case: Case) -> list[tuple[str, bytes]]:
    """Return the papers of a case: one file with everything the council needs to know."""
    return [(f"{case.reference}.pdf", render_pdf("dossier", contents(case)))]


def contents(case: Case) -> dict[str, Any]:
    """Return everything the paper says, as finished words. Citizenships are not among it."""
    transfers = case.transfers.select_related("item", "recipient__party").order_by("number")
    parties = case.parties.select_related("party").order_by("pk")
    standings = neighbours.screening_details([each.party for each in parties], at=case.moment)
    return {
        "reference": case.reference,
        "title": case.title,
        "activity": case.get_activity_display(),
        "applicant": case.applicant.name,
        "unit": str(case.unit or ""),
        "submitted": words.day(case.submitted_at) if case.submitted_at else "",
        "answers": [
            {"question": each.wording, "answer": each.shown or each.value} for each in case.answers.order_by("pk")
        ],
        "items": [
            {"name": each.name, "kind": each.get_kind_display(), "text": each.description}
            for each in case.items.order_by("pk")
        ],
        "parties": [
            {"name": str(each.party), "role": each.get_role_display(), "screening": _screened(standings[each.party_id])}
            for each in parties
        ],
        "transfers": [
            {
                "number": str(each.number),
                "item": each.item.name,
                "recipient": str(each.party),
                "destination": neighbours.country_name(each.destination),
                "mode": each.get_mode_display(),
                "outcome": each.get_outcome_display(),
            }
            for each in transfers
        ],
        "routing": [
            {"rule": each.rule, "reason": each.reason, "citation": each.citation} for each in newest_effects(case)
        ],
        "questions": [
            {"question": each.question, "answer": each.answer or each.get_state_display()}
            for each in case.requests.order_by("number")
        ],
        "reviews": [
            {
                "kind": each.get_kind_display(),
                "by": each.reviewer.name,
                "verdict": each.get_verdict_display(),
                "agrees": each.agrees,
                "reasons": each.reasons,
                "conditions": each.conditions,
            }
            for each in case.reviews.standing().select_related("reviewer").order_by("order")
        ],
    }


def _screened(status: Any) -> str:
    return f"{status.label}. {status.why} {status.not_shown}".strip()


def newest_effects(case: Case, *, whole: bool = False) -> list[Any]:
    """
    Return what the rules said when the case was last routed, and every time an officer raised the tier.

    What is told of a person by a rule's number alone is for those who review the case: ask for the whole.
    """
    effects = [each for each in case.routing_effects.order_by("run", "pk") if whole or each.rule not in rules.DISCREET]
    last = max((each.run for each in effects if each.rule != "officer"), default=0)
    return [each for each in effects if each.run == last or each.rule == "officer"]
