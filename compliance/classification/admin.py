"""Classification in the back office, to be looked up. What was asked of people stays on its own page."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.classification.models import Determination, ExclusionSession, ItemAssessment
from portal.core.backoffice import ReadOnlyAdmin
from portal.core.policy import holds


class ForThoseWhoSeeThemAll:
    """Only those who see every determination look here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person sees every determination."""
        return holds(request.user, "compliance.view_every_determination")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees every determination."""
        return self.has_module_permission(request)

    has_export_permission = has_module_permission


@admin.register(Determination)
class DeterminationAdmin(ForThoseWhoSeeThemAll, ReadOnlyAdmin):
    list_display = ["reference", "subject_reference", "regime", "outcome", "as_of", "determined_at", "stands"]
    list_filter = ["regime", "outcome", "stands"]
    search_fields = ["reference", "subject_reference"]
    exclude = ["inputs", "inputs_index", "result", "result_index"]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Say no: a table of everything would take the nationalities along."""
        return False


@admin.register(ExclusionSession)
class ExclusionSessionAdmin(ForThoseWhoSeeThemAll, ReadOnlyAdmin):
    list_display = ["reference", "tree", "state", "outcome", "started_at"]
    list_filter = ["tree", "state"]
    search_fields = ["reference", "about"]


@admin.register(ItemAssessment)
class ItemAssessmentAdmin(ForThoseWhoSeeThemAll, ReadOnlyAdmin):
    list_display = ["reference", "label", "basket", "met", "as_of", "assessed_at"]
    list_filter = ["basket"]
    search_fields = ["reference", "label"]
