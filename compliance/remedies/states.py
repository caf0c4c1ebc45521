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
# What a remedy can answer to, each a foreign key of the model. Exactly one of them is set.
SOURCES = ("finding", "incident", "drill")
