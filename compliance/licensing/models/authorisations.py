"""What permits transfers, under which conditions, how much of it is used, and the letters that say so."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from compliance.licensing.models.cases import Case
from compliance.licensing.states import (
    AuthorisationKind,
    AuthorisationState,
    ConditionState,
    DueRule,
    LetterKind,
)
from portal.core.models import Stateful, WrittenOnce

USER = settings.AUTH_USER_MODEL


class AuthorisationQuerySet(models.QuerySet):
    """Authorisations by who may see them and whether they hold."""

    def visible_to(self, actor: Any) -> "AuthorisationQuerySet":
        """Return those of the cases that the actor may see."""
        return self.filter(case__in=Case.objects.visible_to(actor))

    def in_force(self, *, on: date) -> "AuthorisationQuerySet":
        """Return those that permit something on the day."""
        begun = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
        return self.filter(begun, state=AuthorisationState.IN_FORCE)

    def of_kind(self, *kinds: str) -> "AuthorisationQuerySet":
        """Return those of the kinds."""
        return self.filter(kind__in=kinds)


class Authorisation(Stateful):
    """What permits one or more transfers of a case."""

    state = models.CharField(max_length=30, choices=AuthorisationState.choices)
    reference = models.CharField(max_length=30, unique=True)
    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="authorisations")
    decision = models.ForeignKey("compliance.Decision", on_delete=models.PROTECT, related_name="authorisations")
    kind = models.CharField(max_length=30, choices=AuthorisationKind.choices)
    basis = models.CharField(max_length=120, help_text="The exclusion, exception or licence number it rests on.")
    scope = models.TextField()
    transfers = models.ManyToManyField("compliance.Transfer", related_name="authorisations")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    limit = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    limit_unit = models.CharField(max_length=40, blank=True, default="")
    used = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    issued_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True, default="")
    replaces = models.OneToOneField(
        "compliance.Authorisation", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        permissions = [("manage_authorisation", "Issue, suspend and revoke authorisations")]
        indexes = [models.Index(fields=["state", "valid_to"], name="authorisation_expiry")]
        constraints = [
            models.CheckConstraint(
                name="authorisation_days_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="The last day lies before the first.",
            ),
            models.CheckConstraint(
                name="authorisation_not_overdrawn",
                condition=Q(limit__isnull=True) | Q(used__lte=F("limit")),
                violation_error_message="More would be used than is permitted.",
            ),
            models.CheckConstraint(
                name="authorisation_in_force_has_a_first_day",
                condition=~Q(state=AuthorisationState.IN_FORCE) | Q(valid_from__isnull=False),
                violation_error_message="What is in force has a first day.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the authorisation's page."""
        return reverse("licensing:authorisation", args=[self.reference])

    @property
    def left(self):
        """How much may still be used, or None where there is no limit."""
        return None if self.limit is None else self.limit - self.used


class Condition(Stateful):
    """An obligation on an authorisation, with an owner and a rule when it falls due."""

    state = models.CharField(max_length=20, choices=ConditionState.choices, default=ConditionState.OPEN)
    authorisation = models.ForeignKey("compliance.Authorisation", on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    obligation = models.TextField()
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="conditions")
    due_rule = models.CharField(max_length=20, choices=DueRule.choices, default=DueRule.STANDING)
    due_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True, default="")
    settled_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="condition_number", fields=["authorisation", "number"]),
            models.CheckConstraint(
                name="condition_day_where_the_rule_asks",
                condition=~Q(due_rule__in=[DueRule.BY_DATE, DueRule.YEARLY]) | Q(due_on__isnull=False),
                violation_error_message="A condition with a day names the day.",
            ),
        ]

    def __str__(self) -> str:
        return f"Condition {self.number} of {self.authorisation}"


class UsageEntry(WrittenOnce):
    """One draw-down of an authorisation. A mistake is put right by a second entry, never by a change."""

    authorisation = models.ForeignKey("compliance.Authorisation", on_delete=models.PROTECT, related_name="usage")
    key = models.CharField(max_length=60, help_text="The same key again is the same entry.")
    used_on = models.DateField()
    quantity = models.DecimalField(max_digits=14, decimal_places=2)
    what = models.TextField()
    corrects = models.OneToOneField(
        "compliance.UsageEntry", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="usage_entry_once", fields=["authorisation", "key"]),
            models.CheckConstraint(
                name="usage_entry_is_something",
                condition=~Q(quantity=0),
                violation_error_message="Nothing used is nothing to enter.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} on {self.used_on}"


class Letter(models.Model):
    """A letter of the office, with the code by which anybody can check that it is genuine."""

    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="letters")
    decision = models.ForeignKey("compliance.Decision", on_delete=models.PROTECT, related_name="letters")
    authorisation = models.ForeignKey(
        "compliance.Authorisation", null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    code = models.CharField(max_length=20, unique=True)
    attachment = models.ForeignKey("core.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_of_authorisation_names_it",
                condition=~Q(kind=LetterKind.AUTHORISATION) | Q(authorisation__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Letter {self.code}"
