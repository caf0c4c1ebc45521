"""Scenario exercises: branching cases to practise on, and who went which way."""

from django.conf import settings
from django.db import models
from django.urls import reverse


class Exercise(models.Model):
    """A situation with choices and consequences. The story is data; nothing is decided by it."""

    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=150)
    summary = models.TextField(blank=True, default="")
    minutes = models.PositiveSmallIntegerField()
    story = models.JSONField(help_text="Scenes by name; each with text, citation and choices that lead on.")
    digest = models.CharField(max_length=64)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="exercise_current_once", fields=["code"], condition=models.Q(retired_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page where it begins."""
        return reverse("training:exercise", args=[self.code])


class ExerciseRun(models.Model):
    """One person's way through an exercise."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exercise_runs")
    exercise = models.ForeignKey("training.Exercise", on_delete=models.PROTECT, related_name="runs")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    steps = models.PositiveSmallIntegerField(default=0, help_text="How many choices were made.")
    path = models.JSONField(default=list, help_text="Scenes and choices in the order taken.")
    outcome = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="exercise_run_one_open",
                fields=["person", "exercise"],
                condition=models.Q(finished_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.exercise}"

    def get_absolute_url(self) -> str:
        """Return the page where the run goes on."""
        return reverse("training:run", args=[self.pk])
