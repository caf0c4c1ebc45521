"""Where a plan holds: rooms with their access lists, systems and cloud services."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.licensing.states import Known
from compliance.plans import cloud
from compliance.plans.states import SystemKind

USER = settings.AUTH_USER_MODEL


class PlanRoom(models.Model):
    """A room in which what is controlled is kept or worked on."""

    plan = models.ForeignKey("compliance.ControlPlan", on_delete=models.PROTECT, related_name="rooms")
    building = models.CharField(max_length=80)
    room = models.CharField(max_length=40)
    safeguards = models.TextField(help_text="How it is closed.")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="plan_room_once",
                fields=["plan", "building", "room"],
                condition=Q(removed_at__isnull=True),
                violation_error_message="The plan has this room already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.building} {self.room}"


class PlanSystem(models.Model):
    """A system that holds controlled information. For a cloud, the four parts of 15 CFR 734.18(a)(5) are answered."""

    plan = models.ForeignKey("compliance.ControlPlan", on_delete=models.PROTECT, related_name="systems")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=SystemKind.choices)
    provider = models.CharField(max_length=120, blank=True, default="")
    location = models.CharField(max_length=120, help_text="Where the data lie.")
    safeguards = models.TextField(help_text="How it is opened, encrypted and backed up.")
    unclassified = models.CharField(max_length=10, choices=Known.choices, blank=True, default="")
    end_to_end = models.CharField(max_length=10, choices=Known.choices, blank=True, default="")
    strong = models.CharField(max_length=10, choices=Known.choices, blank=True, default="")
    kept_out = models.CharField(max_length=10, choices=Known.choices, blank=True, default="")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="plan_system_once",
                fields=["plan", "name"],
                condition=Q(removed_at__isnull=True),
                violation_error_message="The plan has a system of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_cloud(self) -> bool:
        """Tell whether the four parts are asked."""
        return self.kind == SystemKind.CLOUD

    @property
    def verdict(self) -> cloud.Verdict:
        """Whether storing it there is an export."""
        return cloud.judge({part.field: getattr(self, part.field) for part in cloud.PARTS})


class RoomAccessQuerySet(models.QuerySet):
    """Access by day."""

    def on(self, day: date) -> "RoomAccessQuerySet":
        """Return what opens a door on the day."""
        return self.filter(Q(from_on__lte=day), Q(to_on=None) | Q(to_on__gte=day))


class RoomAccess(models.Model):
    """Somebody who can open a room, as the access system says."""

    building = models.CharField(max_length=80)
    room = models.CharField(max_length=40)
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="room_access")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    seen_at = models.DateTimeField(help_text="When the access system last said so.")

    objects = RoomAccessQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["building", "room"], name="room_access_by_room")]
        constraints = [
            models.UniqueConstraint(
                name="room_access_once", fields=["building", "room", "person"], condition=Q(to_on__isnull=True)
            ),
            models.CheckConstraint(
                name="room_access_days_in_order",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                violation_error_message="The last day lies before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.building} {self.room}"
