"""People and units in the back office."""

from django.contrib import admin
from django.http import HttpRequest

from portal.accounts import policies
from portal.accounts.models import Delegation, Membership, Unit, User
from portal.accounts.resources import PeopleResource, UnitResource
from portal.core.backoffice import ImportingAdmin, ReadOnlyAdmin

admin.site.site_header = admin.site.site_title = "Back office"
admin.site.index_title = "Records, for reading"


class PeopleAdministration:
    """Only those who manage people look here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person manages people."""
        return policies.may_manage_people.allows(request.user, None)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person manages people."""
        return policies.may_manage_people.allows(request.user, None)

    has_import_permission = has_export_permission = has_module_permission


@admin.register(User)
class UserAdmin(PeopleAdministration, ImportingAdmin):
    resource_classes = [PeopleResource]
    list_display = ["name", "username", "email", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["name", "username", "email"]
    ordering = ["name"]
    fields = ["username", "name", "email", "orcid", "is_active", "groups", "last_login", "date_joined"]


@admin.register(Unit)
class UnitAdmin(PeopleAdministration, ImportingAdmin):
    resource_classes = [UnitResource]
    list_display = ["name", "code", "kind", "path", "closed_on"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    ordering = ["path"]


@admin.register(Membership)
class MembershipAdmin(PeopleAdministration, ReadOnlyAdmin):
    list_display = ["user", "unit", "role", "from_on", "to_on"]
    list_filter = ["role"]
    list_select_related = ["user", "unit"]
    search_fields = ["user__name", "unit__name"]


@admin.register(Delegation)
class DelegationAdmin(PeopleAdministration, ReadOnlyAdmin):
    list_display = ["principal", "delegate", "from_on", "to_on", "revoked_at"]
    list_select_related = ["principal", "delegate"]
