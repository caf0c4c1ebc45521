"""What people did: attempts, completions, exemptions, and which reminders they had."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from portal.accounts.queries import members_of, units_led_by
from portal.core.policy import holds


class Attempt(models.Model):
    """One go at one version of a course. It is finished with the version it began with."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_attempts")
    version = models.ForeignKey("training.CourseVersion", on_delete=models.PROTECT, related_name="attempts")
    course = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="attempts")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True, help_text="Percent.")
    passed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attempt_one_open_per_course",
                fields=["person", "course"],
                condition=Q(finished_at__isnull=True),
                violation_error_message="You have begun this course already.",
            ),
            models.CheckConstraint(
                name="attempt_ends_with_a_result",
                condition=Q(finished_at__isnull=True, score__isnull=True, passed__isnull=True)
                | Q(finished_at__isnull=False, passed__isnull=False),
                violation_error_message="A finished attempt has a result.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.version}"

    def get_absolute_url(self) -> str:
        """Return the page where the attempt goes on, or its result."""
        return reverse("training:attempt", args=[self.pk])


class LessonRead(models.Model):
    """A lesson that somebody says they have read."""

    attempt = models.ForeignKey("training.Attempt", on_delete=models.PROTECT, related_name="reads")
    lesson = models.ForeignKey("training.Lesson", on_delete=models.PROTECT, related_name="reads")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="lesson_read_once", fields=["attempt", "lesson"])]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.lesson}"


class Answer(models.Model):
    """What somebody answered, as they gave it, and whether it was right."""

    attempt = models.ForeignKey("training.Attempt", on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey("training.Question", on_delete=models.PROTECT, related_name="answers")
    given = models.JSONField(help_text="Choice positions, places, or the number as it was typed.")
    correct = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="answer_once",
                fields=["attempt", "question"],
                violation_error_message="You have answered this question already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.question_id}"


class CompletionQuerySet(models.QuerySet):
    """Completions by day."""

    def counting(self, on: date) -> "CompletionQuerySet":
        """Return those in force on the day: done by then, not lapsed before it, not struck out."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), completed_on__lte=on, struck_at=None)

    def visible_to(self, user: Any) -> "CompletionQuerySet":
        """Return what the person may see; the twin of ``policies.may_see_record``."""
        if holds(user, "training.view_every_completion"):
            return self
        if not holds(user, "training.view_unit_training"):
            return self.filter(person=user)
        on = timezone.localdate()
        led = members_of(units_led_by(user, on=on), on=on)
        return self.filter(Q(person=user) | Q(person__in=led.values("pk")))


class Completion(models.Model):
    """A course done: here, or elsewhere. The last day on which it counts is ``expires_on``."""

    class Origin(models.TextChoices):
        PORTAL = "portal", "Done here"
        OUTSIDE = "outside", "Done elsewhere"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions")
    course = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="completions")
    version = models.ForeignKey(
        "training.CourseVersion", null=True, on_delete=models.PROTECT, related_name="completions"
    )
    attempt = models.OneToOneField("training.Attempt", null=True, on_delete=models.PROTECT, related_name="completion")
    origin = models.CharField(max_length=20, choices=Origin.choices)
    origin_key = models.CharField(max_length=100, help_text="What makes it the same completion when it comes again.")
    score = models.PositiveSmallIntegerField(null=True, help_text="Percent, where it is known.")
    completed_at = models.DateTimeField()
    completed_on = models.DateField(help_text="The institution's calendar day.")
    expires_on = models.DateField(null=True, help_text="The last day on which it counts. Empty: for ever.")
    code = models.CharField(max_length=20, unique=True, help_text="Anyone who holds it can check the certificate.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)
    struck_reason = models.CharField(max_length=300, blank=True, default="")

    objects = CompletionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["course", "person", "completed_on"], name="completion_lookup"),
            models.Index(fields=["person", "completed_on"], name="completion_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="completion_is_recorded_once",
                fields=["origin", "origin_key"],
                violation_error_message="This completion is on record already.",
            ),
            models.CheckConstraint(
                name="completion_days_in_order",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("completed_on")),
                violation_error_message="A completion cannot lapse before it was earned.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.course}"

    def get_absolute_url(self) -> str:
        """Return the public page that checks the certificate."""
        return reverse("training:check", args=[self.code])


class EnrolmentQuerySet(models.QuerySet):
    """Enrolments by whether they are settled."""

    def open(self) -> "EnrolmentQuerySet":
        """Return those that were not withdrawn and that no completion since has settled."""
        since = Completion.objects.filter(struck_at=None, completed_on__gte=OuterRef("enrolled_on"))
        settled = since.filter(person=OuterRef("person"), course=OuterRef("course"))
        return self.filter(~Exists(settled), withdrawn_at=None)


class Enrolment(models.Model):
    """Somebody put themselves or was put on a course, beyond what is required of them. Doing the course settles it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="enrolments")
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    enrolled_on = models.DateField()
    wanted_by = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="enrolment_days_in_order",
                condition=Q(wanted_by__isnull=True) | Q(wanted_by__gte=F("enrolled_on")),
                violation_error_message="The day lies before the enrolment.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.course}"


class Exemption(models.Model):
    """Somebody need not take a course, for a reason, approved by somebody else, for a time."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_exemptions")
    course = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="exemptions")
    reason = models.CharField(max_length=500)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exemption_days_in_order",
                condition=Q(to_on__gte=F("from_on")),
                violation_error_message="The last day lies before the first.",
            ),
            models.CheckConstraint(
                name="exemption_by_somebody_else",
                condition=~Q(approved_by=F("person")),
                violation_error_message="Nobody exempts themselves.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.course}"


class Reminder(models.Model):
    """
    A rung of reminding that was reached: about whom and which course, and who was told.

    A message that is withdrawn before it leaves takes its rungs with it, so that the next
    run tells again what still stands.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_reminders")
    course = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="reminders")
    due_on = models.DateField()
    rung = models.SmallIntegerField(help_text="Days before the due day; zero once it has passed.")
    told = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    message_key = models.CharField(max_length=200, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reminder_once_a_rung", fields=["person", "course", "due_on", "rung", "told"])
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.course} · {self.rung}"
