"""Forms about due diligence, the scope of a project, and visits."""

from typing import Any

from django import forms

from compliance.enduse import visiting
from compliance.enduse.states import DiligenceAnswerValue, Grade, PartyType
from compliance.licensing.models import Case
from compliance.parties.models import Party
from portal.core.forms import DateField, Form, Radios, Textarea, TextInput


class LookInto(Form):
    """Which party is looked into, and as what."""

    party = forms.ModelChoiceField(label="Which party?", queryset=Party.objects.none())
    kind = forms.ChoiceField(label="As what?", choices=PartyType.choices, widget=Radios)

    def __init__(self, *args: Any, case: Case, **given: Any):
        super().__init__(*args, **given)
        parties = case.parties.values("party")
        self.fields["party"].queryset = Party.objects.filter(pk__in=parties).order_by("pk")  # type: ignore[attr-defined]


class Answer(Form):
    """What was found about one question."""

    answer = forms.ChoiceField(label="Answer", choices=DiligenceAnswerValue.choices, widget=Radios)
    evidence = forms.CharField(
        label="Where did you look, and what does it show?", widget=Textarea(rows=4), max_length=4000
    )


class Scope(Form):
    """What a project is and is not."""

    purpose = forms.CharField(label="What is the project for?", widget=Textarea(rows=4), max_length=4000)
    sites = forms.CharField(label="Where is the work done?", widget=Textarea(rows=3), help_text="One place a line.")
    people = forms.CharField(label="Who takes part, and as what?", widget=Textarea(rows=4), help_text="One a line.")
    outside = forms.CharField(
        label="What is no part of it?",
        widget=Textarea(rows=3),
        help_text="The line that keeps the rest of the group free: other projects, other data, other uses.",
    )


class PlanVisit(Form):
    """A visit to come."""

    party = forms.ModelChoiceField(label="To whom?", queryset=Party.objects.none())
    planned_on = DateField(label="When?")
    place = forms.CharField(label="Where?", max_length=200, widget=TextInput(width=30))
    by_video = forms.BooleanField(label="By video", required=False)

    def __init__(self, *args: Any, case: Case, **given: Any):
        super().__init__(*args, **given)
        parties = case.parties.values("party")
        self.fields["party"].queryset = Party.objects.filter(pk__in=parties).order_by("pk")  # type: ignore[attr-defined]


class Before(Form):
    """What is asked before a visit."""

    def __init__(self, *args: Any, **given: Any):
        super().__init__(*args, **given)
        for name, wording in visiting.QUESTIONS.items():
            self.fields[name] = forms.CharField(label=wording, widget=Textarea(rows=2), max_length=2000, required=False)


class Made(Form):
    """What a visit found."""

    made_on = DateField(label="When was it?")
    summary = forms.CharField(label="What was seen", widget=Textarea(rows=5), max_length=4000)
    people = forms.CharField(
        label="Who was present?",
        widget=Textarea(rows=3),
        help_text="One a line: name, position. Begin a line with * for our own people.",
    )

    def __init__(self, *args: Any, **given: Any):
        super().__init__(*args, **given)
        for name, label in visiting.AREAS.items():
            self.fields[name] = forms.TypedChoiceField(label=label, choices=Grade.choices, coerce=int, widget=Radios)
            self.fields[f"{name}_note"] = forms.CharField(
                label=f"{label}: note", required=False, widget=TextInput(width=30), max_length=500
            )

    def clean_people(self) -> list[tuple[str, str, bool]]:
        """
        Return name, position and side of everybody.

        :raises ValidationError: for a line without a position
        """
        found = []
        for line in filter(str.strip, self.cleaned_data["people"].splitlines()):
            name, _, position = line.strip().removeprefix("*").partition(",")
            if not position.strip():
                raise forms.ValidationError("Write the position after a comma on each line.")
            found.append((name.strip(), position.strip(), line.strip().startswith("*")))
        return found

    def grades(self) -> dict[str, tuple[int, str]]:
        """Return the grade and note of each area."""
        given = self.cleaned_data
        return {name: (given[name], given[f"{name}_note"]) for name in visiting.AREAS}


class Action(Form):
    """Something to be done after a visit."""

    text = forms.CharField(label="What has to be done?", widget=Textarea(rows=3), max_length=1000)
    owner = forms.CharField(label="By whom?", max_length=150, widget=TextInput(width=30))
    due_on = DateField(label="By when?")
