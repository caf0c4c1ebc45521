"""Forms about parties. They check shape; actions decide."""

from typing import Any

import pycountry
from django import forms

from compliance.parties import identifiers as numbers
from compliance.parties.models import Party
from compliance.parties.states import Kind, Scheme
from portal.core.errors import Invalid
from portal.core.forms import Form, Radios, Textarea, TextInput

COUNTRIES = [("", "Choose a country"), ("XK", "Kosovo")]
COUNTRIES[1:] = sorted(
    [
        *COUNTRIES[1:],
        *((country.alpha_2, getattr(country, "common_name", country.name)) for country in pycountry.countries),
    ],
    key=lambda pair: pair[1],
)
SINGLE = (Scheme.ORCID, Scheme.ROR, Scheme.LEI, Scheme.IMO, Scheme.REGISTRATION)


class Register(Form):
    """Who they are, as far as it is known."""

    name = forms.CharField(label="Name", max_length=500, help_text="As they write it themselves, in any script.")
    kind = forms.ChoiceField(label="What are they?", choices=Kind.choices, widget=Radios, initial=Kind.ORGANISATION)
    country = forms.ChoiceField(
        label="Country", choices=COUNTRIES, required=False, help_text="Where they are established or live."
    )
    aliases = forms.CharField(
        label="Other names",
        widget=Textarea(rows=3),
        required=False,
        help_text="One a line: other spellings, former names.",
    )
    addresses = forms.CharField(label="Addresses", widget=Textarea(rows=3), required=False, help_text="One a line.")
    orcid = forms.CharField(label="ORCID", required=False, widget=TextInput(width=20))
    ror = forms.CharField(label="ROR", required=False, widget=TextInput(width=30))
    lei = forms.CharField(label="LEI", required=False, widget=TextInput(width=20))
    imo = forms.CharField(label="IMO number", required=False, widget=TextInput(width=10))
    registration = forms.CharField(label="Registration number", required=False, widget=TextInput(width=20))
    birth_date = forms.CharField(
        label="Birth date", required=False, widget=TextInput(width=10), help_text="1971, 1971-03 or 1971-03-05."
    )
    citizenships = forms.CharField(
        label="Citizenships", required=False, widget=TextInput(width=20), help_text="Two-letter codes: DE, FR."
    )
    most_recent_citizenship = forms.ChoiceField(
        label="Citizenship acquired last",
        choices=COUNTRIES,
        required=False,
        help_text="US rules on release of technology ask for it.",
    )
    permanent_resident_of = forms.CharField(
        label="Permanent resident of", required=False, widget=TextInput(width=20), help_text="Two-letter codes."
    )
    note = forms.CharField(label="Note", widget=Textarea(rows=3), required=False, max_length=4000)
    fieldsets = (
        ("Who", ("name", "kind", "country", "aliases", "addresses")),
        ("Numbers", tuple(SINGLE)),
        (
            "If a person, and only where a control asks",
            ("birth_date", "citizenships", "most_recent_citizenship", "permanent_resident_of"),
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Check each number by its own check digits, beside its field."""
        given = super().clean() or {}
        for scheme in SINGLE:
            if given.get(scheme):
                try:
                    given[scheme] = numbers.normal(scheme, given[scheme])
                except Invalid as invalid:
                    self.add_error(scheme, str(invalid))
        return given

    def changes(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = dict(self.cleaned_data)
        identifiers = [(str(scheme), data.pop(scheme)) for scheme in SINGLE]
        return {
            **data,
            "aliases": data["aliases"].splitlines(),
            "addresses": [(line, "") for line in data["addresses"].splitlines()],
            "identifiers": [(scheme, value) for scheme, value in identifiers if value],
            "citizenships": _codes(data["citizenships"]),
            "permanent_resident_of": _codes(data["permanent_resident_of"]),
        }

    @staticmethod
    def initial_of(party: Party) -> dict[str, Any]:
        """Return what is known, as the form shows it."""
        known = {each.scheme: each.value for each in party.identifiers.all() if each.merge_id is None}
        plain = ("name", "kind", "country", "birth_date", "most_recent_citizenship", "note")
        return {
            **{name: getattr(party, name) for name in plain},
            **known,
            "seen": party.changed_at.isoformat(),
            "aliases": "\n".join(alias.text for alias in party.aliases.all() if alias.merge_id is None),
            "addresses": "\n".join(address.text for address in party.addresses.all()),
            "citizenships": ", ".join(party.citizenship_codes),
            "permanent_resident_of": ", ".join(party.residence_codes),
        }


class Amend(Register):
    """The same, with the moment of the record as the person saw it."""

    seen = forms.DateTimeField(
        required=False, widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"]
    )


class Merge(Form):
    """Which record stays, and why they are the same."""

    into = forms.IntegerField(label="Number of the record that stays", widget=TextInput(width=10))
    reason = forms.CharField(label="Why are they the same?", widget=Textarea(rows=3), max_length=2000)

    def clean_into(self) -> Party:
        """Find the record."""
        party = Party.objects.in_use().filter(pk=self.cleaned_data["into"]).first()
        if party is None:
            raise forms.ValidationError("There is no such record in use.")
        return party


class Unmerge(Form):
    """Why they are not the same."""

    reason = forms.CharField(label="Why are they not the same?", widget=Textarea(rows=3), max_length=2000)


def _codes(text: str) -> list[str]:
    return [code for code in text.replace(",", " ").replace(";", " ").split() if code]
