"""Who must have done what, how often: rules as rows."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from training.states import Audience


class RequirementQuerySet(models.QuerySet):
    """Requirements by day."""

    def on(self, day: date) -> "RequirementQuerySet":
        """Return those in force on the day."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)


class Requirement(models.Model):
    """A circle of people, a course, how often, since when, and on what ground."""

    code = models.SlugField(max_length=60)
    course = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="requirements")
    audience = models.CharField(max_length=20, choices=Audience.choices)
    audience_key = models.CharField(
        max_length=100, blank=True, default="", help_text="The role, the unit's code or the circle's name."
    )
    every_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: as long as it is valid.")
    grace_days = models.PositiveSmallIntegerField(default=30, help_text="How long a newcomer has.")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=300, help_text="The policy, law or condition that asks for it.")

    objects = RequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="requirement_days_in_order",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                violation_error_message="The last day lies before the first.",
            ),
            models.CheckConstraint(
                name="requirement_names_its_audience",
                condition=Q(audience=Audience.EVERYONE, audience_key="")
                | (~Q(audience=Audience.EVERYONE) & ~Q(audience_key="")),
                violation_error_message="Name the role, unit or circle, unless everyone is meant.",
            ),
            models.UniqueConstraint(
                name="requirement_code_once_at_a_time",
                fields=["code"],
                condition=Q(to_on__isnull=True),
                violation_error_message="A requirement with this code is in force already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.course}"


class Equivalent(models.Model):
    """Where ``course`` is asked for, ``accepts`` counts as well, whenever it was done. Not the other way round."""

    course = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="equivalents")
    accepts = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="accepted_for")
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="equivalent_once", fields=["course", "accepts"]),
            models.CheckConstraint(
                name="equivalent_is_another_course",
                condition=~Q(course=F("accepts")),
                violation_error_message="A course is no equivalent of itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accepts} counts as {self.course}"
