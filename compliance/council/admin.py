"""The council in the back office: read only, and votes not at all."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.council import policies
from compliance.council.models import Council, Meeting, Referral, Seat
from portal.core.backoffice import ReadOnlyAdmin


class CouncilAdmin(ReadOnlyAdmin):
    """For those who read everything of the council."""

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person reads every referral, and this one's papers are open to them."""
        if not policies.reads_everything(request.user):
            return False
        return not isinstance(obj, Referral) or policies.may_read_papers.allows(request.user, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Tell whether the section is shown."""
        return self.has_view_permission(request)

    has_export_permission = has_module_permission


@admin.register(Council)
class CouncilsAdmin(CouncilAdmin):
    list_display = ["name", "code", "required_course", "closed_on"]


@admin.register(Seat)
class SeatAdmin(CouncilAdmin):
    list_display = ["member", "council", "discipline", "standing", "voting", "from_on", "to_on"]
    list_filter = ["discipline", "standing"]
    list_select_related = ["member", "council"]
    search_fields = ["member__name"]


@admin.register(Referral)
class ReferralAdmin(CouncilAdmin):
    list_display = ["__str__", "title", "state", "due_on", "recommendation"]
    list_filter = ["state", "recommendation"]
    search_fields = ["reference", "title"]
    exclude = ["concerned"]

    def get_queryset(self, request: HttpRequest):
        """List what the person may know of."""
        return Referral.objects.visible_to(request.user)


@admin.register(Meeting)
class MeetingAdmin(CouncilAdmin):
    list_display = ["__str__", "council", "starts_at", "state", "published_at"]
    list_select_related = ["council"]
    exclude = ["public_minutes"]
