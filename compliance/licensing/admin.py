"""Cases and authorisations in the back office, for reading."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.licensing.models import Authorisation, Case, Decision, ReviewSetting
from portal.core.backoffice import ReadOnlyAdmin
from portal.core.policy import holds


class OfficeReading(ReadOnlyAdmin):
    """Only those who see every case look here."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees every case."""
        return holds(request.user, "compliance.view_every_case")

    has_module_permission = has_export_permission = has_view_permission


@admin.register(Case)
class CaseAdmin(OfficeReading):
    list_display = ["reference", "title", "activity", "applicant", "tier", "state", "target_on"]
    list_filter = ["state", "tier", "activity"]
    list_select_related = ["applicant"]
    search_fields = ["reference", "title"]

    def get_queryset(self, request: HttpRequest):
        """Show what the person may see; drafts of others are theirs alone."""
        return Case.objects.visible_to(request.user)


@admin.register(Authorisation)
class AuthorisationAdmin(OfficeReading):
    list_display = ["reference", "case", "kind", "basis", "state", "valid_from", "valid_to"]
    list_filter = ["state", "kind"]
    list_select_related = ["case"]
    search_fields = ["reference", "case__reference", "basis"]


@admin.register(Decision)
class DecisionAdmin(OfficeReading):
    list_display = ["case", "outcome", "decided_by", "decided_at"]
    list_filter = ["outcome"]
    list_select_related = ["case", "decided_by"]
    search_fields = ["case__reference"]


@admin.register(ReviewSetting)
class ReviewSettingAdmin(OfficeReading):
    list_display = ["code", "value", "valid_from", "set_by", "set_at"]
    list_filter = ["code"]
    list_select_related = ["set_by"]
