"""Meetings, their agendas, and who was there for which item."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from compliance.council.models.councils import Dated, Seat
from compliance.council.states import ItemKind, MeetingState
from portal.core.models import Stateful
from portal.core.policy import holds


class MeetingQuerySet(models.QuerySet):
    """Meetings by who may know of them."""

    def visible_to(self, user: Any, *, on: Any = None) -> "MeetingQuerySet":
        """Return what the person may know of; the twin of ``policies.may_see_meeting``."""
        if holds(user, "compliance.view_every_referral") or holds(user, "compliance.manage_council"):
            return self
        if not holds(user, "compliance.sit_on_council"):
            return self.none()
        seated = Seat.objects.on(on or timezone.localdate()).filter(council=OuterRef("council"), member=user)
        return self.filter(Exists(seated))


class Meeting(Dated, Stateful):
    """A meeting of a council. Its minutes are made from the records of its items."""

    council = models.ForeignKey("compliance.Council", on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=MeetingState.choices, default=MeetingState.CONVENED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    convened_at = models.DateTimeField()
    minutes_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    minutes_signed_at = models.DateTimeField(null=True)
    public_minutes = models.JSONField(null=True, help_text="The redacted version, as it was published.")
    published_at = models.DateTimeField(null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="meeting_number", fields=["council", "number"]),
            models.CheckConstraint(
                name="meeting_hours_in_order",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="The meeting ends before it begins.",
            ),
            models.CheckConstraint(
                name="meeting_publishes_signed_minutes",
                condition=Q(published_at__isnull=True) | Q(minutes_signed_at__isnull=False),
                violation_error_message="Only signed minutes are published.",
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting {self.number}"

    def get_absolute_url(self) -> str:
        """Return the meeting's page."""
        return reverse("council:meeting", args=[self.pk])


class AgendaItem(models.Model):
    """One item of a meeting: a referral, or something to talk about."""

    meeting = models.ForeignKey("compliance.Meeting", on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    referral = models.ForeignKey(
        "compliance.Referral", null=True, on_delete=models.PROTECT, related_name="agenda_items"
    )
    title = models.CharField(max_length=200, blank=True, default="", help_text="Of an item that is no referral.")
    note = models.TextField(blank=True, default="", help_text="What the minutes say about an item that is no referral.")
    taken_at = models.DateTimeField(null=True, help_text="When attendance was taken for it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="agenda_position", fields=["meeting", "position"]),
            models.UniqueConstraint(
                name="agenda_referral_once",
                fields=["meeting", "referral"],
                violation_error_message="This case is on the agenda already.",
            ),
            models.CheckConstraint(
                name="agenda_item_is_one_thing",
                condition=Q(kind=ItemKind.REFERRAL, referral__isnull=False, title="")
                | Q(kind=ItemKind.REPORT, referral__isnull=True) & ~Q(title=""),
                violation_error_message="An item is a referral or has a title.",
            ),
        ]

    def __str__(self) -> str:
        return f"Item {self.position}"


class Attendance(models.Model):
    """Whether a member was there for an item."""

    item = models.ForeignKey("compliance.AgendaItem", on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="attendance_once", fields=["item", "member"])]

    def __str__(self) -> str:
        return f"{self.member}: {'present' if self.present else 'absent'}"
