"""The component gallery of a demo site: every component once, with invented values."""

import datetime as dt

from django import forms as django_forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from portal.core import charts, forms, samples


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    failed = SampleForm({"title": "", "starts_on-day": "31", "starts_on-month": "2", "starts_on-year": "26"})
    context = {
        **samples.values(),
        "failed_form": failed,
        "empty_table": samples.empty_table(request),
        "bars": charts.bars("Cases by activity", samples.ACTIVITIES, unit="cases", note=samples.NOTE),
        "ranges": charts.ranges("Working days to a decision", samples.RANGES, label_head="Review", unit="working days"),
        "columns": charts.columns("Working days from submission to decision, median", samples.MONTHS),
    }
    return samples.table(request).respond("core/gallery.html", context)


class SampleForm(forms.Form):
    """One field of each kind."""

    fieldsets = (
        ("About the activity", ("title", "activity", "partners")),
        ("When and how much", ("starts_on", "qubits")),
    )

    title = django_forms.CharField(label="Name of the activity", help_text="As your colleagues would call it.")
    activity = django_forms.ChoiceField(
        label="What are you doing?",
        widget=forms.Radios,
        choices=[("share", "Share or collaborate"), ("host", "Host or employ"), ("ship", "Ship a thing")],
    )
    partners = django_forms.MultipleChoiceField(
        label="Where are the partners?",
        required=False,
        widget=forms.Checkboxes,
        choices=[("gb", "United Kingdom"), ("jp", "Japan"), ("ch", "Switzerland")],
    )
    starts_on = forms.DateField(
        label="When does it start?", earliest=dt.date(2020, 1, 1), help_text="For example 1 7 2026."
    )
    qubits = django_forms.IntegerField(label="Physical qubits", widget=forms.NumberInput(width=5), required=False)
    country = django_forms.ChoiceField(
        label="Country", choices=[("", "Choose one"), ("de", "Germany"), ("fr", "France")]
    )
    use = django_forms.CharField(label="What is it for?", widget=forms.Textarea(rows=4, limit=500))
    paper = forms.FileField(label="Data sheet", kinds="PDF, PNG or plain text", max_mb=25, required=False)
    password = django_forms.CharField(label="Password", widget=django_forms.PasswordInput, required=False)
    attest = django_forms.BooleanField(label="What I have written is true, and I will say when it changes.")
