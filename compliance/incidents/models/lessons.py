"""Lessons: what others can learn from an incident, told so that nobody is recognised."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.incidents.models.incidents import Incident
from compliance.incidents.states import LessonState
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL


class LessonQuerySet(models.QuerySet):
    """Lessons by who may know of them."""

    def visible_to(self, actor: Any) -> "LessonQuerySet":
        """Return those of incidents that the actor may know of. What is published is read without this."""
        return self.filter(incident__in=Incident.objects.visible_to(actor).values("pk"))

    def published(self) -> "LessonQuerySet":
        """Return what anybody reads."""
        return self.filter(state=LessonState.PUBLISHED)


class Lesson(Stateful):
    """A lesson. Nothing of it leads back to the incident for whoever reads the public page."""

    state = models.CharField(max_length=20, choices=LessonState.choices, default=LessonState.DRAFT)
    incident = models.ForeignKey("compliance.Incident", on_delete=models.PROTECT, related_name="lessons")
    title = models.CharField(max_length=200)
    story = models.TextField(help_text="What happened, so that nobody is recognised.")
    changed = models.TextField(help_text="What is done differently since.")
    drafted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    published_on = models.DateField(null=True, help_text="The month alone is shown.")

    objects = LessonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lesson_approved_by_somebody_else",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("drafted_by")),
                violation_error_message="Somebody else approves a lesson.",
            ),
            models.CheckConstraint(
                name="lesson_published_is_approved",
                condition=~Q(state=LessonState.PUBLISHED) | Q(approved_by__isnull=False, published_on__isnull=False),
                violation_error_message="What is published was approved.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lesson {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the page of the incident's lessons."""
        return reverse("incidents:lessons-of", args=[self.incident.reference])
