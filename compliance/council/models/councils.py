"""A council and its seats."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from compliance.council.states import Discipline, Standing


class Dated:
    """A record whose policies and guards look at the day ``as_of``. Actions set it; without it they look at today."""

    as_of: date | None = None

    @property
    def day(self) -> date:
        """The day on which policies and guards look."""
        return self.as_of or timezone.localdate()


class Council(Dated, models.Model):
    """A body that advises on cases. It recommends; others decide."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=150)
    remit = models.TextField(blank=True, default="", help_text="What it advises on, in words.")
    required_course = models.SlugField(
        max_length=60, blank=True, default="council-members", help_text="The course a member needs to vote."
    )
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        permissions = [("manage_council", "Appoint members and refer to every record of the council")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the council's own page: its composition and its meetings."""
        return reverse("council:council", args=[self.code])


class SeatQuerySet(models.QuerySet):
    """Seats by day and by vote."""

    def on(self, day: date) -> "SeatQuerySet":
        """Return the seats that are held on the day."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)

    def voting(self) -> "SeatQuerySet":
        """Return the seats that vote."""
        return self.filter(voting=True)


class Seat(models.Model):
    """A person sits on a council for a term, for a discipline."""

    council = models.ForeignKey("compliance.Council", on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="council_seats")
    discipline = models.CharField(max_length=20, choices=Discipline.choices)
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.MEMBER)
    voting = models.BooleanField(default=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True, help_text="The last day of the term.")

    objects = SeatQuerySet.as_manager()

    class Meta:
        permissions = [
            ("sit_on_council", "Sit on an advisory council"),
            ("chair_council", "Chair an advisory council"),
        ]
        constraints = [
            models.CheckConstraint(
                name="seat_days_in_order",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                violation_error_message="The term ends before it begins.",
            ),
            models.UniqueConstraint(
                name="seat_once_per_start",
                fields=["council", "member", "from_on"],
                violation_error_message="The person takes a seat on this day already.",
            ),
            models.UniqueConstraint(
                name="seat_one_open_term",
                fields=["council", "member"],
                condition=Q(to_on__isnull=True),
                violation_error_message="The person has a seat on this council already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.get_discipline_display().lower()}"

    def is_held_on(self, day: date) -> bool:
        """Tell whether the seat is held on the day; the twin of ``SeatQuerySet.on``."""
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)
