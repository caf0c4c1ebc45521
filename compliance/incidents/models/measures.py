"""Precautions: what is stopped until it is understood, and what may not be destroyed meanwhile."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.incidents.states import MeasureKind, MeasureState
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL


class MeasureQuerySet(models.QuerySet):
    """Precautions by whether they stand and who may know of them."""

    def in_force(self) -> "MeasureQuerySet":
        """Return those that nobody has lifted."""
        return self.filter(state=MeasureState.IN_FORCE)

    def review_due(self, *, on: date) -> "MeasureQuerySet":
        """Return those whose review is due by the day."""
        return self.in_force().filter(review_on__lte=on)

    def visible_to(self, actor: Any) -> "MeasureQuerySet":
        """Return those of incidents that the actor may know of."""
        from compliance.incidents.models.incidents import Incident

        return self.filter(incident__in=Incident.objects.visible_to(actor))


class Measure(Stateful):
    """
    One precaution. It is no sanction and says nothing about anybody.

    It is reviewed every thirty days and lifted with a reason. What belongs to another capability is stopped by that
    capability's own action, and the measure remembers which.
    """

    state = models.CharField(max_length=20, choices=MeasureState.choices, default=MeasureState.IN_FORCE)
    incident = models.ForeignKey("compliance.Incident", on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=20, choices=MeasureKind.choices)
    what = models.CharField(max_length=300, help_text="What is stopped or kept, in words for whom it meets.")
    person = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hold = models.ForeignKey("compliance.Hold", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authorisation = models.ForeignKey(
        "compliance.Authorisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    imposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    imposed_at = models.DateTimeField()
    review_on = models.DateField()
    lifted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.TextField(blank=True, default="")

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="measure_names_what_it_stops",
                condition=~Q(kind=MeasureKind.HOLD_CASE) & ~Q(kind=MeasureKind.SUSPEND)
                | Q(kind=MeasureKind.HOLD_CASE, hold__isnull=False)
                | Q(kind=MeasureKind.SUSPEND, authorisation__isnull=False),
                violation_error_message="A hold names its hold, a suspension its authorisation.",
            ),
            models.CheckConstraint(
                name="measure_is_lifted_with_a_reason",
                condition=Q(state=MeasureState.IN_FORCE, lifted_at=None)
                | (Q(state=MeasureState.LIFTED, lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                violation_error_message="A precaution is lifted by somebody, for a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.incident}"

    def get_absolute_url(self) -> str:
        """Return the page of precautions of the incident."""
        return f"{self.incident.get_absolute_url()}contain/"


class MeasureReview(models.Model):
    """One look at whether a precaution is still needed."""

    measure = models.ForeignKey("compliance.Measure", on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField()
    reason = models.TextField(help_text="Why it still stands.")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="measure_review_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(name="measure_review_once_a_day", fields=["measure", "on"]),
        ]

    def __str__(self) -> str:
        return f"Review of {self.measure_id} on {self.on}"


class Preserved(models.Model):
    """A record that may not be destroyed while a measure stands. Retention asks ``queries.is_preserved``."""

    measure = models.ForeignKey("compliance.Measure", on_delete=models.PROTECT, related_name="records")
    record = models.CharField(max_length=120, db_index=True, help_text="Model and key, such as compliance.case:17.")
    label = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(name="preserved_once", fields=["measure", "record"])]

    def __str__(self) -> str:
        return self.label
