"""Findings: what an audit, a standing check or a verification brought up."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.assurance.states import UNSETTLED, FindingState, Origin, Severity
from portal.core.models import Stateful
from portal.core.policy import holds

USER = settings.AUTH_USER_MODEL


class FindingQuerySet(models.QuerySet):
    """Findings by who may see them and where they stand."""

    def visible_to(self, actor: Any) -> "FindingQuerySet":
        """Return every finding for the office and overseers, and those that somebody has in hand for them."""
        if actor is None or not actor.is_active:
            return self.none()
        if holds(actor, "compliance.view_every_finding"):
            return self.all()
        return self.filter(responsible=actor)

    def unsettled(self) -> "FindingQuerySet":
        """Return those that are not settled yet."""
        return self.filter(state__in=UNSETTLED)


class Finding(Stateful):
    """Something that is not as it should be, reported once."""

    state = models.CharField(max_length=20, choices=FindingState.choices, default=FindingState.OPEN)
    reference = models.CharField(max_length=30, unique=True)
    origin = models.CharField(max_length=20, choices=Origin.choices)
    check_name = models.SlugField(max_length=60, blank=True, default="", help_text="The standing check that states it.")
    fingerprint = models.CharField(max_length=64, help_text="The same cause has the same fingerprint.")
    title = models.CharField(max_length=200)
    detail = models.TextField()
    severity = models.CharField(max_length=10, choices=Severity.choices)
    found_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True, blank=True, help_text="When a standing check last found it.")
    found_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    case = models.ForeignKey(
        "compliance.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    authorisation = models.ForeignKey(
        "compliance.Authorisation", null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    verification = models.ForeignKey(
        "compliance.Verification", null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    unit = models.ForeignKey("accounts.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    concerns = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Whose act it is about."
    )
    responsible = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="findings", help_text="Who sees to it."
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    conclusion = models.TextField(blank=True, default="", help_text="Why it is settled.")

    objects = FindingQuerySet.as_manager()

    class Meta:
        permissions = [
            ("manage_finding", "Take up, close and dismiss findings"),
            ("view_every_finding", "See every finding"),
        ]
        indexes = [
            models.Index(fields=["check_name", "state"], name="finding_by_check"),
            models.Index(fields=["fingerprint"], name="finding_by_fingerprint"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="finding_stated_once",
                fields=["fingerprint"],
                condition=Q(state__in=UNSETTLED),
                violation_error_message="This has been found already and is not settled.",
            ),
            models.CheckConstraint(
                name="finding_settled_is_whole",
                condition=Q(state__in=UNSETTLED, settled_at__isnull=True)
                | (~Q(state__in=UNSETTLED) & Q(settled_at__isnull=False) & ~Q(conclusion="")),
                violation_error_message="A settled finding says when and why.",
            ),
            models.CheckConstraint(
                name="finding_not_settled_by_whom_it_concerns",
                condition=Q(settled_by__isnull=True) | Q(concerns__isnull=True) | ~Q(settled_by=models.F("concerns")),
                violation_error_message="Nobody settles a finding about their own work.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the finding's page."""
        return reverse("assurance:finding", args=[self.reference])
