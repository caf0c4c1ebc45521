"""
Tabletop exercises: a script of timed messages, and the sittings in which people answer them together.

What a sitting brings up is an improvement, a row that other capabilities may turn into a remedy.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from portal.accounts.queries import units_led_by
from portal.core.models import Stateful
from portal.core.policy import holds
from training.states import Pace, Part, SessionState


class TabletopQuerySet(models.QuerySet):
    """Scripts by whether they are offered."""

    def offered(self) -> "TabletopQuerySet":
        """Return the scripts that a new sitting can use."""
        return self.filter(retired_at=None)


class Tabletop(models.Model):
    """A script. A changed script is a new row; sittings keep the one they were planned with."""

    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=150)
    summary = models.TextField()
    audience = models.CharField(max_length=200, help_text="Who sits at the table.")
    minutes = models.PositiveSmallIntegerField()
    opening = models.TextField(help_text="What everybody hears at the start, in Markdown.")
    objectives = models.TextField(help_text="One a line.")
    sources = models.TextField(help_text="What the script rests on.")
    digest = models.CharField(max_length=64)
    retired_at = models.DateTimeField(null=True)

    objects = TabletopQuerySet.as_manager()

    class Meta:
        permissions = [("lead_tabletop", "Plan and lead tabletop exercises")]
        constraints = [
            models.UniqueConstraint(name="tabletop_current_once", fields=["code"], condition=Q(retired_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page where it is described and planned."""
        return reverse("training:tabletop", args=[self.code])

    @property
    def aims(self) -> list[str]:
        """What people can do afterwards, one by one."""
        return [line for line in self.objectives.splitlines() if line.strip()]


class Inject(models.Model):
    """One message that reaches the table so many minutes after the start."""

    tabletop = models.ForeignKey("training.Tabletop", on_delete=models.PROTECT, related_name="injects")
    position = models.PositiveSmallIntegerField()
    minute = models.PositiveSmallIntegerField(help_text="Minutes after the start.")
    title = models.CharField(max_length=150)
    sender = models.CharField(max_length=150, help_text="From whom it comes in the story.")
    text = models.TextField()
    hint = models.TextField(help_text="For the facilitator: what a good answer holds.")
    citation = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(name="inject_position", fields=["tabletop", "position"])]

    def __str__(self) -> str:
        return self.title


class InjectQuestion(models.Model):
    """Something that the table answers."""

    inject = models.ForeignKey("training.Inject", on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="inject_question_position", fields=["inject", "position"])]

    def __str__(self) -> str:
        return self.text[:80]


class TabletopSessionQuerySet(models.QuerySet):
    """Sittings by who may know of them."""

    def visible_to(self, user: Any) -> "TabletopSessionQuerySet":
        """Return what the person leads, sits in, or sees for a unit or an office; the twin of ``may_see_session``."""
        if holds(user, "training.view_every_completion"):
            return self
        mine = Q(facilitator=user) | Q(pk__in=SessionSeat.objects.filter(person=user).values("session"))
        if holds(user, "training.view_unit_training"):
            mine |= Q(unit__in=units_led_by(user, on=timezone.localdate()))
        return self.filter(mine)


class TabletopSession(Stateful):
    """One sitting: a script, the people at the table, who leads, and when."""

    tabletop = models.ForeignKey("training.Tabletop", on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField(max_length=150)
    unit = models.ForeignKey(
        "accounts.Unit",
        null=True,
        on_delete=models.PROTECT,
        related_name="tabletop_sessions",
        help_text="Empty for a team across units, such as the incident team.",
    )
    state = models.CharField(max_length=20, choices=SessionState.choices, default=SessionState.PLANNED)
    pace = models.CharField(max_length=20, choices=Pace.choices, default=Pace.HAND)
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tabletops_led")
    planned_for = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    summary = models.TextField(blank=True, default="", help_text="What the facilitator concludes.")

    objects = TabletopSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tabletop_session_moments_fit",
                condition=Q(state__in=[SessionState.PLANNED, SessionState.CANCELLED])
                | Q(started_at__isnull=False, state=SessionState.RUNNING, ended_at__isnull=True)
                | Q(started_at__isnull=False, state=SessionState.CLOSED, ended_at__gte=F("started_at")),
                violation_error_message="A sitting that runs has begun; one that is closed has ended.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the table."""
        return reverse("training:session", args=[self.pk])

    def due_at(self, inject: Inject) -> datetime | None:
        """Return when the message is due by the script; None before the start."""
        return self.started_at + timedelta(minutes=inject.minute) if self.started_at else None


class SessionSeat(models.Model):
    """Somebody at the table."""

    session = models.ForeignKey("training.TabletopSession", on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tabletop_seats")
    part = models.CharField(max_length=20, choices=Part.choices, default=Part.PLAYER)

    class Meta:
        constraints = [models.UniqueConstraint(name="seat_once", fields=["session", "person"])]

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"


class Release(models.Model):
    """A message that the facilitator has put on the table."""

    session = models.ForeignKey("training.TabletopSession", on_delete=models.PROTECT, related_name="releases")
    inject = models.ForeignKey("training.Inject", on_delete=models.PROTECT, related_name="releases")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="release_once",
                fields=["session", "inject"],
                violation_error_message="This message is on the table already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inject} · {self.session}"


class Response(models.Model):
    """What the table, or one person at it, answered. Answers are added, never changed."""

    session = models.ForeignKey("training.TabletopSession", on_delete=models.PROTECT, related_name="responses")
    question = models.ForeignKey("training.InjectQuestion", on_delete=models.PROTECT, related_name="responses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:80]


class ImprovementQuerySet(models.QuerySet):
    """Improvements by the sittings they come from."""

    def noted(self, *, since: date | None = None) -> "ImprovementQuerySet":
        """Return those of sittings that are closed, from a day on: what another capability may take up."""
        found = self.filter(session__state=SessionState.CLOSED)
        return found.filter(noted_at__date__gte=since) if since else found


class Improvement(models.Model):
    """Something that a sitting showed should be better, with who should see to it and by when."""

    session = models.ForeignKey("training.TabletopSession", on_delete=models.PROTECT, related_name="improvements")
    inject = models.ForeignKey("training.Inject", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True, default="")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = ImprovementQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its place on the page of its sitting."""
        return f"{reverse('training:session', args=[self.session_id])}#improvements"
