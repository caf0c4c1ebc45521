"""Verifications in the back office."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.enduse.models import Verification
from portal.core.backoffice import ReadOnlyAdmin
from portal.core.policy import holds


@admin.register(Verification)
class VerificationAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "responsible", "due_on", "state", "finding"]
    list_filter = ["state", "finding", "reason"]
    list_select_related = ["authorisation", "responsible"]
    search_fields = ["authorisation__reference", "authorisation__case__title"]

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees every case."""
        return holds(request.user, "compliance.view_every_case")

    has_module_permission = has_export_permission = has_view_permission
