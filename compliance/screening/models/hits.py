"""Hits and what people decided about them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from compliance.screening.states import UNDECIDED, Band, HitState
from portal.core.models import Stateful
from portal.core.policy import holds


def _expired(on: date) -> Q:
    """Clearings whose last day has passed, whether or not a sweep has opened them again yet."""
    return Q(state=HitState.CLEARED, expires_on__lt=on)


class HitQuerySet(models.QuerySet):
    """Hits by what stands in the way on a day; a clearing that has expired by then counts as none."""

    def visible_to(self, actor: Any) -> "HitQuerySet":
        """Return every hit for those who see screening, none for others."""
        return self if holds(actor, "compliance.view_screening") else self.none()

    def undecided(self, *, on: date) -> "HitQuerySet":
        """Return hits that nobody has finished with."""
        return self.filter(Q(state__in=UNDECIDED) | _expired(on))

    def blocking(self, *, on: date) -> "HitQuerySet":
        """Return hits that keep a party from counting as clear."""
        return self.filter(~Q(state=HitState.CLEARED) | _expired(on))

    def expired(self, *, on: date) -> "HitQuerySet":
        """Return hits whose clearing held until a day before this one."""
        return self.filter(_expired(on))

    def marked(self, *, on: date) -> "HitQuerySet":
        """Say of each hit, as ``expired``, whether its clearing has expired."""
        return self.annotate(expired=_expired(on))


class Hit(Stateful):
    """
    One party and one listed entry that may be the same.

    ``evidence_hash`` digests both sides and their comparison. A decision is
    bound to it: when either side changes, the hit is open again.
    """

    party = models.ForeignKey("compliance.Party", on_delete=models.PROTECT, related_name="hits")
    source = models.ForeignKey("compliance.ListSource", on_delete=models.PROTECT, related_name="hits")
    uid = models.CharField(max_length=200)
    entry = models.ForeignKey("compliance.ListEntry", on_delete=models.PROTECT, related_name="hits")
    state = models.CharField(max_length=40, choices=HitState.choices, default=HitState.OPEN)
    band = models.CharField(max_length=10, choices=Band.choices)
    score = models.FloatField(help_text="The names alone, 0 to 1.")
    adjusted = models.FloatField(help_text="With what else is known.")
    explanation = models.JSONField()
    explanation_hash = models.CharField(max_length=64)
    evidence_hash = models.CharField(max_length=64)
    found_at = models.DateTimeField()
    run = models.ForeignKey("compliance.ScreeningRun", null=True, on_delete=models.PROTECT, related_name="hits")
    sweep = models.ForeignKey("compliance.Sweep", null=True, on_delete=models.PROTECT, related_name="hits")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    seconded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(null=True, help_text="A clearing holds until this day.")
    delisted_on = models.DateField(null=True, help_text="The entry is on the list no more.")
    gone_on = models.DateField(null=True, help_text="The comparison finds it no more, as one side changed.")

    objects = HitQuerySet.as_manager()

    class Meta:
        permissions = [
            ("adjudicate_hit", "Decide about hits"),
            ("second_review_hit", "Confirm the clearing of a strong hit"),
        ]
        indexes = [
            models.Index(fields=["state", "-adjusted"], name="hit_queue"),
            models.Index(fields=["source", "uid"], name="hit_by_entry"),
        ]
        constraints = [
            models.UniqueConstraint(name="hit_once", fields=["party", "source", "uid"]),
            models.CheckConstraint(
                name="hit_second_pair_of_eyes",
                condition=Q(seconded_by__isnull=True) | ~Q(seconded_by=F("decided_by")),
                violation_error_message="The second reviewer is somebody else than the first.",
            ),
            models.CheckConstraint(
                name="hit_strong_clearing_is_seconded",
                condition=~Q(state=HitState.CLEARED, band=Band.STRONG) | Q(seconded_by__isnull=False),
                violation_error_message="A strong hit is cleared by two people.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} and {self.entry}"

    def get_absolute_url(self) -> str:
        """Return the page of this hit."""
        return reverse("screening:hit", args=[self.pk])

    @property
    def is_strong(self) -> bool:
        """Tell whether clearing it needs a second reviewer."""
        return self.band == Band.STRONG

    def has_expired(self, *, on: date) -> bool:
        """Tell whether it was cleared until a day before this one."""
        return self.state == HitState.CLEARED and self.expires_on is not None and self.expires_on < on


class Adjudication(models.Model):
    """One statement of one person about a hit, on the evidence of that moment."""

    hit = models.ForeignKey("compliance.Hit", on_delete=models.PROTECT, related_name="adjudications")
    said = models.CharField(max_length=40, help_text="The move that was made.")
    state = models.CharField(max_length=40, choices=HitState.choices, help_text="The state it led to.")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    evidence_hash = models.CharField(max_length=64)
    band = models.CharField(max_length=10, choices=Band.choices)
    score = models.FloatField()
    list_version = models.ForeignKey("compliance.ListVersion", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.said} · {self.hit_id}"
