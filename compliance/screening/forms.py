"""Forms of screening. They check shape; actions decide."""

from typing import Any

from django import forms

from compliance.parties.forms import COUNTRIES
from compliance.parties.states import Kind
from compliance.screening import engine, sheets
from compliance.screening.models import ListSource
from compliance.screening.workflow import HIT
from portal.core.forms import DateField, FileField, Form, Radios, Textarea, TextInput

MAX_LIST_MB = 200


class SeveralFiles(forms.FileInput):
    """A file input that takes several files, as OFAC's lists come."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return all files."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """One or several files."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each file."""
        given = data if isinstance(data, list | tuple) else [data]
        if not given:
            given = [None]
        return [super(FilesField, self).clean(each, initial) for each in given]


class ImportList(Form):
    """Which list, and its file."""

    source = forms.ModelChoiceField(
        label="Which list?", queryset=ListSource.objects.order_by("code"), to_field_name="code", empty_label=None
    )
    upload = FilesField(
        label="Its file, as the publisher offers it",
        help_text="CSV, JSON, XML or delimited text, also compressed with gzip. OFAC's lists come in several files: "
        f"choose all of them. At most {MAX_LIST_MB} MB.",
    )
    source_date = DateField(label="Date of the edition", required=False, help_text="Only where the file gives none.")


class Decide(Form):
    """Why."""

    reason = forms.CharField(
        label="Why?", widget=Textarea(rows=4), max_length=4000, help_text="An auditor reads this in ten years."
    )


class Adjudicate(Decide):
    """Which move, why, and until when a clearing holds."""

    seen = forms.CharField(widget=forms.HiddenInput)
    expires_on = DateField(label="Holds until", required=False, help_text="Leave empty if the clearing needs no end.")

    def __init__(self, *args: Any, move: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if HIT.moves[move].name not in {"clear", "propose_clearing"}:
            del self.fields["expires_on"]


class ClearAlike(Decide):
    """Why several hits on the same evidence are no match."""

    def __init__(self, *args: Any, hits: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["selected"] = forms.ModelMultipleChoiceField(queryset=hits, widget=forms.MultipleHiddenInput)


class AskName(Form):
    """A name that belongs to no party yet."""

    name = forms.CharField(label="Name", max_length=500)
    kind = forms.ChoiceField(label="What are they?", choices=Kind.choices, widget=Radios, initial=Kind.UNKNOWN)
    country = forms.ChoiceField(label="Country", choices=COUNTRIES, required=False)
    birth_date = forms.RegexField(
        r"^\d{4}(-\d\d){0,2}$",
        label="Birth date",
        required=False,
        widget=TextInput(width=10),
        help_text="1971, 1971-03 or 1971-03-05.",
        error_messages={"invalid": "Write the birth date as 1971, 1971-03 or 1971-03-05."},
    )

    def query(self) -> engine.Query:
        """Return what the engine takes."""
        given = self.cleaned_data
        return engine.Query(
            name=given["name"],
            kind=given["kind"],
            countries=(given["country"],) if given["country"] else (),
            birth_date=given["birth_date"],
        )


class TakeSheet(Form):
    """A spreadsheet of names."""

    file = FileField(
        label="Spreadsheet",
        kinds="CSV in UTF-8, XLSX",
        max_mb=50,
        help_text=f"Names of columns in the first line, then at most {sheets.MOST:,} lines.",
    )


class MapSheet(Form):
    """Which column holds what."""

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", "No column"), *((column, column) for column in columns)]
        for field, label in sheets.FIELDS.items():
            self.fields[field] = forms.ChoiceField(label=label, choices=choices, required=field == "name")
