"""The circles of people that training asks licensing for: whoever put a case about an activity within a year."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from compliance.licensing.models import Case
from compliance.licensing.states import Activity
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
