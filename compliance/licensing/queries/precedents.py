"""Earlier decisions about the same item, the same party or the same technology."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from compliance.licensing.models import Case, CaseItem, CaseParty, Decision
from compliance.licensing.states import DecisionOutcome

SHOWN = 10
LOOKED_AT = 200


@dataclass(frozen=True)
class Precedent:
    """A decision and what makes it one to look at."""

    decision: Decision
    because: str


def precedents_of(case: Case, *, actor: Any) -> list[Precedent]:
    """
    Return the newest decisions that people made on cases with something in common, as far as the actor sees them.

    A member of the council, who sees their own cases only, is shown none of the others.
    """
    parties = set(case.parties.values_list("party", flat=True))
    items = list(case.items.values_list("pk", "copied_from", "name", "basket"))
    families = {family for pk, copied, _, _ in items for family in (pk, copied) if family}
    names, baskets = {name for _, _, name, _ in items}, {basket for _, _, _, basket in items}
    common = (
        ("the same item", CaseItem.objects.filter(copied_from__in=families)),
        ("the same item", CaseItem.objects.filter(name__in=names)),
        ("the same party", CaseParty.objects.filter(party__in=parties)),
        ("the same technology", CaseItem.objects.filter(basket__in=baskets)),
    )
    found: dict[int, Precedent] = {}
    for because, rows in common:
        others = Case.objects.visible_to(actor).filter(pk__in=_newest(rows, case), decided_by__isnull=False)
        decisions = Decision.objects.filter(case__in=others).exclude(outcome=DecisionOutcome.RECORDED)
        for decision in decisions.select_related("case", "decided_by").order_by("-decided_at", "-pk")[:SHOWN]:
            found.setdefault(decision.pk, Precedent(decision, because))
    return list(found.values())[:SHOWN]


def _newest(rows: QuerySet, case: Case) -> list[int]:
    """Return the newest cases among them; an index has them in this order, and more than anybody reads is not read."""
    return list(rows.exclude(case=case).order_by("-case_id").values_list("case_id", flat=True)[:LOOKED_AT])
