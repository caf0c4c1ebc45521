"""Plans and certificates in the back office, for reading."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.plans.models import Certificate, ControlPlan, RoomAccess
from portal.core.backoffice import ReadOnlyAdmin
from portal.core.policy import holds


class SeenByTheOffice(ReadOnlyAdmin):
    """What whoever sees every case may read."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees every case."""
        return holds(request.user, "compliance.view_every_case")

    has_module_permission = has_export_permission = has_view_permission


@admin.register(ControlPlan)
class ControlPlanAdmin(SeenByTheOffice):
    list_display = ["reference", "title", "weight", "responsible", "state", "version"]
    list_filter = ["state", "weight"]
    list_select_related = ["responsible"]
    search_fields = ["reference", "title", "case__reference"]


@admin.register(Certificate)
class CertificateAdmin(SeenByTheOffice):
    list_display = ["reference", "kind", "subject", "state", "asked_by"]
    list_filter = ["kind", "state"]
    list_select_related = ["asked_by"]
    search_fields = ["reference", "case__reference"]


@admin.register(RoomAccess)
class RoomAccessAdmin(SeenByTheOffice):
    list_display = ["building", "room", "person", "from_on", "to_on"]
    list_select_related = ["person"]
    search_fields = ["building", "room", "person__name"]
