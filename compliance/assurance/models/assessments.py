"""The programme's assessment of itself, element by element, with the evidence of the day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.assurance.states import AssessmentState, Standing
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL


class Assessment(Stateful):
    """One self-assessment of the whole programme, signed by the empowered official."""

    state = models.CharField(max_length=20, choices=AssessmentState.choices, default=AssessmentState.DRAFT)
    reference = models.CharField(max_length=30, unique=True)
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    signed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(blank=True, default="")

    class Meta:
        permissions = [("sign_assessment", "Sign the self-assessment of the programme")]
        constraints = [
            models.UniqueConstraint(
                name="assessment_one_draft",
                fields=["state"],
                condition=Q(state=AssessmentState.DRAFT),
                violation_error_message="An assessment is under way already.",
            ),
            models.CheckConstraint(
                name="assessment_signature_is_whole",
                condition=Q(state=AssessmentState.DRAFT, signed_at__isnull=True)
                | (Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(summary="")),
                violation_error_message="A signed assessment says who signed it, when, and what it comes to.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the assessment's page."""
        return reverse("assurance:assessment", args=[self.reference])


class AssessmentAnswer(models.Model):
    """What was said about one element, with what the portal held as evidence on that day."""

    assessment = models.ForeignKey("compliance.Assessment", on_delete=models.PROTECT, related_name="answers")
    element = models.SlugField(max_length=60)
    standing = models.CharField(max_length=20, choices=Standing.choices)
    comment = models.TextField()
    evidence = models.JSONField(default=list, help_text="Labels, figures and gaps as they were shown.")
    gaps = models.PositiveSmallIntegerField(default=0)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    finding = models.ForeignKey(
        "compliance.Finding", null=True, blank=True, on_delete=models.PROTECT, related_name="assessment_answers"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="assessment_answer_once", fields=["assessment", "element"]),
            models.CheckConstraint(
                name="assessment_answer_is_told",
                condition=~Q(comment=""),
                violation_error_message="Say how it stands, in a sentence.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} in {self.assessment}"
