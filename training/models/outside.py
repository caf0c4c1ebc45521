"""Completions from elsewhere, on their way in: the file, its rows, and which outside course is which of ours."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from training.states import RowState


class ImportBatch(models.Model):
    """One file of completions. Gender, address and telephone are never read into it."""

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page that shows the rows and what is wrong with them."""
        return reverse("training:import", args=[self.pk])


class OutsideCourse(models.Model):
    """A group and stage of an outside provider, and the course of ours that it is. Unmapped until a person says."""

    provider = models.CharField(max_length=40, default="citi")
    group_id = models.CharField(max_length=40)
    group = models.CharField(max_length=200, blank=True, default="")
    stage_number = models.CharField(max_length=20)
    stage = models.CharField(max_length=100, blank=True, default="")
    course = models.ForeignKey("training.Course", null=True, on_delete=models.PROTECT, related_name="outside")
    ignored = models.BooleanField(default=False, help_text="Nothing of ours corresponds.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="outside_course_once", fields=["provider", "group_id", "stage_number"])
        ]

    def __str__(self) -> str:
        return f"{self.group or self.group_id}, {self.stage or self.stage_number}"


class OutsideRow(models.Model):
    """One row of a file, as far as we keep it."""

    batch = models.ForeignKey("training.ImportBatch", on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=RowState.choices)
    problem = models.CharField(max_length=300, blank=True, default="")
    who = models.CharField(max_length=254, blank=True, default="", help_text="User name or address, as in the file.")
    outside_course = models.ForeignKey("training.OutsideCourse", null=True, on_delete=models.PROTECT)
    score_text = models.CharField(max_length=40, blank=True, default="")
    passing_text = models.CharField(max_length=40, blank=True, default="")
    completed_text = models.CharField(max_length=40, blank=True, default="")
    expires_text = models.CharField(max_length=40, blank=True, default="")
    record_number = models.CharField(max_length=60, blank=True, default="", help_text="The provider's own number.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(null=True)
    completed_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    completion = models.ForeignKey("training.Completion", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="outside_row_line", fields=["batch", "line"])]

    def __str__(self) -> str:
        return f"line {self.line}"
