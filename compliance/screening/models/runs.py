"""Screenings as records: single runs, where each party stands, and sweeps over all parties."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.screening.states import Cause, Outcome, Retention
from portal.core.fields import EncryptedTextField


class ScreeningRun(models.Model):
    """One screening of one party or name: what was asked, of which lists, how, and what came of it."""

    party = models.ForeignKey("compliance.Party", null=True, on_delete=models.PROTECT, related_name="screenings")
    cause = models.CharField(max_length=20, choices=Cause.choices)
    name = models.CharField(max_length=500)
    kind = models.CharField(max_length=20)
    query = EncryptedTextField(help_text="Everything that was compared, as JSON.")
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    basis = models.ForeignKey("compliance.Basis", null=True, on_delete=models.PROTECT, related_name="runs")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    why = models.TextField(blank=True, default="", help_text="Why it was not screened.")
    thresholds = models.JSONField(default=dict)
    found = models.PositiveIntegerField(default=0, help_text="Candidates at or above the review threshold.")
    suppressed = models.PositiveIntegerField(default=0, help_text="Of these, cleared before on the same evidence.")
    result = models.JSONField(default=list, help_text="The candidates, for reading.")
    ran_at = models.DateTimeField(db_index=True)
    ran_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    retention = models.CharField(max_length=10, choices=Retention.choices)
    keep_until = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["party", "ran_at"], name="screening_run_by_party")]
        constraints = [
            models.CheckConstraint(
                name="screening_run_says_why_not",
                condition=~Q(outcome=Outcome.NOT_SCREENED) | ~Q(why=""),
                violation_error_message="A screening that did not happen says why.",
            ),
            models.CheckConstraint(
                name="screening_run_names_its_lists",
                condition=Q(outcome=Outcome.NOT_SCREENED) | Q(basis__isnull=False),
                violation_error_message="A screening names the lists it was made against.",
            ),
        ]

    def __str__(self) -> str:
        return f"Screening of {self.name}"

    def get_absolute_url(self) -> str:
        """Return the page of this screening."""
        return reverse("screening:run", args=[self.pk])


class Standing(models.Model):
    """Against which lists, and as what, a party was last compared. Sweeps move it on without a run of its own."""

    party = models.OneToOneField(
        "compliance.Party", primary_key=True, on_delete=models.PROTECT, related_name="standing"
    )
    basis = models.ForeignKey("compliance.Basis", on_delete=models.PROTECT, related_name="standings")
    fingerprint = models.CharField(max_length=64)
    run = models.ForeignKey("compliance.ScreeningRun", null=True, on_delete=models.PROTECT, related_name="+")
    sweep = models.ForeignKey("compliance.Sweep", null=True, on_delete=models.PROTECT, related_name="standings")
    why_not = models.TextField(blank=True, default="", help_text="Why its name cannot be searched.")
    screened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["basis"], name="standing_by_basis")]

    def __str__(self) -> str:
        return f"standing of {self.party_id}"


class Sweep(models.Model):
    """One walk over all screened parties: the record of what was compared, also where nothing was found."""

    class Kind(models.TextChoices):
        DELTA = "delta", "What changed"
        FULL = "full", "Everything"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    is_running = models.BooleanField(default=True)
    basis = models.ForeignKey("compliance.Basis", on_delete=models.PROTECT, related_name="sweeps")
    began_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    parties = models.PositiveIntegerField(default=0)
    names = models.PositiveIntegerField(default=0, help_text="Listed parties that were compared.")
    new_hits = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    delisted = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0, help_text="Full run only: hits that the deltas had not found.")
    surplus = models.PositiveIntegerField(default=0, help_text="Full run only: hits that only the deltas had.")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sweep_one_at_a_time",
                fields=["is_running"],
                condition=Q(is_running=True),
                violation_error_message="A sweep is under way.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.began_at:%Y-%m-%d %H:%M})"
