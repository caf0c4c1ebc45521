"""The institution's own list as a table: looked at first, then put in force as one edition."""

import csv
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields

from compliance.screening import actions, store
from compliance.screening.models import ListEntry
from compliance.screening.parsers import Unreadable, own
from portal.core.backoffice import ActionResource
from portal.core.errors import Refusal

COLUMNS = ("id", "name", "kind", "aliases", "country", "birth_date", "address", "reason")


class OwnListResource(ActionResource):
    """
    The whole list, every time: what is not in the table is on the list no more.

    Rows are checked one by one for the preview; the table as a whole becomes an
    edition, which the guard looks at like any other.
    """

    id = fields.Field(column_name="id", attribute="uid")
    aliases = fields.Field(column_name="aliases", readonly=True)
    country = fields.Field(column_name="country", readonly=True)
    birth_date = fields.Field(column_name="birth_date", readonly=True)
    address = fields.Field(column_name="address", readonly=True)
    reason = fields.Field(column_name="reason", readonly=True)

    class Meta(ActionResource.Meta):
        model = ListEntry
        import_id_fields = ["id"]
        skip_unchanged = False
        fields = list(COLUMNS)
        export_order = list(COLUMNS)

    def get_queryset(self) -> Any:
        """Return what the list says now."""
        return super().get_queryset().current().filter(source__code="own")

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """
        Check one row as the reader of the whole file will.

        :raises ValidationError: with the sentence of what is wrong
        """
        try:
            own.entry_of({column: str(row.get(column) or "").strip() for column in COLUMNS})
        except Unreadable as fault:
            raise ValidationError(str(fault)) from fault

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """
        Put the table in force as one edition.

        :raises ValidationError: if the portal refuses it
        """
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        with store.scratch() as folder:
            path = folder / "own.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(dataset.dict)
            try:
                version = actions.import_list("own", [path], actor=self.actor, at=self.at)
            except Refusal as no:
                raise ValidationError(str(no)) from no
        if version.problem:
            raise ValidationError(f"{version} is {version.get_state_display().lower()}. {version.problem}")

    def dehydrate_aliases(self, entry: ListEntry) -> str:
        """Return the other names."""
        return "; ".join(name["text"] for name in (entry.data or {}).get("names", [])[1:])

    def dehydrate_country(self, entry: ListEntry) -> str:
        """Return the countries."""
        return "; ".join((entry.data or {}).get("countries", []))

    def dehydrate_birth_date(self, entry: ListEntry) -> str:
        """Return the birth dates."""
        return "; ".join((entry.data or {}).get("birth_dates", []))

    def dehydrate_address(self, entry: ListEntry) -> str:
        """Return the addresses."""
        return "; ".join((entry.data or {}).get("addresses", []))

    def dehydrate_reason(self, entry: ListEntry) -> str:
        """Return why the party is on the list."""
        return dict((entry.data or {}).get("details", [])).get("reason", "")
