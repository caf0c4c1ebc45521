"""What has ended and is still in use."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from compliance.assurance.checks.registry import Trouble, check
from compliance.assurance.states import Severity
from compliance.licensing.models import Authorisation
from compliance.licensing.states import STILL_LIVE
from portal.core.batches import by_key
from portal.core.words import as_day


@check(
    "authorisation-expired-in-use",
    title="Ended, and still in use",
    why="What has ended permits nothing, whoever still relies on it.",
    severity=Severity.HIGH,
)
def find(at: datetime) -> Iterator[Trouble]:
    """Name authorisations past their last day that count as live, and ended ones with a use entered after the end."""
    late = Q(state__in=STILL_LIVE, valid_to__lt=as_day(at))
    used = Q(ended_at__isnull=False, usage__used_on__gt=F("ended_at__date"), usage__quantity__gt=0)
    used &= Q(usage__corrected_by=None)
    found = Authorisation.objects.filter(late | used).distinct().select_related("case")
    for authorisation in by_key(found):
        ended = authorisation.ended_at is not None
        yield Trouble(
            key=(authorisation.pk, "used" if ended else "late"),
            title=f"{authorisation} has ended and is still in use",
            detail=f"It ended on {authorisation.ended_at:%-d %B %Y}, and a use after that day is entered."
            if ended
            else f"Its last day was {authorisation.valid_to:%-d %B %Y}, and it is "
            f"{authorisation.get_state_display().lower()}.",
            case_id=authorisation.case_id,
            authorisation_id=authorisation.pk,
            unit_id=authorisation.case.unit_id,
        )
