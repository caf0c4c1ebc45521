"""The institution's own list as a table: looked at first, then put in force as one edition."""

import csv
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields
from import_export.results import Result

from compliance.screening import actions, store
from compliance.screening.models import ListEntry, ListVersion
from compliance.screening.parsers import Unreadable, own, texts
from compliance.screening.states import VersionState
from portal.core.backoffice import ActionResource
from portal.core.errors import Refusal


class OwnListResult(Result):
    """What became of the table: the edition that it makes, and a notice if that was refused."""

    edition: ListVersion | None = None

    @property
    def notice(self) -> str:
        """Why the edition is not in force and where to decide about it, or nothing."""
        edition = self.edition
        if edition is None or edition.state == VersionState.IN_FORCE:
            return ""
        said = f"{edition} is {edition.get_state_display().lower()}. {edition.problem}"
        return f"{said} The list stays as it was; accept the edition or dismiss it: {edition.get_absolute_url()}"


class OwnListResource(ActionResource):
    """
    The whole list, every time: what is not in the table is on the list no more.

    Rows are checked one by one for the preview; the table as a whole becomes an
    edition, which the guard looks at like any other. One that it stops is kept
    for a named person; the result says so and where.
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
        fields = list(own.COLUMNS)
        export_order = list(own.COLUMNS)

    @classmethod
    def get_result_class(cls) -> type[Result]:
        """Return the class of what became of the table."""
        return OwnListResult

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """
        Look at the names of the columns.

        :raises ValidationError: if one is missing or stands twice
        """
        super().before_import(dataset, **kwargs)
        try:
            texts.header_of(list(dataset.headers or []), needed=own.NEEDED, once=own.COLUMNS)
        except Unreadable as fault:
            raise ValidationError(str(fault)) from fault

    def get_queryset(self) -> Any:
        """Return what the list says now."""
        return super().get_queryset().current().filter(source__code="own")

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """
        Check one row as the reader of the whole file will.

        :raises ValidationError: with the sentence of what is wrong
        """
        try:
            own.entry_of({column: str(row.get(column) or "").strip() for column in own.COLUMNS})
        except Unreadable as fault:
            raise ValidationError(str(fault)) from fault

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """
        Make the table one edition and put it in force, unless the guard objects; the result knows the edition.

        :raises ValidationError: if the portal refuses to take it in at all
        """
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        with store.scratch() as folder:
            path = folder / "own.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, own.COLUMNS, extrasaction="ignore", restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(dataset.dict)
            try:
                result.edition = actions.import_list("own", [path], actor=self.actor, at=self.at)
            except Refusal as no:
                raise ValidationError(str(no)) from no

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
