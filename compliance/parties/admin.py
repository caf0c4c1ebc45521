"""Parties in the back office: to be read, and brought in as a table."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.parties import policies
from compliance.parties.models import Party, PartyMerge
from compliance.parties.resources import PartyResource
from portal.core.backoffice import ImportingAdmin, ReadOnlyAdmin
from portal.core.policy import holds


@admin.register(Party)
class PartyAdmin(ImportingAdmin):
    """Without the personal identifiers, which stay on the party's own page."""

    resource_classes = [PartyResource]
    list_display = ["name", "kind", "country", "registered_by", "registered_at", "merged_into"]
    list_filter = ["kind"]
    list_select_related = ["registered_by", "merged_into"]
    search_fields = ["name", "aliases__text"]
    ordering = ["name"]
    fields = ["name", "kind", "country", "note", "merged_into", "registered_by", "registered_at", "changed_at"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person sees every party."""
        return holds(request.user, "compliance.view_every_party")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees every party."""
        return holds(request.user, "compliance.view_every_party")

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person brings tables of parties in."""
        return policies.may_import.allows(request.user, None)

    has_export_permission = has_module_permission


@admin.register(PartyMerge)
class PartyMergeAdmin(ReadOnlyAdmin):
    list_display = ["duplicate", "into", "merged_by", "merged_at", "undone_by", "undone_at"]
    list_select_related = ["duplicate", "into", "merged_by", "undone_by"]

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees every party."""
        return holds(request.user, "compliance.view_every_party")

    has_module_permission = has_export_permission = has_view_permission
