"""The atoms of a case, and what was determined about each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.licensing.states import Mode, Outcome


class Transfer(models.Model):
    """One item to one recipient at one destination in one way."""

    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="transfers")
    number = models.PositiveSmallIntegerField()
    item = models.ForeignKey("compliance.CaseItem", on_delete=models.PROTECT, related_name="transfers")
    recipient = models.ForeignKey("compliance.CaseParty", on_delete=models.PROTECT, related_name="transfers")
    mode = models.CharField(max_length=20, choices=Mode.choices)
    destination = models.CharField(max_length=2, help_text="Where it goes; for a release, where it happens.")
    outcome = models.CharField(
        max_length=30, choices=Outcome.choices, default=Outcome.NEEDS_PERSON, help_text="The strictest of all regimes."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="transfer_number_in_case", fields=["case", "number"]),
            models.UniqueConstraint(name="transfer_once", fields=["item", "recipient", "destination", "mode"]),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What determinations and letters call it."""
        return f"{self.case.reference}/{self.number}"

    @property
    def party(self):
        """The outside party that receives it."""
        return self.recipient.party


class TransferDeterminationQuerySet(models.QuerySet):
    """Determinations by whether they count."""

    def standing(self) -> "TransferDeterminationQuerySet":
        """Return those that count now."""
        return self.filter(stands=True)


class TransferDetermination(models.Model):
    """What one regime says about one transfer: by the rules, or by an officer with reasons."""

    transfer = models.ForeignKey("compliance.Transfer", on_delete=models.PROTECT, related_name="determinations")
    regime = models.CharField(max_length=40)
    outcome = models.CharField(max_length=30, choices=Outcome.choices)
    determination = models.ForeignKey(
        "compliance.Determination", null=True, blank=True, on_delete=models.PROTECT, related_name="case_answers"
    )
    determined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.TextField(blank=True, default="")
    entries = models.CharField(max_length=300, blank=True, default="", help_text="Control entries, by spaces.")
    review_policy = models.CharField(max_length=40, blank=True, default="")
    permitted_by = models.CharField(max_length=120, blank=True, default="", help_text="The exception it relies on.")
    verified = models.BooleanField(default=False, help_text="It rests on verified rows only.")
    determined_at = models.DateTimeField()
    stands = models.BooleanField(default=True)

    objects = TransferDeterminationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="transfer_determination_one_stands",
                fields=["transfer", "regime"],
                condition=Q(stands=True),
                violation_error_message="One answer stands for each transfer and regime.",
            ),
            models.CheckConstraint(
                name="transfer_determination_by_rule_or_reason",
                condition=Q(determined_by__isnull=True) | ~Q(reasons=""),
                violation_error_message="A person who determines says why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.regime}: {self.get_outcome_display()}"
