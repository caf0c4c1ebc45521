"""Training in the back office: read only, and completions as a plain table."""

from django.contrib import admin
from django.http import HttpRequest

from portal.core.backoffice import ImportingAdmin, ReadOnlyAdmin
from portal.core.policy import holds
from training.models import Completion, Course, CourseVersion, Requirement
from training.resources import CompletionResource


class TrainingAdmin(ReadOnlyAdmin):
    """For those who see everybody's training."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees everybody's training."""
        return holds(request.user, "training.view_every_completion")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Tell whether the section is shown."""
        return self.has_view_permission(request)

    has_export_permission = has_module_permission


@admin.register(Course)
class CourseAdmin(TrainingAdmin):
    list_display = ["title", "code", "audience", "retired_on"]
    search_fields = ["title", "code"]


@admin.register(CourseVersion)
class CourseVersionAdmin(TrainingAdmin):
    list_display = ["__str__", "language", "state", "published_at", "published_by"]
    list_filter = ["state", "language"]
    list_select_related = ["published_by"]


@admin.register(Requirement)
class RequirementAdmin(TrainingAdmin):
    list_display = ["code", "course", "audience", "audience_key", "every_months", "from_on", "to_on"]
    list_filter = ["audience"]
    list_select_related = ["course"]


@admin.register(Completion)
class CompletionAdmin(TrainingAdmin, ImportingAdmin):
    resource_classes = [CompletionResource]
    list_display = ["person", "course", "completed_on", "expires_on", "origin", "struck_at"]
    list_filter = ["origin", "course"]
    list_select_related = ["person", "course"]
    search_fields = ["person__name", "course__title"]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person records completions."""
        return holds(request.user, "training.manage_training")
