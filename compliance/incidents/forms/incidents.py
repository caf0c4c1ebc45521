"""What the team fills in about an incident."""

import re
from typing import Any

from django import forms

from compliance.incidents.states import Mark, Part, Severity
from compliance.licensing.models import Authorisation, Case
from compliance.parties.models import Party
from portal.accounts.models import User
from portal.core.forms import Form, Radios, Textarea, TextInput

GIVEN_BY_HAND = (
    Part.INVESTIGATOR, Part.READER, Part.COUNSEL, Part.OFFICIAL, Part.PANEL, Part.APPEAL_PANEL, Part.SUBJECT,
    Part.KEPT_AWAY,
)  # fmt: skip
NUMBER = re.compile(r"[0-9]{1,9}")
SOME = 6  # namesakes that an error names


class Confirm(Form):
    """Nothing to fill in."""


class Reason(Form):
    """Why."""

    reason = forms.CharField(label="Why?", widget=Textarea(rows=4), max_length=5000)


class Person(forms.ModelChoiceField):
    """One person, by name."""

    def __init__(self, **kwargs: Any):
        super().__init__(queryset=User.objects.active().order_by("name"), **kwargs)

    def label_from_instance(self, obj: User) -> str:
        """Write the name alone."""
        return obj.name


class NamePerson(Form):
    """Who gets which part."""

    person = Person(label="Who?")
    part = forms.ChoiceField(
        label="Which part?",
        choices=[(part.value, part.label) for part in GIVEN_BY_HAND],
        widget=Radios,
        help_text="Whoever investigates, decides or is concerned has no second part in the same incident, for good.",
    )


class HandOver(Form):
    """Who leads from now on."""

    to = Person(label="Who leads from now on?")


class OpenMarked(Form):
    """Whom a marked part of the file is opened to."""

    person = Person(label="To whom?")
    mark = forms.ChoiceField(
        label="Which parts?", choices=[each for each in Mark.choices if each[0] != Mark.OPEN], widget=Radios
    )


class Assess(Form):
    """How severe it is, and what the response depends on."""

    severity = forms.TypedChoiceField(label="How severe is it?", choices=Severity.choices, coerce=int, widget=Radios)
    severity_reasons = forms.CharField(label="Why?", widget=Textarea(rows=3), max_length=2000)
    self_reported = forms.BooleanField(label="Those concerned reported it themselves", required=False)
    repeat = forms.BooleanField(label="Something like it happened before in the same hands", required=False)
    deliberate = forms.BooleanField(label="It was done knowingly, or concealed", required=False)
    personal_data = forms.BooleanField(label="Personal data are touched", required=False)
    itar = forms.BooleanField(label="Defence articles or their technical data are touched", required=False)


class Account(Form):
    """What was found."""

    account = forms.CharField(
        label="What happened", widget=Textarea(rows=10), max_length=20_000, help_text="Facts, in their order."
    )
    causes = forms.CharField(label="Why it could happen", widget=Textarea(rows=5), max_length=10_000)


class Link(Form):
    """What an incident touches."""

    case = forms.CharField(label="Case", widget=TextInput(width=20), required=False)
    authorisation = forms.CharField(label="Authorisation", widget=TextInput(width=20), required=False)
    party = forms.CharField(
        label="Party", max_length=500, required=False, help_text="Its whole name, or the number on its page."
    )
    reference = forms.CharField(label="Anything else, by its reference", max_length=60, required=False)
    note = forms.CharField(label="What it has to do with it", max_length=200, required=False)

    def clean_case(self) -> Case | None:
        """Find the case."""
        return _found(Case, self.cleaned_data["case"], "No case has this reference.")

    def clean_authorisation(self) -> Authorisation | None:
        """Find the authorisation."""
        return _found(Authorisation, self.cleaned_data["authorisation"], "No authorisation has this reference.")

    def clean_party(self) -> Party | None:
        """Find the party by its name, one of its other names, or its number."""
        said = self.cleaned_data["party"].strip()
        if not said:
            return None
        known = Party.objects.in_use()
        found = list(known.filter(pk=int(said)) if NUMBER.fullmatch(said) else known.named(said)[:SOME])
        if not found:
            raise forms.ValidationError("No party in use has this name or number. Give the name as its page shows it.")
        if len(found) > 1:
            numbers = ", ".join(str(each.pk) for each in found)
            raise forms.ValidationError(f"Several parties have this name. Give a number instead: {numbers}.")
        return found[0]

    def clean(self) -> dict[str, Any]:
        """Take one thing at a time."""
        given = super().clean() or {}
        named = [name for name in ("case", "authorisation", "party", "reference") if given.get(name)]
        if not self.errors and len(named) != 1:
            raise forms.ValidationError("Name one thing: a case, an authorisation, a party or another reference.")
        return given


def _found(model: Any, reference: str, otherwise: str) -> Any:
    if not reference.strip():
        return None
    found = model.objects.filter(reference=reference.strip().upper()).first()
    if found is None:
        raise forms.ValidationError(otherwise)
    return found
