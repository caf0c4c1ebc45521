"""
The back office: Django's admin, for reading; and imports whose every row passes through an action.

A record is changed on the portal's own pages, where policies, guards and events
are. What the admin adds is looking things up and bringing tables in.
"""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from portal.core.formats import CSV, XLSX  # before the admin of import_export, which asks for its formats

# isort: split
from import_export import resources, widgets
from import_export.admin import ExportMixin, ImportMixin

from portal.core.errors import Invalid, Refusal


class ReadOnlyAdmin(ExportMixin, admin.ModelAdmin):
    """Look, filter, export; nothing else."""

    formats = [CSV, XLSX]
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: records are made by actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: records are changed by actions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: records are kept."""
        return False


class ImportingAdmin(ImportMixin, ReadOnlyAdmin):
    """Also take in a table: preview first, then every row by its action, all or none."""

    import_template_name = "admin/import_export/import.html"
    import_permission_code = "import"


class ActionResource(resources.ModelResource):
    """
    A table whose rows are taken in by an action.

    Subclasses write ``take(row, instance, is_new)``. A Refusal becomes the row's own
    error, named by field; one bad row keeps the whole table out.
    """

    # Without these two the library asks PostgreSQL's driver at every start whether they are arrays.
    WIDGETS_MAP = {
        **resources.ModelResource.WIDGETS_MAP,
        "SlugField": widgets.CharWidget,
        "TextField": widgets.Widget,
    }
    actor: Any = None
    at: datetime

    class Meta:
        abstract = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = True

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Remember who imports, and when."""
        self.actor, self.at = kwargs.get("user"), timezone.now()

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """
        Take the row in by its action.

        :raises ValidationError: with the sentence of the Refusal, on its field
        """
        try:
            taken = self.take(row, instance, is_create)
        except Invalid as no:
            known = {field.name for field in instance._meta.fields}
            raise ValidationError({str(no.field): str(no)} if no.field in known else str(no)) from no
        except Refusal as no:
            raise ValidationError(str(no)) from no
        instance.pk = taken.pk
        instance._state.adding = False

    def take(self, row: Any, instance: Any, is_new: bool) -> Any:
        """Return the record that the row became."""
        raise NotImplementedError
