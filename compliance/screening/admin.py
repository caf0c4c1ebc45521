"""Screening in the back office, to be read; the institution's own list, to be brought in as a table."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from compliance.screening import policies
from compliance.screening.models import Adjudication, Hit, ListEntry, ListSource, ListVersion, ScreeningRun, Sweep
from compliance.screening.resources import OwnListResource
from portal.core.backoffice import ImportingAdmin, ReadOnlyAdmin


class ForTheOffice:
    """Only those who see screening look here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person sees screening."""
        return policies.may_see_screening.allows(request.user, None)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether the person sees screening."""
        return policies.may_see_screening.allows(request.user, None)

    has_export_permission = has_module_permission


@admin.register(ListEntry)
class ListEntryAdmin(ForTheOffice, ImportingAdmin):
    """What lists say. A table that is imported here becomes the institution's own list, whole."""

    resource_classes = [OwnListResource]
    list_display = ["name", "source", "sublist", "kind", "uid", "since", "until"]
    list_filter = ["source", "kind"]
    list_select_related = ["source", "since__source", "until__source"]
    search_fields = ["name", "uid"]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person imports lists."""
        return policies.may_import.allows(request.user, None)

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Say what became of the table: a refused edition is shown, where it can be accepted or dismissed."""
        if result.notice:
            messages.warning(request, result.notice)
            return redirect(result.edition)
        if result.has_errors():
            for problem in result.base_errors:
                messages.error(request, str(problem.error))
            return redirect("admin:compliance_listentry_import")
        return super().process_result(result, request)


@admin.register(ListSource)
class ListSourceAdmin(ForTheOffice, ReadOnlyAdmin):
    list_display = ["title", "code", "is_in_use", "fetches", "confirmed_at", "freshness_days", "problem"]


@admin.register(ListVersion)
class ListVersionAdmin(ForTheOffice, ReadOnlyAdmin):
    list_display = ["source", "number", "state", "source_date", "received_at", "entry_count", "problem"]
    list_filter = ["source", "state"]
    list_select_related = ["source"]


@admin.register(ScreeningRun)
class ScreeningRunAdmin(ForTheOffice, ReadOnlyAdmin):
    list_display = ["name", "outcome", "cause", "found", "suppressed", "ran_by", "ran_at", "keep_until"]
    list_filter = ["outcome", "cause", "retention"]
    list_select_related = ["ran_by"]
    search_fields = ["name"]
    exclude = ["query"]


@admin.register(Hit)
class HitAdmin(ForTheOffice, ReadOnlyAdmin):
    list_display = ["party", "entry", "band", "adjusted", "state", "found_at", "delisted_on"]
    list_filter = ["state", "band", "source"]
    list_select_related = ["party", "entry"]
    search_fields = ["party__name", "entry__name"]


@admin.register(Adjudication)
class AdjudicationAdmin(ForTheOffice, ReadOnlyAdmin):
    list_display = ["hit", "said", "by", "at", "band", "score"]
    list_select_related = ["hit__party", "hit__entry", "by"]


@admin.register(Sweep)
class SweepAdmin(ForTheOffice, ReadOnlyAdmin):
    list_display = ["kind", "began_at", "seconds", "parties", "names", "new_hits", "reopened", "missed", "surplus"]
    list_filter = ["kind"]
