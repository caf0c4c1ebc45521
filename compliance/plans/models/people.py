"""Who is on a plan, who signs it in which capacity, and what is attested every year."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.plans.states import AttestationState, Capacity, LegalStatus
from portal.core.fields import EncryptedTextField
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL


class PlanPersonQuerySet(models.QuerySet):
    """People on plans by whether they still are."""

    def on_it(self) -> "PlanPersonQuerySet":
        """Return those whom nobody has taken off."""
        return self.filter(removed_at=None)


class PlanPerson(models.Model):
    """
    Somebody who may come near what a plan controls, once briefed and signed.

    ``status`` is what a control's text makes of them, asked for only where a text asks.
    """

    plan = models.ForeignKey("compliance.ControlPlan", on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="plan_places")
    role = models.CharField(max_length=120, help_text="What they do there.")
    status = EncryptedTextField(blank=True, default="")
    authorisation = models.ForeignKey(
        "compliance.Authorisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.TextField(blank=True, default="")

    objects = PlanPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="plan_person_once",
                fields=["plan", "user"],
                condition=Q(removed_at__isnull=True),
                violation_error_message="This person is on the plan already.",
            ),
            models.CheckConstraint(
                name="plan_person_removed_with_a_reason",
                condition=Q(removed_at__isnull=True) | ~Q(removed_because=""),
                violation_error_message="Say why the person leaves.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def status_label(self) -> str:
        """What a control's text makes of the person, in words."""
        return LegalStatus(self.status).label if self.status else "Not said yet"

    @property
    def kept_away(self) -> bool:
        """Tell whether the person must not come near what is controlled."""
        return self.status == LegalStatus.EXCLUDED


class PlanSignatureQuerySet(models.QuerySet):
    """Signatures by whether they were given."""

    def asked(self) -> "PlanSignatureQuerySet":
        """Return those that are still owed."""
        return self.filter(signed_at=None, ended_at=None)

    def given(self) -> "PlanSignatureQuerySet":
        """Return those that were given."""
        return self.exclude(signed_at=None)


class PlanSignature(models.Model):
    """A signature that is owed or given: by whom, in which capacity, under which version."""

    plan = models.ForeignKey("compliance.ControlPlan", on_delete=models.PROTECT, related_name="signatures")
    capacity = models.CharField(max_length=20, choices=Capacity.choices)
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="plan_signatures")
    version = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="It is not owed any more.")
    words = models.TextField(blank=True, default="", help_text="What was signed.")
    digest = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of the plan as it was signed.")
    rung = models.PositiveSmallIntegerField(null=True, help_text="Days after which the last reminder was owed.")

    objects = PlanSignatureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="plan_signature_owed",
                condition=Q(signed_at__isnull=True, ended_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="plan_signature_owed_once",
                fields=["plan", "capacity", "person"],
                condition=Q(signed_at__isnull=True, ended_at__isnull=True),
                violation_error_message="This signature is asked for already.",
            ),
            models.CheckConstraint(
                name="plan_signature_is_whole",
                condition=Q(signed_at__isnull=True) | (~Q(words="") & ~Q(digest="")),
                violation_error_message="A signature keeps what was signed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} of {self.plan}, version {self.version}"


class PlanAttestationQuerySet(models.QuerySet):
    """Yearly attestations by day and by who sees them."""

    def due(self) -> "PlanAttestationQuerySet":
        """Return those that are still owed."""
        return self.filter(state=AttestationState.DUE)

    def overdue(self, *, on: date) -> "PlanAttestationQuerySet":
        """Return those whose day has passed."""
        return self.due().filter(due_on__lt=on)

    def due_within(self, days: int, *, on: date) -> "PlanAttestationQuerySet":
        """Return those that fall due by then, overdue ones included."""
        return self.due().filter(due_on__lte=on + timedelta(days=days))


class PlanAttestation(Stateful):
    """Once a year the responsible person says that the plan is still true."""

    state = models.CharField(max_length=20, choices=AttestationState.choices, default=AttestationState.DUE)
    plan = models.ForeignKey("compliance.ControlPlan", on_delete=models.PROTECT, related_name="attestations")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    people_right = models.BooleanField(null=True)
    places_right = models.BooleanField(null=True)
    items_held = models.BooleanField(null=True)
    nothing_happened = models.BooleanField(null=True)
    note = models.TextField(blank=True, default="")
    attested_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    attested_at = models.DateTimeField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(null=True, help_text="Days before the day of the last reminder owed.")

    objects = PlanAttestationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_on"], name="plan_attestation_due", condition=Q(state=AttestationState.DUE))
        ]
        constraints = [
            models.UniqueConstraint(name="plan_attestation_number", fields=["plan", "number"]),
            models.UniqueConstraint(
                name="plan_attestation_one_at_a_time", fields=["plan"], condition=Q(state=AttestationState.DUE)
            ),
            models.CheckConstraint(
                name="plan_attestation_is_whole",
                condition=~Q(state=AttestationState.GIVEN)
                | Q(
                    attested_at__isnull=False,
                    attested_by__isnull=False,
                    people_right__isnull=False,
                    places_right__isnull=False,
                    items_held__isnull=False,
                    nothing_happened__isnull=False,
                ),
                violation_error_message="An attestation answers all four questions.",
            ),
        ]

    def __str__(self) -> str:
        return f"Attestation {self.number} of {self.plan}"

    def get_absolute_url(self) -> str:
        """Return the page on which it is given."""
        return reverse("plans:attest", args=[self.plan.reference])

    @property
    def all_is_well(self) -> bool:
        """Tell whether nothing has to be put right."""
        return bool(self.people_right and self.places_right and self.items_held and self.nothing_happened)
