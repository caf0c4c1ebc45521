"""Findings in the back office."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.assurance.models import Finding
from portal.core.backoffice import ReadOnlyAdmin
from portal.core.policy import holds


class AssuranceAdmin(ReadOnlyAdmin):
    """Only those who see every finding look here."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees every finding."""
        return holds(request.user, "compliance.view_every_finding")

    has_module_permission = has_export_permission = has_view_permission


@admin.register(Finding)
class FindingAdmin(AssuranceAdmin):
    list_display = ["reference", "title", "severity", "origin", "state", "found_at"]
    list_filter = ["state", "severity", "origin", "check_name"]
    search_fields = ["reference", "title"]
