"""Visits: when, by whom, what was asked before, who was there, how each area was found, what has to be done."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.enduse.states import Grade, VisitState
from compliance.licensing.models import Authorisation
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL


class VisitQuerySet(models.QuerySet):
    """Visits by who may see them."""

    def visible_to(self, actor: Any) -> "VisitQuerySet":
        """Return those of the authorisations that the actor may see."""
        if actor is None or not actor.is_active:
            return self.none()
        return self.filter(authorisation__in=Authorisation.objects.visible_to(actor))


class Visit(Stateful):
    """One look at the place where something is used, in person or by video."""

    state = models.CharField(max_length=20, choices=VisitState.choices, default=VisitState.PLANNED)
    authorisation = models.ForeignKey("compliance.Authorisation", on_delete=models.PROTECT, related_name="visits")
    verification = models.ForeignKey(
        "compliance.Verification", null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    party = models.ForeignKey("compliance.Party", on_delete=models.PROTECT, related_name="visits")
    by_video = models.BooleanField(default=False)
    planned_on = models.DateField()
    place = models.CharField(max_length=200)
    lead = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="visits_led")
    planned_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    made_on = models.DateField(null=True, blank=True)
    summary = models.TextField(blank=True, default="")

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_made_whole",
                condition=~Q(state__in=[VisitState.MADE, VisitState.CLOSED])
                | (Q(made_on__isnull=False) & ~Q(summary="")),
                violation_error_message="A visit that was made has its day and its account.",
            )
        ]

    def __str__(self) -> str:
        return f"Visit to {self.party}, {self.planned_on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        """Return the visit's page."""
        return reverse("enduse:visit", args=[self.pk])


class VisitAnswer(models.Model):
    """One answer of the questionnaire before a visit."""

    visit = models.ForeignKey("compliance.Visit", on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=40)
    wording = models.TextField()
    answer = models.TextField()
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="visit_answer_once", fields=["visit", "question"])]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.question}"


class VisitPerson(models.Model):
    """Somebody who was present."""

    visit = models.ForeignKey("compliance.Visit", on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=150)
    position = models.CharField(max_length=150)
    ours = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class VisitArea(models.Model):
    """How one area was found, on a scale of five steps."""

    visit = models.ForeignKey("compliance.Visit", on_delete=models.PROTECT, related_name="areas")
    area = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    grade = models.PositiveSmallIntegerField(choices=Grade.choices)
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="visit_area_once", fields=["visit", "area"]),
            models.CheckConstraint(
                name="visit_area_on_five_steps",
                condition=Q(grade__gte=1, grade__lte=5),
                violation_error_message="The scale has five steps.",
            ),
            models.CheckConstraint(
                name="visit_area_low_is_explained",
                condition=Q(grade__gte=3) | ~Q(note=""),
                violation_error_message="Say what is missing.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.grade}"


class VisitActionQuerySet(models.QuerySet):
    """Actions by whether they are done."""

    def open(self) -> "VisitActionQuerySet":
        """Return those that are not done."""
        return self.filter(done_at=None)

    def overdue(self, *, on: date) -> "VisitActionQuerySet":
        """Return open ones whose day has passed."""
        return self.open().filter(due_on__lt=on)


class VisitAction(models.Model):
    """Something that has to be done after a visit, by a day."""

    visit = models.ForeignKey("compliance.Visit", on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.CharField(max_length=150, help_text="Who does it, here or there.")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_note = models.TextField(blank=True, default="")
    done_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VisitActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="visit_action_number", fields=["visit", "number"]),
            models.CheckConstraint(
                name="visit_action_done_is_whole",
                condition=Q(done_at__isnull=True) | (Q(done_by__isnull=False) & ~Q(done_note="")),
                violation_error_message="Say what was done.",
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.number} of {self.visit}"
