"""Proposals to funders whose rules ask for training within so many months before the deadline, and who is on them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from portal.accounts.queries import members_of, units_led_by
from portal.core.policy import holds


class ProposalQuerySet(models.QuerySet):
    """Proposals by who may know of them."""

    def standing(self) -> "ProposalQuerySet":
        """Return those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """Return those that the person entered or is on, those of people they lead, and all to the offices."""
        if holds(user, "training.view_every_completion"):
            return self
        on_it = ProposalPerson.objects.filter(person=user, removed_on=None)
        mine = Q(entered_by=user) | Q(pk__in=on_it.values("proposal"))
        if holds(user, "training.view_unit_training"):
            on = timezone.localdate()
            led = members_of(units_led_by(user, on=on), on=on).values("pk")
            mine |= Q(pk__in=ProposalPerson.objects.filter(person__in=led, removed_on=None).values("proposal"))
        return self.filter(mine)


class Proposal(models.Model):
    """A proposal with its funder and its deadline."""

    title = models.CharField(max_length=200)
    funder = models.SlugField(max_length=40, help_text="The short name by which requirements know the funder.")
    due_on = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page that says who is ready."""
        return reverse("training:proposal", args=[self.pk])


class ProposalPersonQuerySet(models.QuerySet):
    """People on proposals by day."""

    def asked(self, on: date) -> "ProposalPersonQuerySet":
        """Return those whose deadline has not passed by the day."""
        known = Q(removed_on=None) | Q(removed_on__gt=on)
        return self.filter(known, proposal__withdrawn_at=None, added_on__lte=on, ready_on__gte=on)


class ProposalPerson(models.Model):
    """Somebody whom the funder's rule covers. Whoever is added after the deadline has days of their own."""

    proposal = models.ForeignKey("training.Proposal", on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_proposals")
    added_on = models.DateField()
    ready_on = models.DateField(help_text="By this day the training has to be done.")
    removed_on = models.DateField(null=True)

    objects = ProposalPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="proposal_person_once", fields=["proposal", "person"], condition=Q(removed_on__isnull=True)
            ),
            models.CheckConstraint(
                name="proposal_days_in_order",
                condition=Q(ready_on__gte=F("added_on")),
                violation_error_message="Nobody can be ready before they were named.",
            ),
        ]
        indexes = [models.Index(fields=["person", "ready_on"], name="proposal_by_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.proposal}"
