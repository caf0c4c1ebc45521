"""The words of remedies that the database knows."""

from django.db import models


class RemedyState(models.TextChoices):
    """Where a remedy stands."""

    OPEN = "open", "To be done"
    DONE = "done", "Done, waiting for its check"
    EFFECTIVE = "effective", "Effective"
    NOT_EFFECTIVE = "not_effective", "Not effective"
    CANCELLED = "cancelled", "Cancelled"


UNSETTLED = (RemedyState.OPEN, RemedyState.DONE)
# Where nothing has come of it, so that another remedy may answer to the same.
IN_VAIN = (RemedyState.NOT_EFFECTIVE, RemedyState.CANCELLED)
# What a remedy can answer to, each a foreign key of the model. Exactly one of them is set. What a drill showed
# answers to its improvement, like everything that an exercise brings up; older remedies name the drill.
SOURCES = ("finding", "incident", "drill", "improvement")
