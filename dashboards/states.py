"""The words of snapshots that the database knows."""

from django.db import models


class SnapshotState(models.TextChoices):
    """Where a set of figures stands."""

    COMPUTED = "computed", "Computed, waiting for release"
    RELEASED = "released", "Published"
    DISCARDED = "discarded", "Discarded"
