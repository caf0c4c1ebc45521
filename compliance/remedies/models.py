"""Remedies, each with its owner, its day and the check that tells whether it helped."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from compliance.remedies import sources
from compliance.remedies.states import IN_VAIN, SOURCES, UNSETTLED, RemedyState
from portal.core.models import Stateful
from portal.core.policy import holds

__all__ = ["Remedy"]
USER = settings.AUTH_USER_MODEL


def exactly_one(names: tuple[str, ...]) -> Q:
    """Return the condition that exactly one of the foreign keys is set."""
    return reduce(or_, (Q(**{f"{each}__isnull": each != name for each in names}) for name in names))


class RemedyQuerySet(models.QuerySet):
    """Remedies by who may see them and what they wait for."""

    def visible_to(self, actor: Any) -> "RemedyQuerySet":
        """
        Return what the actor does or checks; the office and overseers see every remedy.

        Where a source is known to few (``sources.register`` with ``visible``), the remedies that answer to it are for
        those who may know of it, and for whoever does or checks them.
        """
        if actor is None or not actor.is_active:
            return self.none()
        known = Q(owner=actor) | Q(checker=actor)
        if holds(actor, "compliance.view_every_remedy"):
            known |= Q(**{f"{name}__isnull": True for name, _ in sources.kept_to_few()})
        for name, visible in sources.kept_to_few():
            known |= Q(**{f"{name}__in": visible(actor).values("pk")})
        return self.filter(known)

    def unsettled(self) -> "RemedyQuerySet":
        """Return those that somebody still has to do or to check."""
        return self.filter(state__in=UNSETTLED)

    def overdue(self, *, on: date) -> "RemedyQuerySet":
        """Return those whose day has passed: to be done, or done and to be checked."""
        undone = Q(state=RemedyState.OPEN, due_on__lt=on)
        return self.filter(undone | Q(state=RemedyState.DONE, check_on__lt=on))


class Remedy(Stateful):
    """What is done about one finding or one incident."""

    state = models.CharField(max_length=20, choices=RemedyState.choices, default=RemedyState.OPEN)
    reference = models.CharField(max_length=30, unique=True)
    finding = models.ForeignKey(
        "compliance.Finding", null=True, blank=True, on_delete=models.PROTECT, related_name="remedies"
    )
    incident = models.ForeignKey(
        "compliance.Incident", null=True, blank=True, on_delete=models.PROTECT, related_name="remedies"
    )
    drill = models.ForeignKey(
        "compliance.Drill", null=True, blank=True, on_delete=models.PROTECT, related_name="remedies"
    )
    improvement = models.ForeignKey(
        "training.Improvement", null=True, blank=True, on_delete=models.PROTECT, related_name="remedies"
    )
    what = models.TextField(help_text="What is done.")
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="remedies")
    due_on = models.DateField()
    checker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="remedies_to_check")
    check_on = models.DateField(help_text="The day on which it is checked whether it helped.")
    check_how = models.TextField(help_text="What will show that it helped.")
    opened_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    rung = models.SmallIntegerField(null=True, help_text="Days before the day of the last reminder owed.")

    done_at = models.DateTimeField(null=True, blank=True)
    account = models.TextField(blank=True, default="", help_text="What was done, in the owner's words.")
    checked_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True, default="", help_text="What the check showed.")
    cancelled_because = models.TextField(blank=True, default="")

    objects = RemedyQuerySet.as_manager()

    class Meta:
        permissions = [
            ("manage_remedy", "Open, change and cancel remedies"),
            ("view_every_remedy", "See every remedy"),
        ]
        indexes = [models.Index(fields=["due_on"], name="remedy_due", condition=Q(state__in=UNSETTLED))]
        constraints = [
            models.CheckConstraint(
                name="remedy_has_one_source",
                condition=exactly_one(SOURCES),
                violation_error_message="A remedy answers to exactly one finding, incident, drill or improvement.",
            ),
            models.UniqueConstraint(
                name="remedy_improvement_once",
                fields=["improvement"],
                condition=~Q(state__in=IN_VAIN),
                violation_error_message="This improvement was taken up already.",
            ),
            models.CheckConstraint(
                name="remedy_not_checked_by_its_owner",
                condition=~Q(owner=F("checker")),
                violation_error_message="Nobody checks their own remedy.",
            ),
            models.CheckConstraint(
                name="remedy_checked_after_it_is_due",
                condition=Q(check_on__gte=F("due_on")),
                violation_error_message="The check lies after the day on which the remedy is due.",
            ),
            models.CheckConstraint(
                name="remedy_done_is_told",
                condition=Q(state__in=[RemedyState.OPEN, RemedyState.CANCELLED])
                | (Q(done_at__isnull=False) & ~Q(account="")),
                violation_error_message="A remedy that is done says what was done.",
            ),
            models.CheckConstraint(
                name="remedy_check_is_whole",
                condition=~Q(state__in=[RemedyState.EFFECTIVE, RemedyState.NOT_EFFECTIVE])
                | (Q(checked_at__isnull=False) & ~Q(result="")),
                violation_error_message="A check says when it was made and what it showed.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the remedy's page."""
        return reverse("remedies:remedy", args=[self.reference])

    @property
    def waits_until(self) -> date:
        """The day of the next step: of the doing, then of the check."""
        return self.due_on if self.state == RemedyState.OPEN else self.check_on
