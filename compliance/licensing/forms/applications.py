"""Forms of an application to a government agency."""

from typing import Any

from django import forms
from django.utils import timezone

from compliance.licensing.forms import offer
from compliance.licensing.states import QueryKind
from portal.core.forms import DateField, Form, Radios, Textarea, TextInput


class Preparing(Form):
    """Under which regime the licence is asked for, and what for."""

    regime = forms.ChoiceField(label="Which body of law asks for the licence?", widget=Radios())
    end_use = forms.CharField(
        label="Specific end use", widget=Textarea(rows=6), max_length=8000, help_text="As the agency will read it."
    )
    additional = forms.CharField(
        label="Additional information", required=False, widget=Textarea(rows=4), max_length=8000
    )

    def __init__(self, *args: Any, regimes: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "regime", regimes)


class Describing(Form):
    """What the application says in words."""

    end_use = forms.CharField(label="Specific end use", widget=Textarea(rows=6), max_length=8000)
    additional = forms.CharField(
        label="Additional information", required=False, widget=Textarea(rows=4), max_length=8000
    )


class Filing(Form):
    """That it was filed."""

    agency_reference = forms.CharField(label="Reference of the agency", max_length=60, widget=TextInput(width=20))
    filed_on = DateField(label="Filed on", initial=timezone.localdate)


class Querying(Form):
    """What the agency wants from us."""

    kind = forms.ChoiceField(label="What is it?", choices=QueryKind.choices, widget=Radios(), initial="question")
    text = forms.CharField(label="What does the agency ask or say?", widget=Textarea(rows=5), max_length=8000)
    asked_on = DateField(label="It came on", initial=timezone.localdate)
    due_on = DateField(label="Answer by", required=False, help_text="Left empty: the agency's usual time.")


class Answering(Form):
    """What we answered."""

    text = forms.CharField(label="What did we answer?", widget=Textarea(rows=5), max_length=8000)
    answered_on = DateField(label="Answered on", initial=timezone.localdate)


class Granting(Form):
    """The licence."""

    licence = forms.CharField(label="Number of the licence", max_length=60, widget=TextInput(width=20))
    decided_on = DateField(label="Decided on", initial=timezone.localdate)
    valid_from = DateField(label="Valid from", initial=timezone.localdate)
    valid_to = DateField(label="Valid until", required=False)
    outcome = forms.CharField(
        label="Provisos and remarks of the agency", required=False, widget=Textarea(rows=4), max_length=8000
    )


class Ending(Form):
    """An answer that is no licence."""

    outcome = forms.CharField(label="What did the agency say?", widget=Textarea(rows=5), max_length=8000)
    decided_on = DateField(label="Decided on", initial=timezone.localdate)
