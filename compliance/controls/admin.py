"""Reference data in the back office: to look things up and to export, never to change."""

from django.contrib import admin

from compliance.controls.models import ReferenceFile, ReferenceLoad, ReferenceRow
from portal.core.backoffice import ReadOnlyAdmin


@admin.register(ReferenceRow)
class ReferenceRowAdmin(ReadOnlyAdmin):
    list_display = ["code", "kind", "title", "valid_from", "valid_to", "confidence", "origin", "withdrawn_in"]
    list_filter = ["kind", "confidence", "origin"]
    search_fields = ["code", "title"]
    list_select_related = ["withdrawn_in"]


@admin.register(ReferenceLoad)
class ReferenceLoadAdmin(ReadOnlyAdmin):
    list_display = ["id", "at", "actor"]
    list_select_related = ["actor"]


@admin.register(ReferenceFile)
class ReferenceFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "load", "rows", "checksum"]
    list_select_related = ["load"]
    search_fields = ["name", "checksum"]
