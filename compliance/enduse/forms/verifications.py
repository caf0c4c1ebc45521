"""Forms about verifications. They validate; actions decide."""

from django import forms

from compliance.enduse.states import Finding, Method
from portal.core.attachments import ACCEPTED
from portal.core.forms import DateField, FileField, Form, Radios, Textarea


class Attest(Form):
    """What the responsible person says."""

    statement = forms.CharField(
        label="How is it used today?",
        widget=Textarea(rows=6),
        max_length=5000,
        help_text="Who uses it, where and for what. Say so if anything differs from what was approved.",
    )
    evidence = FileField(label="Evidence", required=False, kinds=ACCEPTED, max_mb=25)


class Record(Form):
    """What the check found."""

    method = forms.ChoiceField(label="How was it checked?", choices=Method.choices, widget=Radios)
    carried_out_on = DateField(label="When?")
    finding = forms.ChoiceField(label="What was found?", choices=Finding.choices, widget=Radios)
    account = forms.CharField(
        label="What was checked and seen", widget=Textarea(rows=6), max_length=5000, help_text="An auditor reads this."
    )
    follow_up = forms.CharField(
        label="What follows",
        widget=Textarea(rows=3),
        max_length=2000,
        required=False,
        help_text="Needed unless all is as approved: who does what, and by when.",
    )
    evidence = FileField(label="Evidence", required=False, kinds=ACCEPTED, max_mb=25)


class Plan(Form):
    """An extra verification."""

    due_on = DateField(label="By when?")
    why = forms.CharField(label="Why is it needed?", max_length=300, help_text="The responsible person reads this.")
