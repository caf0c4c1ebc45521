"""Forms of classification. They check what was written; what it means is the engine's business."""

from typing import Any

from django import forms

from compliance.classification import engine
from compliance.classification.engine import Item
from compliance.classification.engine.facts import INFORMATION
from compliance.controls.book import Book
from compliance.controls.criteria import pretty_unit
from compliance.controls.rows import Parameter
from portal.core.forms import Form, NumberInput, Radios, Textarea, TextInput

NOT_SAID = ("", "Not known")
YES_NO = [("yes", "Yes"), ("no", "No"), NOT_SAID]
KIND_LABELS = {
    "hardware": "A thing",
    "material": "A material",
    "software": "Software",
    "technology": "Technology or know-how",
}


def kinds_in(basket: str, book: Book) -> list[tuple[str, str]]:
    """The kinds of item that the entries of this basket speak of, in the order in which they are offered."""
    spoken_of = {entry.kind for entry in book.entries_in(basket)}
    if "any" in spoken_of and spoken_of == {"any"}:
        spoken_of = set(KIND_LABELS)
    return [(kind, label) for kind, label in KIND_LABELS.items() if kind in spoken_of]


class ItemForm(Form):
    """What the controls ask of an item of one basket and kind. Nothing is required: what is not known is left open."""

    def __init__(self, *args: Any, book: Book, basket: str, kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.book, self.basket, self.kind = book, basket, kind
        self.asked = [each for each in book.parameters_for(basket, kind) if each.code != "for_item"]
        if kind in INFORMATION:
            self.fields["for_item"] = _for_item(book)
        for parameter in self.asked:
            self.fields[f"p_{parameter.code}"] = field_for(parameter)
        self.fields["us_origin"] = forms.ChoiceField(
            label="Is it of US origin?",
            choices=YES_NO,
            required=False,
            widget=Radios(inline=True),
            help_text=(
                "US items stay under US rules wherever they are. If it was made elsewhere and holds US content, "
                "answer no and give the share."
            ),
        )
        if "p_us_content" in self.fields:
            self.fields["p_us_content"] = self.fields.pop("p_us_content")  # asked after the origin

    def clean(self) -> dict[str, Any]:
        """Read the item, and put every complaint on its field."""
        cleaned = super().clean() or {}
        self.item, problems = engine.read_item(self.mapping(cleaned), book=self.book)
        for problem in problems:
            name = problem.field.rpartition(".")[2]
            field = f"p_{name}" if f"p_{name}" in self.fields else name if name in self.fields else None
            self.add_error(field, problem.says.partition(": ")[2] or problem.says)
        return cleaned

    def mapping(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What was said, as the engine reads it."""
        said = {each.code: cleaned.get(f"p_{each.code}") for each in self.asked}
        return {
            "kind": self.kind,
            "basket": self.basket,
            "us_origin": cleaned.get("us_origin") or None,
            "for_item": cleaned.get("for_item", ""),
            "parameters": {name: value for name, value in said.items() if value},
        }

    item: Item | None = None


def _for_item(book: Book) -> forms.Field:
    numbers = sorted({entry.number for entry in book.entries if entry.regime == "US-EAR" and not entry.residual})
    return forms.CharField(
        label="Which listed thing is it for?",
        required=False,
        max_length=40,
        widget=TextInput(width=12),
        help_text=(
            "An entry or a paragraph, such as 4A906.b; EAR99 if it is for no listed thing. "
            f"Held are {', '.join(numbers[:12])} and more."
        ),
    )


def field_for(parameter: Parameter) -> forms.Field:
    """The field that asks for this parameter: a number with its unit, a choice, or yes and no."""
    words: dict[str, Any] = {"label": parameter.question, "required": False, "help_text": _hint(parameter)}
    if parameter.kind == "boolean":
        return forms.ChoiceField(choices=YES_NO, widget=Radios(inline=True), **words)
    if parameter.kind == "choice":
        return forms.ChoiceField(choices=[NOT_SAID, *parameter.choices], **words)
    widget = NumberInput(width=10, decimal=not parameter.whole) if parameter.kind == "number" else TextInput(width=20)
    return forms.CharField(max_length=60, widget=widget, **words)


def _hint(parameter: Parameter) -> str:
    unit = f"In {pretty_unit(parameter.unit)}, or write the unit behind the number." if parameter.unit else ""
    expert = "A judgement: ask the export control office if you are not sure." if parameter.expert else ""
    return " ".join(part for part in (parameter.help, unit if parameter.kind == "number" else "", expert) if part)


class KeepForm(Form):
    """The name under which an assessment is kept."""

    label = forms.CharField(label="Name of the item", max_length=200, help_text="So that you find it again.")


class WhereForm(Form):
    """How the item would travel, and which part of the answer is shown."""

    mode = forms.ChoiceField(
        label="How it would go",
        required=False,
        choices=[("physical", "Shipped or carried"), ("electronic", "Sent electronically")],
    )
    regime = forms.ChoiceField(label="Regime", required=False)
    outcome = forms.ChoiceField(label="Answer", required=False)

    def __init__(self, *args: Any, regimes: list[tuple[str, str]], outcomes: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["regime"].choices = [*regimes, ("all", "All regimes beside each other")]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [("", "Every answer"), *outcomes]  # type: ignore[attr-defined]


class BeginForm(Form):
    """What the questions about an exclusion are about."""

    about = forms.CharField(
        label="What do you want to share?",
        max_length=300,
        widget=Textarea(rows=3, limit=300),
        help_text="The paper, the data set, the source code, the talk. One piece of information at a time.",
    )
    agreement = forms.CharField(
        label="Award or agreement it comes from",
        required=False,
        max_length=200,
        help_text="If the agreement is amended later, these questions are asked again.",
    )


class YesNoForm(Form):
    """One question: yes or no."""

    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=Radios(inline=True))

    def __init__(self, *args: Any, question: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = question

    def yes(self) -> bool:
        """The answer as a boolean."""
        return self.cleaned_data["answer"] == "yes"


class WordsForm(Form):
    """One question that records a fact in words."""

    words = forms.CharField(max_length=300)

    def __init__(self, *args: Any, question: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = question


class AmendForm(Form):
    """What was amended."""

    reason = forms.CharField(
        label="What was amended?",
        max_length=400,
        widget=Textarea(rows=3, limit=400),
        help_text="Everything is asked again, and what was determined on the answers stands no more.",
    )
