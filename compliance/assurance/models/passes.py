"""One look of one standing check over all records, on one day."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class CheckPassQuerySet(models.QuerySet):
    """Passes by what has become of them."""

    def free(self, *, at: datetime) -> "CheckPassQuerySet":
        """Return those that are not ended and in nobody's hands."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=at), ended_at=None)


class CheckPass(models.Model):
    """
    The row that says a check has to be made on a day, and what came of it.

    Workers claim it by compare-and-set and hold it by a lease, so that a pass whose worker died is taken over.
    """

    name = models.SlugField(max_length=60)
    day = models.DateField()
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    found = models.PositiveIntegerField(default=0, help_text="What is not as it should be.")
    stated = models.PositiveIntegerField(default=0, help_text="Of these, stated for the first time.")
    cleared = models.PositiveIntegerField(default=0, help_text="Findings whose cause is gone.")
    problem = models.CharField(max_length=300, blank=True, default="")

    objects = CheckPassQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="check_pass_once_a_day", fields=["name", "day"])]
        indexes = [models.Index(fields=["name", "-day"], name="check_pass_newest")]

    def __str__(self) -> str:
        return f"{self.name} on {self.day}"
