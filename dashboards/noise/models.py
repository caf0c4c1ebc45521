"""What was spent of a year's privacy budget. A row is written once and never given back."""

from django.db import models
from django.db.models import Q

from portal.core.models import WrittenOnce

__all__ = ["PrivacySpend"]


class PrivacySpend(WrittenOnce):
    """One draw of one finer table."""

    year = models.PositiveSmallIntegerField(help_text="The year of which the figure speaks.")
    figure = models.SlugField(max_length=60)
    period = models.CharField(max_length=7)
    hundredths = models.PositiveIntegerField(help_text="Epsilon, in hundredths.")
    cells = models.JSONField(help_text="What was drawn. It is published as it is and never drawn again.")
    drawn_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["year"], name="privacy_spend_by_year")]
        constraints = [
            models.UniqueConstraint(
                name="privacy_spend_once",
                fields=["figure", "period"],
                violation_error_message="This table was drawn already, and is never drawn again.",
            ),
            models.CheckConstraint(
                name="privacy_spend_is_something",
                condition=Q(hundredths__gt=0),
                violation_error_message="Noise without a cost protects nobody.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} of {self.period}: {self.hundredths / 100:g}"
