"""What was recorded at once on facts that are no longer so."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.licensing.models import Authorisation, CaseParty
from compliance.licensing.states import AuthorisationState, CaseState
from compliance.screening.models import Hit
from portal.core.batches import by_key
from portal.core.words import as_day


@check(
    "tier-zero-changed",
    title="Recorded at once, and the facts have changed",
    why="Nobody looked at a case of tier 0; what it rests on has to stay so while the authorisation is used.",
    severity=Severity.MEDIUM,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name parties of recorded cases in force that were changed, or resemble somebody on a list, since then."""
    live = Authorisation.objects.filter(case=OuterRef("case"), state=AuthorisationState.IN_FORCE)
    hits = Hit.objects.blocking(on=as_day(at)).filter(party=OuterRef("party"))
    parts = CaseParty.objects.filter(Exists(live), case__state=CaseState.RECORDED).annotate(is_hit=Exists(hits))
    changed = parts.filter(Q(party__changed_at__gt=F("case__decided_at")) | Q(is_hit=True))
    for part in by_key(changed.select_related("case", "party")):
        what = "resembles somebody on a list" if part.is_hit else "was changed after that"
        yield Trouble(
            key=(part.case_id, part.party_id, "hit" if part.is_hit else part.party.changed_at.isoformat()),
            title=f"{part.case} was recorded at once, and its facts have changed",
            detail=f"{part.party} {what}. Look at the case again, and raise it to an officer if the rules "
            "now ask for one.",
            case_id=part.case_id,
            unit_id=part.case.unit_id,
        )
