"""The forms of cases. They validate and nothing else; what they clean goes to an action."""

from typing import Any

from django.forms import BaseForm


def offer(form: BaseForm, name: str, choices: Any) -> None:
    """Give a field of choices what it offers on this page."""
    field: Any = form.fields[name]
    field.choices = choices


def among(form: BaseForm, name: str, rows: Any) -> None:
    """Give a field that chooses a record the records of this page."""
    field: Any = form.fields[name]
    field.queryset = rows
