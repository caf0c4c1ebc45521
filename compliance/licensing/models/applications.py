"""What is asked of a government agency, what it asks back, and what it says in the end."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from compliance.licensing.models.cases import Case
from compliance.licensing.states import BEFORE_AGENCY, ApplicationState, QueryKind
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL


class ApplicationQuerySet(models.QuerySet):
    """Applications by who may know of them and whether they are under way."""

    def visible_to(self, actor: Any) -> "ApplicationQuerySet":
        """Return those of the cases that the actor may see."""
        return self.filter(authorisation__case__in=Case.objects.visible_to(actor))

    def under_way(self) -> "ApplicationQuerySet":
        """Return those that no agency has answered yet."""
        return self.filter(state__in=BEFORE_AGENCY)


class GovernmentApplication(Stateful):
    """An application for the licence that an approved transfer waits for."""

    state = models.CharField(max_length=20, choices=ApplicationState.choices, default=ApplicationState.PREPARED)
    reference = models.CharField(max_length=30, unique=True)
    authorisation = models.ForeignKey("compliance.Authorisation", on_delete=models.PROTECT, related_name="applications")
    regime = models.CharField(max_length=40, help_text="The body of law that asks for the licence.")
    end_use = models.TextField(help_text="The specific end use, as the agency will read it.")
    additional = models.TextField(blank=True, default="", help_text="What the agency should know beside the form.")
    prepared_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    filed_on = models.DateField(null=True, blank=True)
    filed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency_reference = models.CharField(max_length=60, blank=True, default="")
    decided_on = models.DateField(null=True, blank=True)
    licence = models.CharField(max_length=60, blank=True, default="")
    outcome = models.TextField(blank=True, default="", help_text="What the agency said, in its words.")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="application_one_under_way",
                fields=["authorisation", "regime"],
                condition=Q(state__in=BEFORE_AGENCY),
                violation_error_message="An application for this licence is under way already.",
            ),
            models.CheckConstraint(
                name="application_filed_with_a_reference",
                condition=Q(state__in=[ApplicationState.PREPARED, ApplicationState.WITHDRAWN])
                | (Q(filed_on__isnull=False) & ~Q(agency_reference="")),
                violation_error_message="What is filed has its day and the agency's reference.",
            ),
            models.CheckConstraint(
                name="application_days_in_order",
                condition=Q(decided_on__isnull=True) | Q(filed_on__isnull=True) | Q(decided_on__gte=F("filed_on")),
                violation_error_message="The agency's answer lies before the application.",
            ),
            models.CheckConstraint(
                name="application_granted_with_a_licence",
                condition=~Q(state=ApplicationState.GRANTED) | ~Q(licence=""),
                violation_error_message="A granted application names its licence.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the application's page."""
        return reverse("licensing:application", args=[self.reference])

    @property
    def is_under_way(self) -> bool:
        """Tell whether the agency's answer is still to come."""
        return self.state in BEFORE_AGENCY


class AgencyQuery(models.Model):
    """Something the agency wants from us before it goes on. While one is open its clock stands."""

    application = models.ForeignKey(
        "compliance.GovernmentApplication", on_delete=models.PROTECT, related_name="queries"
    )
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=QueryKind.choices, default=QueryKind.QUESTION)
    text = models.TextField()
    asked_on = models.DateField()
    due_on = models.DateField()
    answer = models.TextField(blank=True, default="")
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="agency_query_number", fields=["application", "number"]),
            models.UniqueConstraint(
                name="agency_query_one_open",
                fields=["application"],
                condition=Q(answered_on__isnull=True),
                violation_error_message="A query of the agency is open already.",
            ),
            models.CheckConstraint(
                name="agency_query_days_in_order",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")),
                violation_error_message="The answer lies before the question.",
            ),
            models.CheckConstraint(
                name="agency_query_answer_is_whole",
                condition=Q(answered_on__isnull=True) | ~Q(answer=""),
                violation_error_message="An answer has its text and its day.",
            ),
        ]

    def __str__(self) -> str:
        return f"Query {self.number} on {self.application}"
