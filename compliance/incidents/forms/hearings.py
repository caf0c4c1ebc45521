"""What is filled in at a hearing."""

from typing import Any

from django import forms

from compliance.incidents.forms.incidents import Person
from compliance.incidents.states import ON_APPEAL, Response, Verdict
from portal.core.forms import Checkboxes, DateField, Form, Radios, Textarea
from training.models import Course


class Prepare(Form):
    """The notice of facts."""

    subject: forms.ModelChoiceField = forms.ModelChoiceField(label="To whom?", queryset=None)
    notice = forms.CharField(
        label="The facts",
        widget=Textarea(rows=10),
        max_length=20_000,
        help_text="What was done, when, and by which record it is known. No conclusions, and nothing that leads to "
        "whoever reported.",
    )

    def __init__(self, *args: Any, subjects: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = subjects  # type: ignore[attr-defined]


class Answer(Form):
    """The answer."""

    text = forms.CharField(
        label="Your answer",
        widget=Textarea(rows=12),
        max_length=20_000,
        help_text="What is right, what is not, what the panel should know. You may also say that you do not answer.",
    )


class Adviser(Form):
    """Who advises."""

    adviser = Person(label="Somebody with an account here", required=False)
    adviser_name = forms.CharField(label="Or somebody else", max_length=150, required=False)


class AskTime(Form):
    """More time."""

    reason = forms.CharField(label="Why do you need more time?", widget=Textarea(rows=3), max_length=2000)


class AnswerTime(Form):
    """More time, granted or not."""

    granted = forms.TypedChoiceField(
        label="Is more time granted?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=Radios(inline=True),
    )
    until = DateField(label="Until the end of", required=False)
    reason = forms.CharField(label="Why?", widget=Textarea(rows=3), max_length=2000)


class Propose(Form):
    """A decision to put before the panel."""

    verdict = forms.ChoiceField(label="What is decided?", choices=[], widget=Radios)
    measures = forms.MultipleChoiceField(
        label="What follows?", choices=Response.choices, widget=Checkboxes, required=False
    )
    detail = forms.CharField(
        label="Which course, which plan, by when",
        max_length=300,
        required=False,
        help_text="Written beside courses and plans.",
    )
    course = forms.ModelChoiceField(
        label="The course, if one follows",
        queryset=Course.objects.none(),
        required=False,
        help_text="It is asked of the person by itself when the decision is final.",
    )
    reasons = forms.CharField(
        label="Why?", widget=Textarea(rows=8), max_length=20_000, help_text="The person reads these words."
    )
    deviation = forms.CharField(
        label="Why this differs from what the matrix proposes",
        widget=Textarea(rows=3),
        max_length=5000,
        required=False,
        help_text="Needed only where it does.",
    )

    def __init__(self, *args: Any, on_appeal: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fitting = [each for each in Verdict if (each in ON_APPEAL) == on_appeal]
        self.fields["course"].queryset = Course.objects.filter(retired_on=None).order_by("title")  # type: ignore[attr-defined]
        self.fields["verdict"].choices = [(each.value, each.label) for each in fitting]  # type: ignore[attr-defined]
        if on_appeal:
            del self.fields["deviation"]

    def measures_with_detail(self) -> dict[str, str]:
        """Return each measure with its detail."""
        spelled = {Response.TRAINING, Response.ACTION_PLAN, Response.CONTROL_PLAN}
        detail = self.cleaned_data["detail"]
        return {kind: detail if kind in spelled else "" for kind in self.cleaned_data["measures"]}


class Voice(Form):
    """How a member of the panel sees a draft."""

    agrees = forms.TypedChoiceField(
        label="Do you agree with the draft?",
        choices=[("yes", "I agree"), ("no", "I see it differently")],
        coerce=lambda value: value == "yes",
        widget=Radios,
    )
    reasons = forms.CharField(label="Your reasons", widget=Textarea(rows=4), max_length=5000, required=False)


class Appeal(Form):
    """An appeal."""

    grounds = forms.CharField(label="Why should the decision be another?", widget=Textarea(rows=8), max_length=20_000)
