"""Verifications, statements and visits in the back office, for reading."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.enduse.models import Statement, Verification, Visit
from portal.core.backoffice import ReadOnlyAdmin
from portal.core.policy import holds


class SeenByTheOffice(ReadOnlyAdmin):
    """What whoever sees every case may read."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees every case."""
        return holds(request.user, "compliance.view_every_case")

    has_module_permission = has_export_permission = has_view_permission


@admin.register(Verification)
class VerificationAdmin(SeenByTheOffice):
    list_display = ["__str__", "responsible", "due_on", "state", "finding"]
    list_filter = ["state", "finding", "reason"]
    list_select_related = ["authorisation", "responsible"]
    search_fields = ["authorisation__reference", "authorisation__case__title"]


@admin.register(Statement)
class StatementAdmin(SeenByTheOffice):
    list_display = ["reference", "party", "regime", "state", "valid_until"]
    list_filter = ["state", "regime"]
    list_select_related = ["party"]
    search_fields = ["reference", "case__reference", "party__name"]


@admin.register(Visit)
class VisitAdmin(SeenByTheOffice):
    list_display = ["__str__", "planned_on", "by_video", "state"]
    list_filter = ["state", "by_video"]
    list_select_related = ["party"]
    search_fields = ["authorisation__reference", "party__name"]
