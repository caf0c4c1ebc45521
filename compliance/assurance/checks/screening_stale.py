"""Approvals that rest on lists which had been replaced by then."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.checks.second_reviewer import PERMITTING
from compliance.assurance.states import Severity
from compliance.licensing.models import CaseParty
from compliance.screening.models import ListVersion, ScreeningRun, Sweep
from compliance.screening.states import Outcome
from portal.core.batches import by_key

ALLOWANCE = timedelta(days=1)  # a new edition is swept within minutes; a day is generous


@check(
    "screening-stale",
    title="Approved while a screening was stale",
    why="A party that was clear on last month's list may be on today's.",
    severity=Severity.HIGH,
)
def find(_at: datetime) -> Iterator[Trouble]:
    """Name parties of approved cases whom nobody had compared with the lists in force at the decision."""
    made = ScreeningRun.objects.filter(party=OuterRef("party"), ran_at__lte=OuterRef("decided_at"))
    made = made.exclude(outcome=Outcome.NOT_SCREENED)
    replaced = ListVersion.objects.filter(
        bases=OuterRef("basis"), in_force_to__lt=OuterRef(OuterRef("decided_at")) - ALLOWANCE
    )
    swept = Sweep.objects.filter(
        began_at__gte=OuterRef("party__registered_at"),
        began_at__gt=OuterRef("decided_at") - timedelta(days=7),
        ended_at__lte=OuterRef("decided_at"),
        problem="",
    )
    parts = CaseParty.objects.filter(
        case__decisions__outcome__in=PERMITTING, case__decisions__replaced_by=None
    ).annotate(decided_at=F("case__decisions__decided_at"), decided_by=F("case__decisions__decided_by"))
    stale = parts.filter(~Exists(made.filter(~Exists(replaced))), ~Exists(swept))
    for part in by_key(stale.select_related("case", "party")):
        yield Trouble(
            key=(part.case_id, part.party_id, part.decided_at.isoformat()),
            title=f"{part.case} was approved on a stale screening",
            detail=f"{part.party} had not been compared with the lists that were in force when the case was approved "
            f"on {part.decided_at:%-d %B %Y}.",
            case_id=part.case_id,
            unit_id=part.case.unit_id,
            concerns_id=part.decided_by,
        )
