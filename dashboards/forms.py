"""Forms about figures."""

from django import forms

from portal.core.forms import Form, Textarea


class Compute(Form):
    """Which quarter to compute."""

    period = forms.CharField(label="Quarter", max_length=7, help_text="Written as 2026-Q3. It must have ended.")


class Release(Form):
    """Publish."""

    note = forms.CharField(
        label="Note to the public",
        widget=Textarea(rows=3),
        required=False,
        max_length=1000,
        help_text="Needed where figures for this quarter are published already: say what this correction changes.",
    )


class Discard(Form):
    """Why the figures are not published."""

    reason = forms.CharField(label="Why are these figures not published?", max_length=300)
