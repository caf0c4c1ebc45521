"""Determinations as they were made, with everything that is needed to make them again."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.classification.engine import canonical
from compliance.classification.engine.facts import Facts
from compliance.classification.engine.outcomes import LABELS, PERMISSIVE, Outcome
from compliance.classification.states import OUTCOME_TONES, OUTCOMES, Ended
from portal.core.fields import EncryptedTextField
from portal.core.policy import holds


class DeterminationQuerySet(models.QuerySet["Determination"]):
    """Determinations by whom they concern and whether they count."""

    def visible_to(self, actor: Any) -> "DeterminationQuerySet":
        """Return every determination for those who see them all, else the actor's own."""
        if holds(actor, "compliance.view_every_determination"):
            return self
        return self.filter(determined_by=actor) if actor is not None else self.none()

    def standing(self) -> "DeterminationQuerySet":
        """Return those that count now."""
        return self.filter(stands=True)

    def about(self, subject_reference: str) -> "DeterminationQuerySet":
        """Return the determinations of one transfer, those of old included."""
        return self.filter(subject_reference=subject_reference)


class Determination(models.Model):
    """
    The answer for one transfer under one regime.

    Guards read the columns. What was asked and everything that was found are kept encrypted, as nationality is among
    them; `inputs_index` and `result_index` are equal for equal contents, so that replaying compares without opening.
    Nothing but the end of its standing is ever written after it was made.
    """

    reference = models.CharField(max_length=20, unique=True)
    subject_reference = models.CharField(max_length=60, db_index=True, help_text="What the caller calls its transfer.")
    regime = models.CharField(max_length=20)
    outcome = models.CharField(max_length=30, choices=OUTCOMES)
    review_policy = models.CharField(max_length=40, blank=True)
    entries = models.CharField(max_length=300, blank=True, help_text="Entries met, apart by spaces.")
    permitted_by = models.CharField(max_length=120, blank=True, help_text="Codes of the authorisations relied on.")
    as_of = models.DateField(help_text="Which version of every list applies.")
    reference_version = models.PositiveBigIntegerField(help_text="The loading of reference data it was made with.")
    engine_version = models.CharField(max_length=10)
    inputs = EncryptedTextField(help_text="The facts, as canonical JSON.")
    inputs_index = models.CharField(max_length=64)
    result = EncryptedTextField(help_text="Everything that was found, as canonical JSON.")
    result_index = models.CharField(max_length=64)
    session = models.ForeignKey(
        "compliance.ExclusionSession", null=True, on_delete=models.PROTECT, related_name="determinations"
    )
    determined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the portal."
    )
    determined_at = models.DateTimeField()
    stands = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=20, choices=Ended.choices, blank=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        permissions = [
            ("assess_item", "Assess items and determine transfers"),
            ("view_every_determination", "See every determination and its trace"),
        ]
        indexes = [models.Index(fields=["outcome", "determined_at"], name="determination_by_outcome")]
        constraints = [
            models.UniqueConstraint(
                name="determination_stands_once",
                fields=["subject_reference", "regime"],
                condition=Q(stands=True),
                violation_error_message="One determination stands for a transfer under a regime.",
            ),
            models.CheckConstraint(
                name="determination_end_is_whole",
                condition=Q(stands=True, ended_at=None, ended_as="")
                | (Q(stands=False, ended_at__isnull=False) & ~Q(ended_as="")),
                violation_error_message="A determination that stands no more says when and why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.regime})"

    def get_absolute_url(self) -> str:
        """Return the page of this determination."""
        return reverse("classification:determination", args=[self.reference])

    @property
    def facts(self) -> Facts:
        """What was asked."""
        return canonical.parse(self.inputs)

    @property
    def findings(self) -> dict[str, Any]:
        """Everything that was found, as it was kept."""
        return json.loads(self.result)

    @property
    def permits(self) -> bool:
        """Tell whether the transfer may go ahead under this regime as far as the determination goes."""
        return Outcome(self.outcome) in PERMISSIVE

    @property
    def tone(self) -> str:
        return OUTCOME_TONES[Outcome(self.outcome)]

    @property
    def label(self) -> str:
        return LABELS[Outcome(self.outcome)]
