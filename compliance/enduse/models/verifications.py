"""Verifications: planned, attested, carried out, with evidence and outcome."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.enduse.states import AWAITED, Finding, Method, Reason, VerificationState
from compliance.licensing.models import Authorisation
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL


class VerificationQuerySet(models.QuerySet):
    """Verifications by who may see them and how urgent they are."""

    def visible_to(self, actor: Any) -> "VerificationQuerySet":
        """Return those of the authorisations that the actor may see, and those the actor answers for."""
        if actor is None or not actor.is_active:
            return self.none()
        return self.filter(Q(authorisation__in=Authorisation.objects.visible_to(actor)) | Q(responsible=actor))

    def awaited(self) -> "VerificationQuerySet":
        """Return those that somebody still has to act on."""
        return self.filter(state__in=AWAITED)

    def due_within(self, days: int, *, on: date) -> "VerificationQuerySet":
        """Return awaited ones that fall due by then, overdue ones included."""
        return self.awaited().filter(due_on__lte=on + timedelta(days=days))

    def overdue(self, *, on: date) -> "VerificationQuerySet":
        """Return awaited ones whose day has passed."""
        return self.awaited().filter(due_on__lt=on)


class Verification(Stateful):
    """One check that an authorisation is used as approved."""

    state = models.CharField(max_length=20, choices=VerificationState.choices, default=VerificationState.PLANNED)
    authorisation = models.ForeignKey(
        "compliance.Authorisation", on_delete=models.PROTECT, related_name="verifications"
    )
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=20, choices=Reason.choices)
    rule = models.CharField(max_length=60, help_text="The rule of the schedule that planned it.")
    due_on = models.DateField()
    planned_at = models.DateTimeField()
    responsible = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="verifications")
    methods = models.CharField(
        max_length=120, blank=True, default="", help_text="The methods that fit, by rule; codes joined by spaces."
    )
    recipient_said = models.TextField(blank=True, default="", help_text="What the recipient says, by link.")
    recipient_name = models.CharField(max_length=150, blank=True, default="")
    recipient_keeps = models.BooleanField(null=True, help_text="The recipient confirms that nothing was passed on.")
    recipient_said_at = models.DateTimeField(null=True, blank=True)
    rung = models.SmallIntegerField(null=True, help_text="Days before the due day of the last reminder owed.")

    attested_at = models.DateTimeField(null=True, blank=True)
    statement = models.TextField(blank=True, default="", help_text="What the responsible person says.")
    method = models.CharField(max_length=20, choices=Method.choices, blank=True, default="")
    carried_out_on = models.DateField(null=True, blank=True)
    carried_out_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=20, choices=Finding.choices, blank=True, default="")
    account = models.TextField(blank=True, default="", help_text="What was seen.")
    follow_up = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField(null=True, blank=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        permissions = [("manage_verification", "Plan and record end-use verifications")]
        indexes = [models.Index(fields=["due_on"], name="verification_due", condition=Q(state__in=AWAITED))]
        constraints = [
            models.UniqueConstraint(name="verification_number", fields=["authorisation", "number"]),
            models.CheckConstraint(
                name="verification_record_is_whole",
                condition=~Q(state=VerificationState.RECORDED)
                | (Q(recorded_at__isnull=False, carried_out_by__isnull=False) & ~Q(finding="") & ~Q(method="")),
                violation_error_message="A record names who checked, how, when and what was found.",
            ),
            models.CheckConstraint(
                name="verification_not_by_the_responsible",
                condition=Q(carried_out_by__isnull=True) | ~Q(carried_out_by=models.F("responsible")),
                violation_error_message="Nobody verifies their own use.",
            ),
            models.CheckConstraint(
                name="verification_trouble_is_followed_up",
                condition=Q(finding__in=["", Finding.AS_APPROVED]) | ~Q(follow_up=""),
                violation_error_message="Say what follows from the finding.",
            ),
        ]

    def __str__(self) -> str:
        return f"Verification {self.number} of {self.authorisation}"

    def get_absolute_url(self) -> str:
        """Return the verification's page."""
        return reverse("enduse:verification", args=[self.pk])
