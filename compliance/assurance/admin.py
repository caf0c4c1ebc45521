"""Findings, audits and checks in the back office."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.assurance.models import Assessment, Audit, CheckPass, Finding
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


@admin.register(Audit)
class AuditAdmin(AssuranceAdmin):
    list_display = ["reference", "title", "from_on", "to_on", "population", "state"]
    list_filter = ["state"]
    search_fields = ["reference", "title"]


@admin.register(CheckPass)
class CheckPassAdmin(AssuranceAdmin):
    list_display = ["name", "day", "began_at", "ended_at", "found", "stated", "cleared", "problem"]
    list_filter = ["name"]


@admin.register(Assessment)
class AssessmentAdmin(AssuranceAdmin):
    list_display = ["reference", "begun_by", "signed_by", "signed_at", "state"]
    list_filter = ["state"]
