"""Audits of a period: a sample that an outsider can draw again, and what the look at each case showed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from compliance.assurance.states import AuditState, Looked
from portal.core.models import Stateful
from portal.core.policy import holds

USER = settings.AUTH_USER_MODEL


class AuditQuerySet(models.QuerySet):
    """Audits by who may see them."""

    def visible_to(self, actor: Any) -> "AuditQuerySet":
        """Return every audit for those who see every finding, and none for others."""
        return self.all() if holds(actor, "compliance.view_every_finding") else self.none()


class Audit(Stateful):
    """What is looked at of one period, and how the sample is drawn."""

    state = models.CharField(max_length=20, choices=AuditState.choices, default=AuditState.PLANNED)
    reference = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=200)
    from_on = models.DateField(help_text="Cases that were decided from this day on")
    to_on = models.DateField(help_text="until this day.")
    size = models.PositiveIntegerField(help_text="How many cases are drawn, beyond the least of each stratum.")
    least = models.PositiveIntegerField(default=1, help_text="How many are drawn of each stratum at least.")
    lead = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="audits_led")
    report_on = models.DateField(help_text="The day by which the report is due.")
    planned_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    seed = models.CharField(max_length=64, blank=True, default="")
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    population = models.PositiveIntegerField(null=True, blank=True, help_text="How many cases it was drawn from.")
    population_digest = models.CharField(max_length=64, blank=True, default="")
    concluded_at = models.DateTimeField(null=True, blank=True)
    conclusion = models.TextField(blank=True, default="")

    objects = AuditQuerySet.as_manager()

    class Meta:
        permissions = [("manage_audit", "Plan audits, draw samples and look at cases")]
        constraints = [
            models.CheckConstraint(
                name="audit_days_in_order",
                condition=Q(to_on__gte=F("from_on")),
                violation_error_message="The last day lies before the first.",
            ),
            models.CheckConstraint(
                name="audit_draws_something",
                condition=Q(size__gte=1),
                violation_error_message="A sample has at least one case.",
            ),
            models.CheckConstraint(
                name="audit_draw_is_whole",
                condition=Q(drawn_at__isnull=True, seed="")
                | (Q(drawn_at__isnull=False, population__isnull=False) & ~Q(seed="") & ~Q(population_digest="")),
                violation_error_message="A draw keeps its seed and what it was drawn from.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the audit's page."""
        return reverse("assurance:audit", args=[self.reference])


class AuditedCase(models.Model):
    """One case of a sample, and what the look at it showed."""

    audit = models.ForeignKey("compliance.Audit", on_delete=models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField()
    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="audits")
    stratum = models.CharField(max_length=80)
    rank = models.CharField(max_length=64, help_text="The digest by which it was drawn.")
    looked = models.CharField(max_length=20, choices=Looked.choices, default=Looked.NOT_YET)
    account = models.TextField(blank=True, default="")
    looked_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)
    finding = models.ForeignKey(
        "compliance.Finding", null=True, blank=True, on_delete=models.PROTECT, related_name="audited_cases"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="audited_case_once", fields=["audit", "case"]),
            models.UniqueConstraint(name="audited_case_number", fields=["audit", "number"]),
            models.CheckConstraint(
                name="audited_case_look_is_whole",
                condition=Q(looked=Looked.NOT_YET, looked_at__isnull=True)
                | (~Q(looked=Looked.NOT_YET) & Q(looked_at__isnull=False, looked_by__isnull=False) & ~Q(account="")),
                violation_error_message="A look says who looked, when, and what it showed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.audit}"
