"""Feedback without names, and consultations on drafts."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from dashboards.feedback.states import CommentState, Helped, Theme
from portal.core.models import Stateful

__all__ = ["CaseAsked", "Comment", "Consultation", "Feedback"]

USER = settings.AUTH_USER_MODEL


class Feedback(models.Model):
    """What somebody said about a page, or about how a case went, without a name, a case or an hour."""

    about = models.CharField(max_length=200, help_text="The address of the page; empty for a case.")
    helped = models.CharField(max_length=10, choices=Helped.choices)
    words = models.TextField(blank=True, default="")
    given_on = models.DateField(db_index=True)
    theme = models.CharField(max_length=20, choices=Theme.choices, blank=True, default="")

    class Meta:
        permissions = [
            ("view_all_feedback", "Read what people said"),
            ("handle_feedback", "Sort feedback and answer consultations"),
        ]

    def __str__(self) -> str:
        return f"{self.get_helped_display()}, {self.given_on}"


class CaseAsked(models.Model):
    """The two questions about this case were answered. What was answered is not linked to it."""

    case = models.OneToOneField("compliance.Case", primary_key=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.case_id)


class ConsultationQuerySet(models.QuerySet):
    """Consultations by day."""

    def open_on(self, day: date) -> "ConsultationQuerySet":
        """Return those in which anybody may comment on the day."""
        return self.filter(opens_on__lte=day, closes_on__gte=day)


class Consultation(models.Model):
    """A draft is shown to everybody, who may comment on it until a day."""

    title = models.CharField(max_length=150)
    version = models.OneToOneField("dashboards.PageVersion", on_delete=models.PROTECT, related_name="consultation")
    question = models.TextField(help_text="What the office would like to know.")
    opens_on = models.DateField()
    closes_on = models.DateField()
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consultation_days_in_order",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="The last day lies before the first.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the consultation's public page."""
        return reverse("feedback:consultation", args=[self.pk])


class Comment(Stateful):
    """One comment on a draft. It is published together with what the office answers."""

    consultation = models.ForeignKey("dashboards.Consultation", on_delete=models.PROTECT, related_name="comments")
    state = models.CharField(max_length=20, choices=CommentState.choices, default=CommentState.RECEIVED)
    name = models.CharField(max_length=100, blank=True, default="", help_text="As the person wants it shown, or empty.")
    words = models.TextField()
    made_at = models.DateTimeField()
    theme = models.CharField(max_length=20, choices=Theme.choices, blank=True, default="")
    response = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="comment_answered_with_words",
                condition=Q(state=CommentState.RECEIVED) | (~Q(response="") & Q(answered_by__isnull=False)),
                violation_error_message="A comment is settled by somebody, in words.",
            )
        ]

    def __str__(self) -> str:
        return f"Comment {self.pk}"
