"""
What licensing says and hears without being asked.

Training asks for circles of people: whoever put a case about an activity within a year. Screening asks whom to watch,
and tells of a hit, while something may be permitted to the party.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from compliance.licensing import actions
from compliance.licensing.models import Case, CaseParty
from compliance.licensing.states import OPEN, STILL_LIVE, Activity
from compliance.screening import alarms, watched
from training import audiences

YEAR = timedelta(days=365)


def asking_about(activity: str) -> Callable[[date], Any]:
    """Return the function that names those who submitted a case about the activity within a year before a day."""

    def members(on: date) -> Any:
        submitted = Case.objects.filter(submitted_at__date__gt=on - YEAR, submitted_at__date__lte=on)
        return submitted.filter(activity=activity).values("applicant")

    return members


for each in Activity:
    audiences.register(f"activity-{each.value}", f"Everyone with a case this year: {each.label}", asking_about(each))


@watched.register("licensing.open_cases")
def parties_of_open_cases() -> Any:
    """Name the parties of cases that somebody still has to act on."""
    return CaseParty.objects.filter(case__state__in=OPEN).values("party")


@watched.register("licensing.live_authorisations")
def parties_of_live_authorisations() -> Any:
    """Name the parties of cases under which something is, or may again be, permitted."""
    return CaseParty.objects.filter(case__authorisations__state__in=STILL_LIVE).values("party")


@alarms.register("licensing.live_authorisations")
def hold_what_is_live(hit: Any, at: datetime) -> None:
    """Hold the cases of the party that have a live authorisation."""
    actions.hold_for_hit(hit, at=at)
