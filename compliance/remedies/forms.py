"""Forms about remedies. They validate; actions decide."""

from typing import Any

from django import forms

from portal.accounts.models import User
from portal.core.attachments import ACCEPTED
from portal.core.forms import DateField, FileField, Form, Radios, Textarea


def somebody(label: str, help_text: str = "") -> forms.ModelChoiceField:
    """Return a field that names a person with an account."""
    return forms.ModelChoiceField(
        label=label, queryset=User.objects.active().order_by("name"), help_text=help_text, empty_label="Choose a person"
    )


class Hands(Form):
    """Who does it, who checks it, by when."""

    owner = somebody("Who does it?")
    due_on = DateField(label="By when?")
    checker = somebody("Who checks that it helped?", "Somebody else than the owner.")
    check_on = DateField(label="When is it checked?", help_text="Late enough for an effect to show.")


class Open(Hands):
    """A new remedy."""

    what = forms.CharField(label="What is done?", widget=Textarea(rows=3), max_length=2000)
    check_how = forms.CharField(
        label="What will show that it helped?",
        widget=Textarea(rows=2),
        max_length=1000,
        help_text="For example: the next ten approvals bear two signatures.",
    )

    field_order = ("what", "owner", "due_on", "checker", "check_on", "check_how")


class TakeUp(Open):
    """An improvement that becomes a remedy; what the exercise noted stands in the form already."""

    def __init__(self, *args: Any, improvement: Any, **kwargs: Any):
        noted = f"{improvement.title}. {improvement.detail}".strip()
        given = {"what": noted, "owner": improvement.owner, "due_on": improvement.due_on}
        super().__init__(*args, initial={**given, "check_how": "The next exercise shows that it is better."}, **kwargs)


class Change(Hands):
    """Another owner or another day."""

    why = forms.CharField(label="Why?", max_length=300)


class Finish(Form):
    """What was done."""

    account = forms.CharField(
        label="What was done?", widget=Textarea(rows=5), max_length=5000, help_text="Whoever checks it reads this."
    )
    evidence = FileField(label="Evidence", required=False, kinds=ACCEPTED, max_mb=25)


class Conclude(Form):
    """What the check showed."""

    effective = forms.ChoiceField(
        label="Did it help?",
        choices=[("yes", "Yes, the cause is gone"), ("no", "No, something else is needed")],
        widget=Radios,
    )
    result = forms.CharField(label="What did the check show?", widget=Textarea(rows=5), max_length=5000)
    evidence = FileField(label="Evidence", required=False, kinds=ACCEPTED, max_mb=25)

    def clean(self) -> dict[str, Any]:
        """Turn the choice into yes or no."""
        data = super().clean() or {}
        if "effective" in data:
            data["effective"] = data["effective"] == "yes"
        return data


class Reason(Form):
    """Why it is not needed any more."""

    reason = forms.CharField(label="Why is it not needed any more?", max_length=300)
