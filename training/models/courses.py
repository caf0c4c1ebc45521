"""Courses, their immutable versions, and what a version is made of."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.core.models import Stateful
from training.states import QuestionKind, VersionState


class CourseQuerySet(models.QuerySet):
    """Courses by whether they are offered."""

    def offered(self) -> "CourseQuerySet":
        """Return courses that have a published version and are not retired."""
        live = CourseVersion.objects.published()
        return self.filter(retired_on=None, pk__in=live.values("course"))


class Course(models.Model):
    """Something to be learnt. What it says stands in its versions."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=150)
    audience = models.CharField(max_length=300, blank=True, default="", help_text="For whom it is, in words.")
    retired_on = models.DateField(null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        permissions = [
            ("manage_training", "Publish courses, set requirements, record completions from elsewhere"),
            ("view_every_completion", "See everybody's training"),
            ("view_unit_training", "See the training of one's own unit"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the course's page."""
        return reverse("training:course", args=[self.code])


class CourseVersionQuerySet(models.QuerySet):
    """Versions by state."""

    def published(self) -> "CourseVersionQuerySet":
        """Return the versions that a new learner gets."""
        return self.filter(state=VersionState.PUBLISHED)


class CourseVersion(Stateful):
    """
    One text of a course in one language.

    A published version never changes; people finish the version they began.
    """

    course = models.ForeignKey("training.Course", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=20, choices=VersionState.choices, default=VersionState.DRAFT)
    title = models.CharField(max_length=150)
    summary = models.TextField(blank=True, default="")
    minutes = models.PositiveSmallIntegerField(help_text="How long it takes.")
    pass_mark = models.PositiveSmallIntegerField(help_text="Percent of the questions that must be right.")
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: it never lapses.")
    source = models.TextField(help_text="The course as its authors wrote it.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the source.")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = CourseVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="course_version_number", fields=["course", "language", "number"]),
            models.UniqueConstraint(
                name="course_has_one_published_version",
                fields=["course", "language"],
                condition=Q(state=VersionState.PUBLISHED),
                violation_error_message="A course has one published version in each language.",
            ),
            models.CheckConstraint(
                name="course_pass_mark_is_percent",
                condition=Q(pass_mark__lte=100),
                violation_error_message="The pass mark is a percentage.",
            ),
            models.CheckConstraint(
                name="course_version_is_published_whole",
                condition=Q(state=VersionState.DRAFT) | Q(published_at__isnull=False),
                violation_error_message="A published version names its moment.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @property
    def begin_label(self) -> str:
        """What the button says where a course has several languages."""
        return f"Begin: {self.title}" if self.language != "en" else "Begin in English"

    def get_absolute_url(self) -> str:
        """Return the page on which the version is read and published."""
        return reverse("training:version", args=[self.pk])


class Lesson(models.Model):
    """One page of a version, in Markdown."""

    version = models.ForeignKey("training.CourseVersion", on_delete=models.PROTECT, related_name="lessons")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="lesson_position", fields=["version", "position"])]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One knowledge check of a version; ``position`` runs through lessons and questions alike."""

    version = models.ForeignKey("training.CourseVersion", on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=QuestionKind.choices)
    prompt = models.TextField()
    number = models.DecimalField(max_digits=20, decimal_places=8, null=True, help_text="The right number.")
    tolerance = models.DecimalField(max_digits=20, decimal_places=8, default=0)
    unit = models.CharField(max_length=30, blank=True, default="")
    explanation = models.TextField(help_text="Shown after the answer, right or wrong.")
    citation = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="question_position", fields=["version", "position"]),
            models.CheckConstraint(
                name="numeric_question_has_its_number",
                condition=~Q(kind=QuestionKind.NUMERIC) | Q(number__isnull=False),
                violation_error_message="A question for a number names the right number.",
            ),
        ]

    def __str__(self) -> str:
        return self.prompt[:80]


class Choice(models.Model):
    """One answer to choose, or one thing to put in its place."""

    question = models.ForeignKey("training.Question", on_delete=models.PROTECT, related_name="choices")
    position = models.PositiveSmallIntegerField(help_text="The place in which it is shown.")
    place = models.PositiveSmallIntegerField(null=True, help_text="The right place, where things are put in order.")
    text = models.TextField()
    correct = models.BooleanField(default=False)
    feedback = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="choice_position", fields=["question", "position"])]

    def __str__(self) -> str:
        return self.text[:80]
