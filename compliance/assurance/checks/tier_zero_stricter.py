"""What was recorded at once, and would not be permitted so today."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.licensing import determining
from compliance.licensing.models import Authorisation, Transfer
from compliance.licensing.states import AuthorisationState, CaseState, Outcome
from portal.core.batches import batches
from portal.core.words import as_day


@check(
    "tier-zero-stricter",
    title="Recorded at once, and judged more strictly today",
    why="Rules and facts change after a case of tier 0 was recorded, and nobody has looked at it but the rules.",
    severity=Severity.HIGH,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name transfers of recorded cases in force that the rules and facts of today answer more strictly."""
    live = Authorisation.objects.filter(transfers=OuterRef("pk"), state=AuthorisationState.IN_FORCE)
    recorded = Transfer.objects.filter(Exists(live), case__state=CaseState.RECORDED)
    for batch in batches(recorded.select_related("case", "item", "recipient__party")):
        now = determining.answers_now(batch, on=as_day(at))
        for transfer in batch:
            answer = now[transfer.pk]
            if not determining.is_stricter(answer, than=transfer.outcome):
                continue
            yield Trouble(
                key=(transfer.pk, answer),
                title=f"{transfer.case} was recorded at once, and is judged more strictly today",
                detail=f"Transfer {transfer.reference}, {transfer.item} to {transfer.party}: recorded as "
                f"“{transfer.get_outcome_display().lower()}”, and today’s rules and facts say "
                f"“{Outcome(answer).label.lower()}”. Suspend the authorisation, and have the case opened again.",
                case_id=transfer.case_id,
                unit_id=transfer.case.unit_id,
            )
