"""Forms for those who ask: opening a case, answering a page of questions, items, parties, documents, signing."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from compliance.licensing import neighbours
from compliance.licensing.forms import among, offer
from compliance.licensing.questions import Question, Section
from compliance.licensing.states import Activity, ItemKind, Known, PartyRole, SoftwareForm
from portal.accounts.models import User
from portal.core.forms import Checkboxes, DateField, FileField, Form, NumberInput, Radios, Textarea, TextInput

KINDS = "PDF, Word, Excel, PowerPoint, PNG, JPEG or plain text"


class Opening(Form):
    """What is asked before there is a case."""

    title = forms.CharField(
        label="Give it a short title",
        max_length=200,
        widget=TextInput(),
        help_text="For example: Loan of a 120-qubit chip to Delft.",
    )
    activity = forms.ChoiceField(label="What do you want to do?", choices=Activity.choices, widget=Radios())
    applicant = forms.ModelChoiceField(
        label="Whose case is it?", queryset=User.objects.none(), required=False, empty_label="My own"
    )

    def __init__(self, *args: Any, principals: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        among(self, "applicant", principals)
        if not principals.exists():
            del self.fields["applicant"]


class Answering(Form):
    """One page of questions. An empty answer is never refused here, so that a page can be left half done."""

    def __init__(self, *args: Any, section: Section, answers: Mapping[str, str], **kwargs: Any):
        given = {question.id: _initial(question, answers.get(question.id, "")) for question in section.questions}
        super().__init__(*args, initial=given, **kwargs)
        for question in section.asked(answers):
            self.fields[question.id] = field_for(question)

    def _clean_fields(self) -> None:
        """Check what was answered, and let be what was not."""
        wanted = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super()._clean_fields()  # type: ignore[misc]
        for name, required in wanted.items():
            self.fields[name].required = required

    def answers(self) -> dict[str, str]:
        """Return the answers as they are kept."""
        return {name: _kept(value) for name, value in self.cleaned_data.items()}


def field_for(question: Question) -> forms.Field:
    """Return the field that asks a question."""
    given: dict[str, Any] = {"label": question.wording, "required": question.required, "help_text": _help(question)}
    if question.kind == "choice":
        return forms.ChoiceField(choices=question.choices, widget=Radios(), **given)
    if question.kind == "choices":
        return forms.MultipleChoiceField(choices=question.choices, widget=Checkboxes(), **given)
    if question.kind == "day":
        return DateField(**given)
    if question.kind == "line":
        return forms.CharField(max_length=300, widget=TextInput(), **given)
    return forms.CharField(max_length=question.limit, widget=Textarea(rows=5), **given)


def _help(question: Question) -> str:
    return " ".join(filter(None, [question.hint, f"Why we ask: {question.why}" if question.why else ""]))


def _initial(question: Question, value: str) -> Any:
    return [line for line in value.split("\n") if line] if question.kind == "choices" else value


def _kept(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class Item(Form):
    """What an item is."""

    name = forms.CharField(label="What is it called?", max_length=200, widget=TextInput())
    kind = forms.ChoiceField(label="What sort of thing is it?", choices=ItemKind.choices, widget=Radios())
    basket = forms.ChoiceField(label="Which technology does it belong to?")
    description = forms.CharField(
        label="Describe it",
        required=False,
        widget=Textarea(rows=4),
        help_text="What it does, and what is special about it. A data sheet can be added with the documents.",
    )

    def __init__(self, *args: Any, baskets: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "basket", [("", "Choose"), *((basket.code, basket.title) for basket in baskets)])


class Details(Form):
    """The technical facts that controls ask about. Whatever is not known is left empty; nothing is guessed."""

    us_origin = forms.ChoiceField(
        label="Was it made in the United States, or from parts or know-how that came from there?",
        choices=Known.choices,
        widget=Radios(),
        required=False,
    )

    def __init__(self, *args: Any, item: Any, parameters: Any, **kwargs: Any):
        initial = {f"p_{name}": value for name, value in item.parameters.items()}
        plain = ("us_origin", "form", "for_item", "value_usd", "quantity")
        initial |= {name: getattr(item, name) for name in plain}
        super().__init__(*args, initial=initial, **kwargs)
        origin: Any = self.fields["us_origin"]
        origin.may_wait = True  # a gap of the draft while it is missing
        for parameter in [each for each in parameters if each.code != "for_item"]:
            self.fields[f"p_{parameter.code}"] = parameter_field(parameter)
        if item.kind == ItemKind.SOFTWARE:
            self.fields["form"] = forms.ChoiceField(
                label="In which form is it handed over?", choices=SoftwareForm.choices, widget=Radios(), required=False
            )
        if item.kind in (ItemKind.SOFTWARE, ItemKind.TECHNOLOGY):
            self.fields["for_item"] = forms.CharField(
                label="If you know it: which control entry is it for?",
                required=False,
                widget=TextInput(width=20),
                help_text="For example 4A906.b. Leave this empty if you do not know.",
            )
        if item.kind in (ItemKind.HARDWARE, ItemKind.MATERIAL):
            self.fields["quantity"] = forms.IntegerField(label="How many?", min_value=1, widget=NumberInput(width=5))
            self.fields["value_usd"] = forms.DecimalField(
                label="What are they worth together, in US dollars?",
                required=False,
                min_value=0,
                max_digits=14,
                decimal_places=2,
                widget=NumberInput(width=10, decimal=True),
            )

    def details(self) -> dict[str, Any]:
        """Return what ``describe_item`` takes."""
        given = dict(self.cleaned_data)
        parameters = {name[2:]: given.pop(name) for name in list(given) if name.startswith("p_")}
        return {**given, "parameters": parameters}


def parameter_field(parameter: Any) -> forms.Field:
    """Return the field that asks for one technical fact."""
    unit = f" ({parameter.unit})" if parameter.unit else ""
    judgement = "This is a judgement: leave it open if you are not sure, and the office settles it."
    hint = " ".join(filter(None, [parameter.help, judgement if parameter.expert else ""]))
    given: dict[str, Any] = {"label": f"{parameter.question}{unit}", "required": False, "help_text": hint}
    if parameter.kind == "boolean":
        return forms.ChoiceField(choices=Known.choices, widget=Radios(), **given)
    if parameter.kind == "choice":
        return forms.ChoiceField(choices=[*parameter.choices, ("", "I do not know")], widget=Radios(), **given)
    return forms.CharField(max_length=100, widget=TextInput(width=20), **given)


class Party(Form):
    """Who the other side is. Citizenships are asked of persons only, where a control makes them a criterion."""

    role = forms.ChoiceField(label="What is their part?", widget=Radios())
    kind = forms.ChoiceField(
        label="Is this a person or an organisation?",
        choices=[("organisation", "An organisation"), ("person", "A person")],
        widget=Radios(),
    )
    name = forms.CharField(
        label="Full name",
        max_length=500,
        widget=TextInput(),
        help_text="As in a contract or on a letterhead, without abbreviations.",
    )
    country = forms.ChoiceField(label="In which country are they?")
    citizenships = forms.MultipleChoiceField(
        label="Which citizenships do they hold?",
        required=False,
        widget=forms.SelectMultiple(),
        help_text="For persons only. Kept encrypted, and used only where a control makes it a criterion.",
    )
    most_recent_citizenship = forms.ChoiceField(label="Which citizenship did they acquire last?", required=False)
    permanent_resident_of = forms.MultipleChoiceField(
        label="In which countries may they live permanently?", required=False, widget=forms.SelectMultiple()
    )
    employed_since = DateField(label="If they work here already: since when?", required=False)
    protected = forms.BooleanField(
        label="They are here as a refugee or asylee under protection (8 USC 1324b(a)(3))", required=False
    )
    note = forms.CharField(label="Anything else we should know", required=False, widget=Textarea(rows=3))

    def __init__(self, *args: Any, roles: Any, persons: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        countries = neighbours.countries()
        offer(self, "role", [(role, PartyRole(role).label) for role in roles])
        for name in ("country", "most_recent_citizenship"):
            offer(self, name, [("", "Choose"), *countries])
        for name in ("citizenships", "permanent_resident_of"):
            offer(self, name, countries)
        if not persons:
            for name in PERSONAL:
                del self.fields[name]


PERSONAL = ("citizenships", "most_recent_citizenship", "permanent_resident_of", "employed_since", "protected")


class Reusing(Form):
    """Choose something of an earlier case."""

    role = forms.ChoiceField(label="What is their part?", widget=Radios(), required=False)
    chosen: forms.ModelChoiceField = forms.ModelChoiceField(label="Which one?", queryset=None, empty_label="Choose")

    def __init__(self, *args: Any, choices: Any, roles: Any = (), label: Callable[[Any], str] = str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["chosen"]
        chosen.label_from_instance = label
        among(self, "chosen", choices)
        offer(self, "role", [(role, PartyRole(role).label) for role in roles])
        if not roles:
            del self.fields["role"]
        else:
            self.fields["role"].required = True


class Document(Form):
    """A document, or the reason why there is none."""

    file = FileField(label="Choose the file", kinds=KINDS, max_mb=25, required=False)
    reason = forms.CharField(label="Or say why there is none", required=False, widget=Textarea(rows=3), max_length=1000)

    def clean(self) -> dict[str, Any]:
        """Take one of the two."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("file")) == bool((given.get("reason") or "").strip()):
            raise forms.ValidationError("Give the document, or say why there is none. One of the two, not both.")
        return given


class YesNo(Form):
    """One question of an exclusion tree."""

    answer = forms.ChoiceField(label="", choices=[("yes", "Yes"), ("no", "No")], widget=Radios(inline=True))

    def __init__(self, *args: Any, question: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = question


class Signing(Form):
    """The statement that the researcher confirms."""

    attested = forms.BooleanField(
        label="What I say here is true and complete as far as I know. I will tell the office if it changes, and "
        "nothing is transferred before the office has answered.",
        required=True,
        error_messages={"required": "Confirm the statement before you submit."},
    )


class Reason(Form):
    """A reason, under a label that fits."""

    reason = forms.CharField(label="Why?", widget=Textarea(rows=4), max_length=4000)

    def __init__(self, *args: Any, label: str = "", required: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label
        self.fields["reason"].required = required


class Confirm(Form):
    """Nothing but the button."""


class Title(Form):
    """The title of a case."""

    title = forms.CharField(label="Title", max_length=200, widget=TextInput())
