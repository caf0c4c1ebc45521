"""Forms of assurance. They validate; actions decide."""

from django import forms

from compliance.assurance.states import Looked, Severity, Standing
from compliance.remedies.forms import somebody
from portal.core.forms import DateField, Form, Radios, Textarea


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


class ReportIncident(Form):
    """What the incident team is told."""

    what = forms.CharField(
        label="What happened?",
        widget=Textarea(rows=8),
        max_length=5000,
        help_text="The incident team reads this, and nobody else.",
    )


class Conclusion(Form):
    """Why it is settled."""

    conclusion = forms.CharField(
        label="Why?", widget=Textarea(rows=4), max_length=3000, help_text="An auditor reads this."
    )


class PlanAudit(Form):
    """A new audit."""

    title = forms.CharField(
        label="Name", max_length=200, help_text="For example: Decisions of the second half of 2026."
    )
    from_on = DateField(label="Cases decided from")
    to_on = DateField(label="until")
    size = forms.IntegerField(label="How many cases?", min_value=1, max_value=5000)
    least = forms.IntegerField(
        label="How many of each stratum at least?",
        min_value=0,
        max_value=100,
        help_text="A stratum is one tier in one unit.",
    )
    lead = somebody("Who leads it?", "The lead concludes the audit.")
    report_on = DateField(label="When is the report due?")


class Nothing(Form):
    """Only a button."""


class Look(Form):
    """What the look at a case showed."""

    looked = forms.ChoiceField(label="Is it in order?", choices=Looked.choices[1:], widget=Radios)
    account = forms.CharField(
        label="What was looked at, and what did it show?", widget=Textarea(rows=5), max_length=5000
    )


class Result(Form):
    """What the audit comes to."""

    conclusion = forms.CharField(label="What does it come to?", widget=Textarea(rows=6), max_length=5000)


class Reason(Form):
    """Why it is not made."""

    reason = forms.CharField(label="Why is it not made?", max_length=300)


class Assess(Form):
    """How an element stands."""

    standing = forms.ChoiceField(label="How does it stand?", choices=Standing.choices, widget=Radios)
    comment = forms.CharField(
        label="In a sentence or two",
        widget=Textarea(rows=4),
        max_length=3000,
        help_text="What is missing becomes a finding. An auditor reads this.",
    )


class Summary(Form):
    """What the assessment comes to."""

    summary = forms.CharField(label="What does it come to?", widget=Textarea(rows=5), max_length=5000)
