"""A control plan with its written parts, its items, and what became of it from version to version."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from compliance.plans.states import UNFINISHED, Disposition, Part, PlanState, Weight
from portal.accounts.queries import principals_of
from portal.core.models import Stateful, WrittenOnce
from portal.core.policy import holds

USER = settings.AUTH_USER_MODEL


class ControlPlanQuerySet(models.QuerySet):
    """Plans by who may see them and where they stand."""

    def visible_to(self, actor: Any, *, on: date | None = None) -> "ControlPlanQuerySet":
        """
        Return what the actor may see.

        The office and overseers see every plan; others those that they answer for, sign, work under or drafted,
        and those of their own cases and of the people they act for.
        """
        if actor is None or not actor.is_active:
            return self.none()
        if holds(actor, "compliance.view_every_case"):
            return self
        acting = principals_of(actor, on=on or timezone.localdate())
        mine = Q(responsible=actor) | Q(deputy=actor) | Q(it_manager=actor) | Q(head=actor) | Q(drafted_by=actor)
        mine |= Q(case__applicant=actor) | Q(case__applicant__in=acting)
        working = ControlPlan.objects.filter(people__user=actor, people__removed_at=None).values("pk")
        return self.filter(mine | Q(pk__in=working))

    def live(self) -> "ControlPlanQuerySet":
        """Return plans that somebody has to keep to."""
        return self.filter(state__in=(PlanState.ACTIVE, PlanState.CLOSING))

    def unfinished(self) -> "ControlPlanQuerySet":
        """Return plans that are neither closed out nor withdrawn."""
        return self.filter(state__in=UNFINISHED)


class ControlPlan(Stateful):
    """What keeps the controlled part of one case controlled: who, where, on which systems, until when."""

    state = models.CharField(max_length=20, choices=PlanState.choices, default=PlanState.DRAFT)
    reference = models.CharField(max_length=30, unique=True)
    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=200)
    weight = models.CharField(max_length=20, choices=Weight.choices)
    proposed_weight = models.CharField(max_length=20, choices=Weight.choices)
    rule = models.CharField(max_length=20, help_text="The rule that proposed the weight.")
    rule_reason = models.TextField()
    weight_reason = models.TextField(blank=True, default="", help_text="Why an officer chose another weight.")
    purpose = models.TextField(blank=True, default="")
    sponsor = models.CharField(max_length=200, blank=True, default="")
    funded_until = models.DateField(null=True, blank=True, help_text="The plan goes on after it.")
    unit = models.ForeignKey("accounts.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    responsible = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="plans_answered_for")
    deputy = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    it_manager = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    head = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    version = models.PositiveSmallIntegerField(default=0, help_text="0 is the draft; each amendment adds one.")
    drafted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    issue_asked_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issue_asked_at = models.DateTimeField(null=True, blank=True, help_text="An officer asked for it to be sent.")
    sent_at = models.DateTimeField(null=True, blank=True)
    active_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_statement = models.TextField(blank=True, default="")

    objects = ControlPlanQuerySet.as_manager()

    class Meta:
        permissions = [("manage_plan", "Send, amend and close control plans")]
        indexes = [
            models.Index(fields=["state"], name="plan_by_state"),
            models.Index(
                fields=["issue_asked_at"],
                name="plan_waiting_for_issue",
                condition=Q(state=PlanState.DRAFT, issue_asked_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="plan_one_at_a_time_for_a_case",
                fields=["case"],
                condition=Q(state__in=UNFINISHED),
                violation_error_message="The case has a plan already.",
            ),
            models.CheckConstraint(
                name="plan_weight_chosen_with_a_reason",
                condition=Q(weight=models.F("proposed_weight")) | ~Q(weight_reason=""),
                violation_error_message="Say why another weight fits better.",
            ),
            models.CheckConstraint(
                name="plan_head_stands_behind_somebody_else",
                condition=Q(head__isnull=True) | ~Q(head=models.F("responsible")),
                violation_error_message="The head of unit and the responsible person are two people.",
            ),
            models.CheckConstraint(
                name="plan_closed_by_somebody_else",
                condition=~Q(state=PlanState.CLOSED)
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_by=models.F("responsible"))),
                violation_error_message="A plan is closed out by the office, never by whoever answers for it.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the plan's page."""
        return reverse("plans:plan", args=[self.reference])

    @property
    def is_live(self) -> bool:
        """Tell whether somebody has to keep to it."""
        return self.state in (PlanState.ACTIVE, PlanState.CLOSING)

    @property
    def is_draft(self) -> bool:
        """Tell whether it may be written without an amendment."""
        return self.state == PlanState.DRAFT


class PlanSection(models.Model):
    """One written part of a plan as it stands."""

    plan = models.ForeignKey("compliance.ControlPlan", on_delete=models.PROTECT, related_name="sections")
    part = models.CharField(max_length=20, choices=Part.choices)
    text = models.TextField()
    version = models.PositiveSmallIntegerField(default=0, help_text="The version that changed it last.")

    class Meta:
        constraints = [models.UniqueConstraint(name="plan_section_once", fields=["plan", "part"])]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.get_part_display()}"


class PlanItem(models.Model):
    """Something controlled that a plan is about, and what became of it."""

    plan = models.ForeignKey("compliance.ControlPlan", on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey("compliance.CaseItem", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    disposition = models.CharField(max_length=20, choices=Disposition.choices, default=Disposition.HELD)
    disposed_on = models.DateField(null=True, blank=True)
    disposition_note = models.TextField(blank=True, default="")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_item_once", fields=["plan", "item"]),
            models.CheckConstraint(
                name="plan_item_disposed_of_on_a_day",
                condition=Q(disposition=Disposition.HELD) | Q(disposed_on__isnull=False),
                violation_error_message="Say on which day it left.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanEntry(models.Model):
    """A control entry under which an item of a plan falls."""

    item = models.ForeignKey("compliance.PlanItem", on_delete=models.CASCADE, related_name="entries")
    regime = models.CharField(max_length=40)
    code = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(name="plan_entry_once", fields=["item", "regime", "code"])]

    def __str__(self) -> str:
        return f"{self.regime} {self.code}"


class PlanAmendment(WrittenOnce):
    """What changed from one version to the next, and why."""

    plan = models.ForeignKey("compliance.ControlPlan", on_delete=models.PROTECT, related_name="amendments")
    version = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=20, choices=Part.choices)
    what = models.TextField()
    reason = models.TextField()
    before = models.TextField(blank=True, default="")
    made_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="plan_amendment_once", fields=["plan", "version"])]

    def __str__(self) -> str:
        return f"{self.plan} version {self.version}"
