"""Remedies in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from compliance.remedies.models import Remedy
from portal.core.backoffice import ReadOnlyAdmin
from portal.core.policy import holds


@admin.register(Remedy)
class RemedyAdmin(ReadOnlyAdmin):
    list_display = ["reference", "owner", "due_on", "checker", "check_on", "state"]
    list_filter = ["state"]
    list_select_related = ["owner", "checker"]
    search_fields = ["reference", "what"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Show what the person may see."""
        return Remedy.objects.visible_to(request.user).filter(pk__in=super().get_queryset(request).values("pk"))

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees every remedy."""
        return holds(request.user, "compliance.view_every_remedy")

    has_module_permission = has_export_permission = has_view_permission
