"""Forms about statements: those that recipients fill in, and those of the office."""

from typing import Any

from django import forms
from django.utils import timezone

from compliance.enduse import statementform
from compliance.enduse.models import RecipientLink
from compliance.enduse.states import StatementRegime
from compliance.licensing.models import Case
from compliance.licensing.neighbours import countries
from compliance.parties.models import Party
from portal.core.attachments import ACCEPTED
from portal.core.forms import DateField, FileField, Form, Radios, Textarea, TextInput


class Section(Form):
    """One page of a statement. Nothing has to be complete to be saved."""

    def __init__(self, *args: Any, section: statementform.Section, **given: Any):
        super().__init__(*args, **given)
        for field in section.fields:
            self.fields[field.id] = _field(field)
            self.fields[field.id].may_wait = field.required  # type: ignore[attr-defined]

    def answers(self) -> dict[str, str]:
        """Return what was said, by field."""
        return {name: "yes" if value is True else str(value or "") for name, value in self.cleaned_data.items()}


def _field(field: statementform.Field) -> forms.Field:
    given: dict[str, Any] = {"label": field.label, "help_text": field.hint, "required": False}
    if field.kind == statementform.TICK:
        return forms.BooleanField(**given)
    if field.kind == statementform.CHOICE:
        return forms.ChoiceField(choices=field.choices, widget=Radios, **given)
    if field.kind == statementform.COUNTRY:
        return forms.ChoiceField(choices=[("", "Choose"), *countries()], **given)
    if field.kind == statementform.TEXT:
        return forms.CharField(widget=Textarea(rows=4), max_length=4000, **given)
    return forms.CharField(widget=TextInput(width=30), max_length=300, **given)


class Letterhead(Form):
    """A PDF on letterhead, or the official form."""

    upload = FileField(label="Your document", kinds="PDF", max_mb=25)


class Sign(Form):
    """A signature by typed name and one-time code."""

    name = forms.CharField(label="Your name", max_length=150, widget=TextInput(width=30))
    title = forms.CharField(label="Your position", max_length=150, widget=TextInput(width=30))
    authority = forms.CharField(
        label="Why may you sign for the organisation?",
        max_length=500,
        required=False,
        widget=Textarea(rows=2),
        help_text="For example: dean, director, power of attorney of 3 May.",
    )
    agreed = forms.BooleanField(
        label="Everything I have said is true to the best of my knowledge, and I may sign for the organisation.",
        error_messages={"required": "Tick that it is true and that you may sign; a signature says just that."},
    )
    code = forms.CharField(
        label="The code from our mail",
        max_length=20,
        widget=TextInput(width=10, attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text="Six figures. Ask for one with the button at the top.",
    )


class Say(Form):
    """What a recipient says about the use, by link."""

    said = forms.CharField(
        label="How is it used today, by whom, and where?",
        widget=Textarea(rows=6),
        max_length=4000,
        help_text="Say so if anything differs from what was agreed. That is no trouble; not saying it may be.",
    )
    keeps = forms.BooleanField(label="It was not passed on, lent or shown to anybody outside.", required=False)
    name = forms.CharField(label="Your name", max_length=150, widget=TextInput(width=30))
    code = forms.CharField(
        label="The code from our mail",
        max_length=20,
        widget=TextInput(width=10, attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text="Six figures. Ask for one with the button at the top.",
    )

    def __init__(self, *args: Any, link: RecipientLink, **given: Any):
        super().__init__(*args, **given)
        self.fields["name"].initial = link.to_name


class Want(Form):
    """What statement is asked for."""

    party = forms.ModelChoiceField(label="Of whom?", queryset=Party.objects.none())
    regime = forms.ChoiceField(
        label="It has to serve as a certificate for", choices=StatementRegime.choices, widget=Radios
    )
    official = forms.BooleanField(label="The official form is needed, as an upload", required=False)
    many = forms.BooleanField(
        label="It is meant for several transactions with this recipient",
        required=False,
        help_text="United States only.",
    )
    due_on = DateField(label="By when?", required=False)

    def __init__(self, *args: Any, case: Case, **given: Any):
        super().__init__(*args, **given)
        parties = [part.party_id for part in case.parties.all() if part.receives]
        self.fields["party"].queryset = Party.objects.filter(pk__in=parties).order_by("pk")  # type: ignore[attr-defined]


class Invite(Form):
    """Who fills it in."""

    name = forms.CharField(label="Name", max_length=150, widget=TextInput(width=30))
    email = forms.EmailField(label="E-mail address", widget=TextInput(width=30))


class CheckField(Form):
    """What an officer makes of a field."""

    accepted = forms.ChoiceField(
        label="Is it right?", choices=[("yes", "Yes"), ("no", "No, it has to be put right")], widget=Radios
    )
    note = forms.CharField(
        label="Why?",
        widget=Textarea(rows=3),
        max_length=1000,
        required=False,
        help_text="Needed where it differs from the case, and for every no.",
    )


class Evidence(Form):
    """What shows that the signatory may sign, and the translation."""

    authority = forms.CharField(
        label="What shows that the signatory may sign?", widget=Textarea(rows=2), max_length=500
    )
    language = forms.CharField(
        label="In which language is it, if not in English?", required=False, max_length=60, widget=TextInput(width=20)
    )
    translator = forms.CharField(label="Who translated it?", required=False, max_length=150, widget=TextInput(width=30))
    translation = FileField(label="Translation", required=False, kinds=ACCEPTED, max_mb=25)


class FileOfficial(Form):
    """An official form signed by hand."""

    upload = FileField(label="The signed form", kinds="PDF", max_mb=25)
    signatory = forms.CharField(label="Who has signed?", max_length=150, widget=TextInput(width=30))
    title = forms.CharField(label="Position", max_length=150, required=False, widget=TextInput(width=30))
    signed_on = DateField(label="On which day?")

    def clean_signed_on(self) -> Any:
        """
        Return the day.

        :raises ValidationError: if it lies ahead
        """
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("The day of the signature lies ahead.")
        return day


class Words(Form):
    """A few words for the record, or for the recipient."""

    words = forms.CharField(label="Why?", widget=Textarea(rows=4), max_length=2000)

    def __init__(self, *args: Any, label: str = "Why?", **given: Any):
        super().__init__(*args, **given)
        self.fields["words"].label = label


class Confirm(Form):
    """Nothing to fill in."""
