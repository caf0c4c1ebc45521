"""Decisions as a ledger, transfer by transfer, and appeals against them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.licensing.states import AppealState, DecisionOutcome, Verdict
from portal.core.models import Stateful, WrittenOnce

USER = settings.AUTH_USER_MODEL


class Decision(WrittenOnce):
    """One decision on a case. A later one names the one it replaces; none is ever changed."""

    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=30, choices=DecisionOutcome.choices)
    reasons = models.TextField()
    against_council = models.TextField(blank=True, default="", help_text="Why the council's advice was not followed.")
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "compliance.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_by_somebody_or_recorded",
                condition=Q(decided_by__isnull=False) | Q(outcome=DecisionOutcome.RECORDED),
                violation_error_message="The portal records; it never decides.",
            ),
            models.CheckConstraint(
                name="decision_has_reasons", condition=~Q(reasons=""), violation_error_message="A decision says why."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.case}"


class TransferDecision(WrittenOnce):
    """What one decision says about one transfer."""

    decision = models.ForeignKey("compliance.Decision", on_delete=models.PROTECT, related_name="transfers")
    transfer = models.ForeignKey("compliance.Transfer", on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=30, choices=Verdict.choices)
    reasons = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="transfer_decided_once", fields=["decision", "transfer"])]

    def __str__(self) -> str:
        return f"{self.transfer_id}: {self.get_verdict_display()}"


class Appeal(Stateful):
    """An appeal against a decision, decided by somebody who was not involved."""

    state = models.CharField(max_length=20, choices=AppealState.choices, default=AppealState.LODGED)
    decision = models.OneToOneField("compliance.Decision", on_delete=models.PROTECT, related_name="appeal")
    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="appeals")
    grounds = models.TextField()
    lodged_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()
    due_on = models.DateField()
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(blank=True, default="")

    class Meta:
        permissions = [("decide_appeal", "Decide appeals")]

    def __str__(self) -> str:
        return f"Appeal on {self.case}"

    def get_absolute_url(self) -> str:
        """Return the page of the case that shows it."""
        return f"{self.case.get_absolute_url()}appeal/"
