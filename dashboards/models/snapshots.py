"""Snapshots: numbered sets of public figures that never change once they are published."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from dashboards.older import readable
from dashboards.states import SnapshotState
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL


class SnapshotQuerySet(models.QuerySet):
    """Snapshots by what the public may see."""

    def published(self) -> "SnapshotQuerySet":
        """Return what anybody may see."""
        return self.filter(state=SnapshotState.RELEASED)


class Snapshot(Stateful):
    """One set of figures about one quarter."""

    state = models.CharField(max_length=20, choices=SnapshotState.choices, default=SnapshotState.COMPUTED)
    number = models.PositiveIntegerField(unique=True)
    period = models.CharField(max_length=7)
    figures = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the figures in canonical JSON.")
    method = models.CharField(max_length=20, help_text="Version of the method.")
    note = models.TextField(blank=True, default="", help_text="What a correction changes.")
    corrects = models.ForeignKey(
        "dashboards.Snapshot", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    changes = models.JSONField(default=list, help_text="Cell by cell, what differs from the set that it corrects.")
    computed_at = models.DateTimeField()
    released_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        permissions = [
            ("release_snapshot", "Publish figures"),
            ("view_fairness", "See whether groups are treated alike"),
        ]
        indexes = [models.Index(fields=["state", "period", "number"], name="snapshot_published")]
        constraints = [
            models.CheckConstraint(
                name="snapshot_release_is_whole",
                condition=Q(state=SnapshotState.RELEASED, released_by__isnull=False, released_at__isnull=False)
                | Q(~Q(state=SnapshotState.RELEASED), released_by__isnull=True, released_at__isnull=True),
                violation_error_message="A published set of figures names who published it and when.",
            ),
        ]

    def __str__(self) -> str:
        return f"Figures no. {self.number} for {self.period}"

    @property
    def readable_figures(self) -> list[dict[str, Any]]:
        """The figures as pages read them, also those of an earlier method."""
        return [{**readable(figure), "period": figure.get("period") or self.period} for figure in self.figures]

    @property
    def corrects_number(self) -> int | None:
        """The number of the set that this one corrects."""
        return self.corrects.number if self.corrects else None

    def get_absolute_url(self) -> str:
        """Return the public page of this set."""
        return reverse("transparency:snapshot", args=[self.number])
