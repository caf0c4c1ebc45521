"""Forms of feedback."""

from django import forms

from dashboards.feedback.states import Helped, Theme
from portal.core.forms import DateField, Form, Radios, Textarea


class TwoQuestions(Form):
    """Did it help, and what was missing."""

    helped = forms.ChoiceField(choices=Helped.choices, widget=Radios(inline=True))
    words = forms.CharField(
        label="What was missing, or hard to understand?",
        required=False,
        max_length=2000,
        widget=Textarea(rows=4, limit=2000),
        help_text="Leave out names and anything confidential. Nobody can see who wrote it.",
    )
    address = forms.CharField(required=False, widget=forms.HiddenInput())  # filled in by machines only

    def __init__(self, *args, question: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["helped"].label = question


class Consult(Form):
    """Put a draft to everybody."""

    question = forms.CharField(label="What would you like to know?", widget=Textarea(rows=3), max_length=1000)
    closes_on = DateField(label="Until which day may people comment?")


class Say(Form):
    """A comment."""

    words = forms.CharField(label="What do you think?", widget=Textarea(rows=6, limit=2000), max_length=2000)
    name = forms.CharField(
        label="Your name, as it may be shown",
        required=False,
        max_length=100,
        help_text="Leave it empty to stay unnamed.",
    )


class Answer(Form):
    """A response."""

    response = forms.CharField(
        label="Response", widget=Textarea(rows=5), max_length=2000, help_text="Published with the comment."
    )
    theme = forms.ChoiceField(label="What is it about?", choices=Theme.choices, widget=Radios())
    publish = forms.TypedChoiceField(
        label="Publish the comment and the response?",
        choices=[("yes", "Yes"), ("no", "No: it names somebody or has nothing to do with the draft")],
        coerce=lambda value: value == "yes",
        widget=Radios(),
    )


class Sort(Form):
    """What a remark is about."""

    theme = forms.ChoiceField(label="Theme", choices=[("", "Choose"), *Theme.choices])
