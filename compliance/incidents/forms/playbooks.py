"""What is filled in about playbooks, drills and lessons."""

from typing import Any

from django import forms

from compliance.incidents.states import Nature
from portal.core.forms import Form, Textarea, TextInput


class NewPlaybook(Form):
    """A playbook."""

    title = forms.CharField(label="Title", max_length=150)
    code = forms.SlugField(label="Short name for its address", max_length=60, widget=TextInput(width=30))
    nature = forms.ChoiceField(label="For what?", choices=Nature.choices)
    text = forms.CharField(label="The steps, one a line", widget=Textarea(rows=12), max_length=20_000)


class Revise(Form):
    """A better version."""

    text = forms.CharField(label="The steps, one a line", widget=Textarea(rows=14), max_length=20_000)
    why = forms.CharField(label="What is better than before?", max_length=300)


class Contact(Form):
    """Somebody to call."""

    who = forms.CharField(label="Who?", max_length=150, help_text="Their part: counsel, IT security, the agency.")
    reach = forms.CharField(label="How are they reached?", widget=Textarea(rows=2), max_length=1000)


class RecordDrill(Form):
    """A sitting in which it was tried."""

    session: forms.ModelChoiceField = forms.ModelChoiceField(
        label="In which sitting was it tried?",
        queryset=None,
        help_text="Sittings of tabletop exercises that are closed.",
    )

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]


class WriteLesson(Form):
    """A lesson."""

    title = forms.CharField(label="Title", max_length=200, help_text="What others learn.")
    story = forms.CharField(
        label="What happened",
        widget=Textarea(rows=8),
        max_length=10_000,
        help_text="Nobody is recognised: no names, no unit, no partner, no day, no reference.",
    )
    changed = forms.CharField(label="What is done differently since", widget=Textarea(rows=4), max_length=5000)
