"""Forms of the reference pages."""

from datetime import date
from typing import Any

from django import forms as django_forms

from compliance.controls.rows import BEGINNING, KINDS
from portal.core import forms

MAX_MB = 2
FLAT = ("eligibility", "chart_row", "country_group", "country", "red_flag", "de_minimis")


class AsOf(forms.Form):
    """The day on which something is looked at."""

    as_of = forms.DateField(label="As of", required=False, earliest=BEGINNING)

    def day(self, today: date) -> date:
        """Return the day asked for; today, if none was asked for or it makes no sense."""
        return (self.is_valid() and self.cleaned_data["as_of"]) or today


class Upload(forms.Form):
    """A table of rows that the institution answers for."""

    kind = django_forms.ChoiceField(
        label="What the rows are",
        choices=[(kind, kind.replace("_", " ").capitalize()) for kind in sorted(KINDS)],
        initial="eligibility",
        help_text="A YAML file names this itself; the choice is for CSV and Excel.",
    )
    file = forms.FileField(label="File", kinds="CSV, Excel or YAML", max_mb=MAX_MB)

    def clean_file(self) -> Any:
        """Keep to the three kinds of file."""
        upload = self.cleaned_data["file"]
        if upload and not upload.name.lower().endswith((".csv", ".xlsx", ".yaml", ".yml")):
            raise django_forms.ValidationError("The file is not CSV, Excel or YAML.")
        return upload
