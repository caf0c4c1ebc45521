"""Forms of assurance. They validate; actions decide."""

from django import forms

from compliance.assurance.states import Severity
from compliance.remedies.forms import somebody
from portal.core.forms import Form, Radios, Textarea


class Report(Form):
    """A finding by a person."""

    title = forms.CharField(label="What is not as it should be?", max_length=200)
    detail = forms.CharField(
        label="What was seen, and where?", widget=Textarea(rows=6), max_length=5000, help_text="An auditor reads this."
    )
    severity = forms.ChoiceField(label="How much does it weigh?", choices=Severity.choices, widget=Radios)


class TakeUp(Form):
    """Who sees to it."""

    responsible = somebody("Who sees to it?", "From now on this person reads the finding.")


class Conclusion(Form):
    """Why it is settled."""

    conclusion = forms.CharField(
        label="Why?", widget=Textarea(rows=4), max_length=3000, help_text="An auditor reads this."
    )
