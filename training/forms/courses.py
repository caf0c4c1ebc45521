"""What people fill in. Forms say whether it is well-formed; actions decide."""

from typing import Any

from django import forms as fields
from django.utils.html import format_html

from portal.accounts.models import Unit, User
from portal.accounts.roles import ROLES
from portal.core.forms import Checkboxes, DateField, FileField, Form, NumberInput, Radios, Textarea, TextInput
from training.audiences import circles
from training.grading import as_number
from training.models import Course, Question, Requirement
from training.states import Audience, QuestionKind


class Answer(Form):
    """The answer to one question, in the manner of its kind."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.question = question
        self.choices = list(question.choices.order_by("position"))
        getattr(self, f"_ask_{question.kind}")()

    def _ask_single(self) -> None:
        self.fields["answer"] = fields.TypedChoiceField(
            label=self.question.prompt, choices=self._pairs(), coerce=int, widget=Radios, error_messages=CHOOSE
        )

    def _ask_multiple(self) -> None:
        self.fields["answer"] = fields.TypedMultipleChoiceField(
            label=self.question.prompt,
            choices=self._pairs(),
            coerce=int,
            widget=Checkboxes,
            help_text="Choose all that are right.",
            error_messages=CHOOSE,
        )

    def _ask_numeric(self) -> None:
        unit = format_html("In {}.", self.question.unit) if self.question.unit else ""
        self.fields["answer"] = fields.CharField(
            label=self.question.prompt, max_length=40, widget=NumberInput(decimal=True), help_text=unit
        )

    def _ask_ordering(self) -> None:
        places = [("", "Place"), *((number, str(number)) for number in range(1, len(self.choices) + 1))]
        for choice in self.choices:
            self.fields[f"place_{choice.position}"] = fields.TypedChoiceField(
                label=choice.text, choices=places, coerce=int, error_messages={"required": "Give every line a place."}
            )

    def _pairs(self) -> list[tuple[int, str]]:
        return [(choice.position, choice.text) for choice in self.choices]

    def clean(self) -> dict[str, Any]:
        """Read a number as a number, and places as an order without gaps."""
        given = super().clean() or {}
        if self.question.kind == QuestionKind.NUMERIC and given.get("answer") and as_number(given["answer"]) is None:
            self.add_error("answer", "Write a number, for example 0.004 or 4e-3.")
        if self.question.kind == QuestionKind.ORDERING and not self.errors and len(set(given.values())) < len(given):
            self.add_error(None, "Give each place once.")
        return given

    @property
    def given(self) -> Any:
        """What grading takes."""
        if self.question.kind != QuestionKind.ORDERING:
            return self.cleaned_data["answer"]
        return [
            choice.position for choice in sorted(self.choices, key=lambda c: self.cleaned_data[f"place_{c.position}"])
        ]


CHOOSE = {"required": "Choose an answer."}


class Confirm(Form):
    """Nothing to fill in."""


class Reason(Form):
    """Why."""

    reason = fields.CharField(label="Reason", max_length=300, widget=Textarea(rows=3, limit=300))


class Source(Form):
    """A course as its authors write it."""

    source = fields.CharField(label="The course", widget=Textarea(rows=30), strip=False)


class NewRequirement(Form):
    """Who must do what, how often, on what ground."""

    code = fields.SlugField(label="Short name", help_text="Small letters, figures and hyphens. It names the rule.")
    course = fields.ModelChoiceField(label="Course", queryset=Course.objects.none())
    audience = fields.ChoiceField(label="Who", choices=Audience.choices, widget=Radios)
    role = fields.ChoiceField(label="Which role, if a role is meant", required=False)
    unit = fields.ModelChoiceField(
        label="Which unit, if a unit is meant", required=False, queryset=Unit.objects.none(), to_field_name="code"
    )
    circle = fields.ChoiceField(label="Which circle, if a circle is meant", required=False)
    person = fields.CharField(label="Whose account, if one person is meant", required=False, max_length=150)
    funder = fields.SlugField(
        label="Which funder, if a funder is meant",
        required=False,
        max_length=40,
        help_text="A short name, such as nsf or doe. The months then count back from the deadline of a proposal.",
    )
    every_months = fields.IntegerField(
        label="Every how many months",
        required=False,
        min_value=1,
        max_value=240,
        widget=NumberInput(width=4),
        help_text="Leave empty to ask for it as long as it is valid.",
    )
    grace_days = fields.IntegerField(
        label="Days that a newcomer has", min_value=0, max_value=730, initial=30, widget=NumberInput(width=4)
    )
    from_on = DateField(label="From")
    ground = fields.CharField(label="On what ground", max_length=300, help_text="The policy, law or condition.")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.filter(retired_on=None).order_by("title")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.order_by("path")  # type: ignore[attr-defined]
        roles = [(name, role.title) for name, role in ROLES.items()]
        self.fields["role"].choices = [("", "No role"), *roles]  # type: ignore[attr-defined]
        named = [(circle.name, circle.label) for circle in circles()]
        self.fields["circle"].choices = [("", "No circle"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the role, unit, circle, funder or person that was chosen."""
        given = super().clean() or {}
        audience = given.get("audience")
        if audience and audience != Audience.EVERYONE and not given.get(audience):
            self.add_error(audience, "Choose which.")
        if audience == Audience.PERSON and not User.objects.filter(username=given.get("person", "")).exists():
            self.add_error("person", "Nobody has this account.")
        return given

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("code", "course", "audience", "every_months", "grace_days", "from_on", "ground")
        chosen = self.cleaned_data.get(self.cleaned_data["audience"], "")
        key = chosen.code if isinstance(chosen, Unit) else chosen
        return {**{name: self.cleaned_data[name] for name in names}, "audience_key": key}

    @property
    def requirement(self) -> Requirement:
        """The requirement as it would be, stored nowhere."""
        return Requirement(**self.given)


class ChangedRequirement(NewRequirement):
    """The same rule on other terms, from a day on."""

    reason = fields.CharField(label="Why it changes", max_length=300, widget=Textarea(rows=3, limit=300))

    def __init__(self, *args: Any, requirement: Requirement, **kwargs: Any):
        names = ("course", "audience", "every_months", "grace_days", "ground")
        initial = {name: getattr(requirement, name) for name in names}
        initial[requirement.audience] = requirement.audience_key
        super().__init__(*args, initial=initial, **kwargs)
        self.kept_code = requirement.code
        del self.fields["code"]
        self.fields["from_on"].label = "The change takes effect on"

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes."""
        self.cleaned_data["code"] = self.kept_code
        return super().given

    @property
    def terms(self) -> dict[str, Any]:
        """What the change takes, without the name that stays."""
        return {name: value for name, value in self.given.items() if name != "code"}


class Ending(Form):
    """The last day, and why."""

    to_on = DateField(label="Last day")
    reason = fields.CharField(label="Reason", max_length=300, widget=Textarea(rows=3, limit=300))


class NewExemption(Form):
    """Who need not, until when, why."""

    course = fields.ModelChoiceField(label="Course", queryset=Course.objects.order_by("title"))
    from_on = DateField(label="From")
    to_on = DateField(label="Last day")
    reason = fields.CharField(label="Reason", max_length=500, widget=Textarea(rows=3, limit=500))


class Instead(Form):
    """Which course counts for which."""

    course = fields.ModelChoiceField(label="Where this is asked for", queryset=Course.objects.order_by("title"))
    instead = fields.ModelChoiceField(label="This counts as well", queryset=Course.objects.order_by("title"))
    note = fields.CharField(label="Why", required=False, max_length=300)


class CertificateName(Form):
    """The name to compare."""

    name = fields.CharField(label="Name on the certificate", required=False, max_length=150, widget=TextInput(width=30))


class CertificateCode(Form):
    """The code to look up."""

    code = fields.CharField(label="Code on the certificate", max_length=20, widget=TextInput(width=20))


class Upload(Form):
    """A file of completions from elsewhere."""

    file = FileField(
        label="File",
        kinds="CSV, tab-separated text or XLSX",
        max_mb=50,
        help_text="Nothing is recorded before you say so.",
    )


class MendedRow(Form):
    """One row of a file, mended by hand."""

    who = fields.CharField(label="User name or e-mail address", max_length=254)
    completed_text = fields.CharField(label="Completed on", max_length=40, help_text="For example 2026-05-31.")
    expires_text = fields.CharField(label="Expires on", max_length=40, required=False)
    score_text = fields.CharField(label="Score", max_length=40, required=False)


class Mapping(Form):
    """Which of our courses an outside one is."""

    course = fields.ModelChoiceField(
        label="Counts as", required=False, queryset=Course.objects.order_by("title"), empty_label="None of ours"
    )


class Step(Form):
    """One choice in an exercise."""

    choice = fields.TypedChoiceField(label="What do you do?", coerce=int, widget=Radios, error_messages=CHOOSE)

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]
