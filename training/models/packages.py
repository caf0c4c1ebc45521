"""SCORM 1.2 packages: a version of a course that another author's pages teach, and where a learner stands in it."""

from django.db import models
from django.db.models import Q

from training.states import LessonStatus


class ScormPackage(models.Model):
    """The package of a version. Its files are attachments that only the sandbox serves."""

    version = models.OneToOneField("training.CourseVersion", on_delete=models.PROTECT, related_name="package")
    identifier = models.CharField(max_length=200, help_text="As the manifest names it.")
    entry = models.CharField(max_length=200, help_text="The page that is launched, within the package.")
    launch_data = models.TextField(blank=True, default="")
    file_count = models.PositiveIntegerField()
    unpacked_bytes = models.BigIntegerField()

    def __str__(self) -> str:
        return self.identifier


class ScormTrack(models.Model):
    """What a package has reported about one attempt, as the browser sent it."""

    attempt = models.OneToOneField("training.Attempt", on_delete=models.PROTECT, related_name="track")
    lesson_status = models.CharField(max_length=20, choices=LessonStatus.choices, default=LessonStatus.NOT_ATTEMPTED)
    score_raw = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    lesson_location = models.CharField(max_length=255, blank=True, default="")
    suspend_data = models.TextField(blank=True, default="")
    seconds = models.PositiveIntegerField(default=0)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scorm_score_is_percent",
                condition=Q(score_raw__isnull=True) | Q(score_raw__gte=0, score_raw__lte=100),
                violation_error_message="A score lies between 0 and 100.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.lesson_status}"
