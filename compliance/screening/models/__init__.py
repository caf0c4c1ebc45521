"""The tables of screening."""

from compliance.screening.models.hits import Adjudication, Hit
from compliance.screening.models.jobs import ScreeningJob, ScreeningJobRow
from compliance.screening.models.lists import Basis, ListEntry, ListSource, ListVersion, SublistCount
from compliance.screening.models.runs import ScreeningRun, Standing, Sweep

__all__ = [
    "Adjudication",
    "Basis",
    "Hit",
    "ListEntry",
    "ListSource",
    "ListVersion",
    "ScreeningJob",
    "ScreeningJobRow",
    "ScreeningRun",
    "Standing",
    "SublistCount",
    "Sweep",
]
