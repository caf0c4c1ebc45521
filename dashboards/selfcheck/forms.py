"""One question of the self-check as a form."""

from typing import Any

from django import forms

from compliance.classification import engine
from compliance.controls.book import Book
from dashboards.selfcheck.walks import Asked, Way
from portal.core.forms import Checkboxes, Form, Radios, TextInput


class Question(Form):
    """One question; a number is read as the engine reads it."""

    def __init__(self, *args, asked: Asked, way: Way, book: Book, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked, self.way, self.book = asked, way, book
        words: dict[str, Any] = {"label": asked.wording, "help_text": asked.hint}
        if asked.kind == "choice":
            self.fields["answer"] = forms.ChoiceField(choices=asked.choices, widget=Radios(), **words)
        elif asked.kind == "choices":
            self.fields["answer"] = forms.MultipleChoiceField(choices=asked.choices, widget=Checkboxes(), **words)
        else:
            self.fields["answer"] = forms.CharField(max_length=60, required=False, widget=TextInput(width=10), **words)
            self.fields["unknown"] = forms.BooleanField(label="I do not know", required=False)

    def clean(self):
        """Refuse what is neither a number nor known to be unknown, and "none" beside something."""
        cleaned = super().clean() or {}
        value = cleaned.get("answer")
        if self.asked.kind == "choices" and value and "none" in value and len(value) > 1:
            self.add_error("answer", "Choose either what applies, or “None of these”.")
        if self.asked.kind == "number" and not cleaned.get("unknown"):
            self._check_number(value or "")
        return cleaned

    def _check_number(self, value: str) -> None:
        if not value.strip():
            self.add_error("answer", "Write the figure, or say that you do not know it.")
            return
        said = self.way.said
        mapping = {"kind": "hardware", "basket": said.get("basket"), "parameters": {self.asked.key: value}}
        _, problems = engine.read_item(mapping, book=self.book)
        if problems:
            self.add_error("answer", problems[0].says.partition(": ")[2] or problems[0].says)

    def value(self) -> str:
        """Return the answer as it is carried along."""
        if self.asked.kind == "number":
            return "unknown" if self.cleaned_data["unknown"] else self.cleaned_data["answer"].strip()
        given = self.cleaned_data["answer"]
        return " ".join(given) if isinstance(given, list) else given


class Start(Form):
    """What the case is called."""

    title = forms.CharField(
        label="What shall the case be called?", max_length=200, help_text="In a few words, so that you find it again."
    )
