"""Decisions of tier 2 and 3 that bear one signature."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.licensing.models import Decision, Review
from compliance.licensing.states import DecisionOutcome, ReviewKind, Tier
from portal.core.batches import by_key

PERMITTING = (DecisionOutcome.APPROVE, DecisionOutcome.CONDITIONS, DecisionOutcome.PART)


@check(
    "second-reviewer",
    title="Decided without the second reviewer",
    why="From tier 2 on, two people look at a case, and neither of them twice.",
    severity=Severity.HIGH,
)
def find(_at: datetime) -> Iterator[Trouble]:
    """Name approvals for which no second person had agreed when they were given."""
    second = Review.objects.filter(
        case=OuterRef("case"), kind=ReviewKind.SECOND, agrees=True, at__lte=OuterRef("decided_at")
    ).exclude(reviewer=F("of__reviewer"))
    alone = Decision.objects.filter(
        ~Exists(second), outcome__in=PERMITTING, case__tier__gte=Tier.SECOND, replaced_by=None
    )
    for decision in by_key(alone.select_related("case")):
        yield Trouble(
            key=(decision.pk,),
            title=f"{decision.case} was decided without the second reviewer",
            detail=f"The case is of tier {decision.case.tier}. It was {decision.get_outcome_display().lower()} on "
            f"{decision.decided_at:%-d %B %Y}, and no second person had agreed to the recommendation by then.",
            case_id=decision.case_id,
            unit_id=decision.case.unit_id,
            concerns_id=decision.decided_by_id,
        )
