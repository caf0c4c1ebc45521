"""
Forms: Django's own, rendered through the components, with a summary of what is wrong.

Forms validate and nothing else; what they clean goes to an action. An ``Invalid``
that the action raises comes back to its field by ``raise_to``.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import TemplatesSetting
from django.utils.formats import date_format

from portal.core.errors import Invalid

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep september",
            "oct october",
            "nov november",
            "dec december",
        ],
        start=1,
    )
    for name in names.split()
}


class BoundField(DjangoBoundField):
    """A field that knows which component draws it."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str):
        super().__init__(form, field, name)
        if type(field.widget) is forms.DateInput:  # a plain one, as filters have: let the browser offer its calendar
            field.widget.input_type, field.widget.format = "date", "%Y-%m-%d"
        _call_dashes(field, "Choose" if field.required else "Nothing chosen")

    @property
    def kind(self) -> str:
        """Name the way it is drawn: input, textarea, select, radios, checkbox, checkboxes, date, file, password."""
        widget = self.field.widget
        return next((kind for family, kind in KINDS if isinstance(widget, family)), "input")

    @property
    def first_id(self) -> str:
        """The id of the first input, where the error summary leads."""
        if self.kind in {"radios", "checkboxes"}:
            return f"{self.auto_id}_0"
        return f"{self.auto_id}-day" if self.kind == "date" else self.auto_id

    @property
    def optional(self) -> bool:
        """Tell whether an answer may be left out. What ``may_wait`` is asked for, and need not be given at once."""
        may_wait = getattr(self.field, "may_wait", False)
        return not self.field.required and not may_wait and self.kind != "checkbox"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the classes of the design system, and of an error, to what Django writes."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        plain, failed = CLASSES.get(self.kind, ("", ""))
        characters = getattr(widget, "width", None)
        width = f"fl-width-{characters}" if characters else ""
        names = [plain, failed if self.errors else "", width, widget.attrs.get("class", "")]
        attrs["class"] = " ".join(filter(None, names))
        return {**attrs, "placeholder": False} if widget.attrs.get("placeholder") else attrs  # labels say it


KINDS: list[tuple[type[forms.Widget], str]] = []  # filled below, most particular first
CLASSES = {
    "input": ("govuk-input", "govuk-input--error"),
    "password": ("govuk-input govuk-password-input__input govuk-js-password-input-input", "govuk-input--error"),
    "textarea": ("govuk-textarea govuk-js-character-count", "govuk-textarea--error"),
    "select": ("govuk-select", "govuk-select--error"),
    "multiselect": ("govuk-select fl-select--many", "govuk-select--error"),
    "radios": ("govuk-radios__input", ""),
    "checkboxes": ("govuk-checkboxes__input", ""),
    "checkbox": ("govuk-checkboxes__input", ""),
    "file": ("govuk-file-upload", "govuk-file-upload--error"),
}


ANY = "Any"
DASHES = BLANK_CHOICE_DASH[0][1]
MISSING = {
    "radios": "Choose an answer.",
    "select": "Choose an answer.",
    "multiselect": "Choose at least one.",
    "checkboxes": "Choose at least one.",
    "checkbox": "Tick this to go on.",
    "date": "Enter a day.",
    "file": "Choose a file.",
}


class Renderer(TemplatesSetting):
    """Draws every form and field through the components."""

    form_template_name = "components/fields.html"
    field_template_name = "components/field.html"
    bound_field_class = BoundField


class TextInput(forms.TextInput):
    """One line. ``width`` is the number of characters that are expected."""

    def __init__(self, *, width: int | None = None, attrs: dict[str, Any] | None = None):
        super().__init__(attrs)
        self.width = width


class NumberInput(forms.TextInput):
    """A number, typed; browsers' own number boxes change on a scroll."""

    def __init__(self, *, width: int = 10, decimal: bool = False, attrs: dict[str, Any] | None = None):
        super().__init__({"inputmode": "decimal" if decimal else "numeric", **(attrs or {})})
        self.width = width


class Textarea(forms.Textarea):
    """Several lines; ``limit`` shows how many characters are left."""

    def __init__(self, *, rows: int = 5, limit: int | None = None, attrs: dict[str, Any] | None = None):
        super().__init__({"rows": rows, **(attrs or {})})
        self.limit = limit


class Radios(forms.RadioSelect):
    """One of a few. ``inline`` puts short answers beside each other."""

    def __init__(self, *, inline: bool = False, attrs: dict[str, Any] | None = None, choices: Any = ()):
        super().__init__(attrs, choices)
        self.inline = inline


class Checkboxes(forms.CheckboxSelectMultiple):
    """Any of a few."""


class DateInput(forms.Widget):
    """Day, month and year in three boxes, which nobody can misread."""

    template_name = "components/widgets/date.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Cut the value into the three boxes."""
        context = super().get_context(name, value, attrs)
        if isinstance(value, (datetime.date, datetime.datetime)):
            value = value.strftime("%Y-%m-%d")
        year, month, day = (*str(value or "").split("-", 2), "", "")[:3]
        boxes = [("day", "Day", day, 2), ("month", "Month", month, 2), ("year", "Year", year, 4)]
        context["widget"]["boxes"] = [
            {"name": f"{name}-{key}", "id": f"{context['widget']['attrs'].get('id', name)}-{key}", "label": label}
            | {"value": text.lstrip("0") if key != "year" else text, "width": width}
            for key, label, text, width in boxes
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        """Join the boxes as year-month-day; one ISO date under the plain name serves as well."""
        parts = [str(data.get(f"{name}-{key}") or "").strip() for key in ("year", "month", "day")]
        if not any(parts):
            return data.get(name)
        month = MONTHS.get(parts[1].lower().rstrip("."), parts[1])
        return "-".join(str(part).zfill(2) if part else "" for part in (parts[0], month, parts[2]))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether none of the boxes was sent."""
        return not any(f"{name}-{key}" in data for key in ("year", "month", "day")) and name not in data

    def id_for_label(self, id_: str, index: int | str | None = None) -> str:
        """Say that no single input bears the label."""
        return ""


class DateField(forms.DateField):
    """A day. :raises ValidationError: with a sentence that says which part is missing or impossible."""

    widget = DateInput

    def __init__(self, *, earliest: datetime.date | None = None, latest: datetime.date | None = None, **kwargs: Any):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> datetime.date | None:
        """Return the day, or say what is wrong with it."""
        if value in self.empty_values or isinstance(value, datetime.date):
            return super().to_python(value)
        match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", str(value))
        if not match:
            raise ValidationError("Enter a day, a month and a year with four figures.", code="incomplete")
        try:
            return datetime.date(*map(int, match.groups()))
        except ValueError:
            raise ValidationError("There is no such day in the calendar.", code="invalid") from None

    def validate(self, value: Any) -> None:
        """Keep the day within its bounds."""
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(f"The earliest day is {date_format(self.earliest, 'j F Y')}.", code="early")
        if value and self.latest and value > self.latest:
            raise ValidationError(f"The latest day is {date_format(self.latest, 'j F Y')}.", code="late")


class FileInput(forms.FileInput):
    """A plain file input; the browser's own works with every assistive tool."""


class FileField(forms.FileField):
    """A file, with its limits written beside it. What the file truly is, the attachment store decides by content."""

    widget = FileInput

    def __init__(self, *, kinds: str = "", max_mb: int | None = None, **kwargs: Any):
        limits = [f"{kinds}." if kinds else "", f"At most {max_mb} MB." if max_mb else ""]
        kwargs["help_text"] = " ".join(filter(None, [kwargs.get("help_text", ""), *limits]))
        super().__init__(**kwargs)
        self.error_messages["empty"] = "The file is empty. Choose the one that holds something."
        self.max_mb = max_mb

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse a file that is too large before anything reads it."""
        upload = super().clean(data, initial)
        if upload and self.max_mb and getattr(upload, "size", 0) > self.max_mb * 1024 * 1024:
            raise ValidationError(f"The file is larger than {self.max_mb} MB.", code="large")
        return upload


class SaysWhatIsWrong:
    """What both kinds of form share."""

    use_required_attribute = False
    fieldsets: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                kind = next((kind for family, kind in KINDS if isinstance(field.widget, family)), "input")
                field.error_messages["required"] = MISSING.get(kind, "Fill this in.")

    def sections(self) -> list[tuple[str, list[DjangoBoundField]]]:
        """Return the visible fields under their headings; what no heading claims comes last, without one."""
        claimed = {name for _, names in self.fieldsets for name in names}
        rest = [field for field in self.visible_fields() if field.name not in claimed]  # type: ignore[attr-defined]
        named = [(title, [self[name] for name in names if name in self.fields]) for title, names in self.fieldsets]  # type: ignore[attr-defined,index]
        return [(title, fields) for title, fields in [*named, ("", rest)] if fields]


class Form(SaysWhatIsWrong, forms.Form):
    """The form of a page."""


class ModelForm(SaysWhatIsWrong, forms.ModelForm):
    """A form whose fields and checks come from a model. Actions write; it never saves."""


def raise_to(form: forms.BaseForm, refusal: Invalid) -> None:
    """Put the refusal on the field that it names, or above the form when it names none."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


KINDS.extend(
    [
        (DateInput, "date"),
        (forms.PasswordInput, "password"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.SelectMultiple, "multiselect"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
    ]
)


def as_filters(form: Any) -> None:
    """Make a form one of filters: nothing in it is called optional, and what is not chosen is "Any"."""
    for field in form.fields.values():
        field.may_wait = True
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = ANY
        elif isinstance(field, forms.NullBooleanField):
            (empty, _), *rest = field.widget.choices
            field.widget.choices = [(empty, ANY), *rest]
        else:
            _call_dashes(field, ANY)


def _call_dashes(field: forms.Field, words: str) -> None:
    """Say in words what a list of choices begins with, which Django calls nine dashes."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = words
    elif isinstance(field.widget, forms.Select) and not field.widget.allow_multiple_selected:
        choices = list(field.widget.choices)
        if choices and choices[0][1] == DASHES:
            field.widget.choices = [(choices[0][0], words), *choices[1:]]
