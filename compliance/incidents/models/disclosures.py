"""Disclosures: the decision with its reasons, the account in nine parts, what went to and came from the agency."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.incidents.states import Agency, Direction, DisclosureState
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL
DECIDED = (
    DisclosureState.NOT_DISCLOSED, DisclosureState.TO_DISCLOSE, DisclosureState.SUBMITTED, DisclosureState.CONCLUDED,
)  # fmt: skip


class DisclosureQuerySet(models.QuerySet):
    """Disclosures by who may know of them."""

    def visible_to(self, actor: Any) -> "DisclosureQuerySet":
        """Return those of incidents whose privileged parts the actor may read, for counsel helps to write them."""
        from compliance.incidents.models.incidents import Incident, IncidentPart
        from compliance.incidents.states import Part

        if actor is None or not actor.is_active:
            return self.none()
        known = Incident.objects.visible_to(actor)
        parts = (Part.LEAD, Part.INVESTIGATOR, Part.COUNSEL, Part.OFFICIAL)
        held = IncidentPart.objects.current().filter(person=actor, part__in=parts)
        return self.filter(incident__in=known.values("pk")).filter(incident__in=held.values("incident"))


class Disclosure(Stateful):
    """The question whether an agency is told, and what follows."""

    state = models.CharField(max_length=20, choices=DisclosureState.choices, default=DisclosureState.DRAFT)
    incident = models.ForeignKey("compliance.Incident", on_delete=models.PROTECT, related_name="disclosures")
    agency = models.CharField(max_length=20, choices=Agency.choices)
    drafted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reasons = models.TextField(blank=True, default="")
    agency_reference = models.CharField(max_length=80, blank=True, default="")
    outcome = models.TextField(blank=True, default="")

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="disclosure_once_per_agency", fields=["incident", "agency"]),
            models.CheckConstraint(
                name="disclosure_decision_is_whole",
                condition=Q(state__in=[DisclosureState.DRAFT, DisclosureState.IN_REVIEW])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reasons="")),
                violation_error_message="The decision names who decided, when and why, either way.",
            ),
            models.CheckConstraint(
                name="disclosure_not_decided_by_its_author",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("drafted_by")),
                violation_error_message="Whoever wrote the account does not decide.",
            ),
        ]

    def __str__(self) -> str:
        return f"Disclosure of {self.incident} to {self.get_agency_display()}"

    def get_absolute_url(self) -> str:
        """Return the disclosure's page."""
        return reverse("incidents:disclosure", args=[self.incident.reference, self.pk])


class DisclosurePart(models.Model):
    """One of the nine parts of the account."""

    disclosure = models.ForeignKey("compliance.Disclosure", on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True, default="")
    edited_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="disclosure_part_number", fields=["disclosure", "number"]),
            models.CheckConstraint(name="disclosure_has_nine_parts", condition=Q(number__gte=1, number__lte=9)),
        ]

    def __str__(self) -> str:
        return f"Part {self.number}"


class Correspondence(models.Model):
    """A letter to or from the agency."""

    disclosure = models.ForeignKey("compliance.Disclosure", on_delete=models.PROTECT, related_name="correspondence")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    on = models.DateField()
    what = models.CharField(max_length=300)
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.what
