"""Spreadsheets of names to be screened: the sheet, its columns, and one row per line of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.screening.states import JobState, Outcome, Retention
from portal.core.fields import EncryptedTextField
from portal.core.models import Stateful
from portal.core.policy import holds


class ScreeningJobQuerySet(models.QuerySet):
    """Spreadsheets by who may see them."""

    def visible_to(self, actor: Any) -> "ScreeningJobQuerySet":
        """Return every spreadsheet for those who see screening."""
        return self if holds(actor, "compliance.view_screening") else self.none()


class ScreeningJob(Stateful):
    """One spreadsheet. Rows are written first and screened after, so that an interruption loses nothing."""

    name = models.CharField(max_length=200)
    state = models.CharField(max_length=40, choices=JobState.choices, default=JobState.MAPPING)
    columns = models.JSONField(default=list, help_text="The header of the sheet.")
    mapping = models.JSONField(default=dict, help_text="Which column holds what.")
    sha256 = models.CharField(max_length=64)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    hits = models.PositiveIntegerField(default=0)
    basis = models.ForeignKey("compliance.Basis", null=True, on_delete=models.PROTECT, related_name="jobs")
    thresholds = models.JSONField(default=dict, help_text="Where the bands lay when the lines were compared.")
    claimed_until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True, default="")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    retention = models.CharField(max_length=10, choices=Retention.choices, blank=True, default="")
    keep_until = models.DateField(null=True, help_text="Counted from the last line that was screened.")

    objects = ScreeningJobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="screening_job_is_a_record",
                condition=Q(done=0) | Q(basis__isnull=False, keep_until__isnull=False) & ~Q(retention=""),
                violation_error_message="A sheet with screened lines names its lists and how long it is kept.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this spreadsheet."""
        return reverse("screening:job", args=[self.pk])


class ScreeningJobRow(models.Model):
    """One line of a spreadsheet and what came of it."""

    job = models.ForeignKey("compliance.ScreeningJob", on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The line of the sheet, counted as a spreadsheet counts.")
    given = EncryptedTextField(help_text="The cells of the line, as JSON.")
    name = models.CharField(max_length=500, blank=True, default="")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    best = models.FloatField(null=True)
    result = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(name="screening_job_row_once", fields=["job", "number"])]
        indexes = [models.Index(fields=["job", "outcome"], name="screening_job_row_waiting")]

    def __str__(self) -> str:
        return f"row {self.number}"
