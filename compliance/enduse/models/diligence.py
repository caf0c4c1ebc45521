"""Due diligence on parties, and the scoping document of a project."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.enduse.states import DiligenceAnswerValue, DiligenceState, PartyType
from compliance.licensing.models import Case
from portal.core.models import Stateful, WrittenOnce
from portal.core.policy import holds

USER = settings.AUTH_USER_MODEL


class DueDiligenceQuerySet(models.QuerySet):
    """Due diligence by who may see it."""

    def visible_to(self, actor: Any) -> "DueDiligenceQuerySet":
        """Return it for those who see every case; it is never the applicant's to read."""
        if actor is None or not actor.is_active or not holds(actor, "compliance.view_every_case"):
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(actor)).exclude(case__applicant=actor)


class DueDiligence(Stateful):
    """What the office found out about one party of a case, question by question."""

    state = models.CharField(max_length=20, choices=DiligenceState.choices, default=DiligenceState.OPEN)
    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="diligence")
    party = models.ForeignKey("compliance.Party", on_delete=models.PROTECT, related_name="diligence")
    kind = models.CharField(max_length=20, choices=PartyType.choices)
    checklist = models.CharField(max_length=40, help_text="The version of the checklist.")
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    conclusion = models.TextField(blank=True, default="")
    concluded_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField(null=True, blank=True)

    objects = DueDiligenceQuerySet.as_manager()

    class Meta:
        permissions = [("manage_diligence", "Look into parties")]
        constraints = [
            models.UniqueConstraint(
                name="due_diligence_once",
                fields=["case", "party", "kind"],
                violation_error_message="This party is being looked into already.",
            ),
            models.CheckConstraint(
                name="due_diligence_concluded_whole",
                condition=~Q(state=DiligenceState.CONCLUDED)
                | (Q(concluded_by__isnull=False, concluded_at__isnull=False) & ~Q(conclusion="")),
                violation_error_message="A conclusion says what it is, and whose.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.party}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("enduse:diligence", args=[self.pk])


class DiligenceAnswer(models.Model):
    """What was found about one question, with the question as it stood in the checklist."""

    diligence = models.ForeignKey("compliance.DueDiligence", on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=60)
    wording = models.TextField()
    answer = models.CharField(max_length=20, choices=DiligenceAnswerValue.choices)
    evidence = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    flag = models.ForeignKey(
        "compliance.CaseFlag", null=True, blank=True, on_delete=models.PROTECT, related_name="diligence_answers"
    )

    class Meta:
        constraints = [models.UniqueConstraint(name="diligence_answer_once", fields=["diligence", "question"])]

    def __str__(self) -> str:
        return f"{self.diligence_id} {self.question}"


class ProjectScope(WrittenOnce):
    """
    What a project is and is not, in the researcher's words: purpose, sites, people. A change is a new version.
    """

    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="scopes")
    version = models.PositiveSmallIntegerField()
    purpose = models.TextField()
    sites = models.TextField(help_text="One a line.")
    people = models.TextField(help_text="Who takes part and as what, one a line.")
    outside = models.TextField(help_text="What is no part of it.")
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="project_scope_version", fields=["case", "version"])]

    def __str__(self) -> str:
        return f"Scope {self.version} of {self.case}"
