"""Forms about plans and certificates. They validate; actions decide."""

from typing import Any

from django import forms
from django.db.models import Q

from compliance.licensing.models import Authorisation
from compliance.licensing.states import ItemKind, Known
from compliance.plans import cloud, questions
from compliance.plans.models import ControlPlan
from compliance.plans.states import Disposition, LegalStatus, SystemKind, Weight
from portal.accounts.models import User
from portal.core.attachments import ACCEPTED
from portal.core.forms import DateField, FileField, Form, Radios, Textarea, TextInput

WHY = "Whoever signs the change reads this."


class PersonField(forms.CharField):
    """A colleague, by e-mail address or login."""

    def __init__(self, **given: Any):
        given.setdefault("help_text", "E-mail address or login.")
        super().__init__(widget=TextInput(width=30), max_length=254, **given)

    def clean(self, value: Any) -> User | None:
        """
        Return the person.

        :raises ValidationError: if nobody has such an account
        """
        text = super().clean(value)
        if not text:
            return None
        found = User.objects.active().filter(Q(email__iexact=text) | Q(username__iexact=text)).first()
        if found is None:
            raise forms.ValidationError("Nobody here has this address or login.")
        return found

    def prepare_value(self, value: Any) -> Any:
        """Show a person by their address."""
        return value.email if isinstance(value, User) else value


class Change(Form):
    """A change of a plan. The reason is asked for once somebody has to sign it."""

    reason = forms.CharField(label="Why?", widget=Textarea(rows=2), max_length=1000, help_text=WHY)

    def __init__(self, *args: Any, plan: ControlPlan, **given: Any):
        super().__init__(*args, **given)
        if plan.is_draft:
            del self.fields["reason"]
        else:
            self.fields["reason"] = self.fields.pop("reason")  # last


class Section(Change):
    """One written part."""

    text = forms.CharField(label="Text", widget=Textarea(rows=8), max_length=6000)

    def __init__(self, *args: Any, question: str, **given: Any):
        super().__init__(*args, **given)
        self.fields["text"].label = question


class Signers(Change):
    """Who stands in, who answers for systems, who heads the unit."""

    deputy = PersonField(label="Deputy of the responsible person", required=False)
    it_manager = PersonField(label="IT manager", required=False)
    head = PersonField(label="Head of unit", required=False)


class Person(Change):
    """Somebody who joins."""

    user = PersonField(label="Who?")
    role = forms.CharField(label="What do they do there?", max_length=120, widget=TextInput(width=30))


class Status(Form):
    """What a control's text makes of a person."""

    status = forms.ChoiceField(label="What the text makes of this person", choices=LegalStatus.choices, widget=Radios)
    authorisation = forms.ModelChoiceField(
        label="Covered by", queryset=Authorisation.objects.none(), required=False, help_text="For anybody else."
    )

    def __init__(self, *args: Any, plan: ControlPlan, **given: Any):
        super().__init__(*args, **given)
        self.fields["authorisation"].queryset = Authorisation.objects.filter(case=plan.case).order_by("pk")  # type: ignore[attr-defined]


class Room(Change):
    """A room."""

    building = forms.CharField(label="Building", max_length=80, widget=TextInput(width=30))
    room = forms.CharField(label="Room", max_length=40, widget=TextInput(width=10))
    safeguards = forms.CharField(
        label="How is it closed?", widget=Textarea(rows=3), max_length=2000, help_text="Lock, cards, who has a key."
    )


class System(Change):
    """A system. The four parts are answered for a cloud service on the next page."""

    name = forms.CharField(label="Name", max_length=120, widget=TextInput(width=30))
    kind = forms.ChoiceField(label="What is it?", choices=SystemKind.choices, widget=Radios)
    provider = forms.CharField(label="Who runs it?", max_length=120, required=False, widget=TextInput(width=30))
    location = forms.CharField(label="Where do the data lie?", max_length=120, widget=TextInput(width=30))
    safeguards = forms.CharField(
        label="How is it opened, encrypted and backed up?", widget=Textarea(rows=3), max_length=2000
    )


class Cloud(Change):
    """The four parts of 15 CFR 734.18(a)(5)."""

    def __init__(self, *args: Any, **given: Any):
        super().__init__(*args, **given)
        reason = self.fields.pop("reason", None)
        for part in cloud.PARTS:
            self.fields[part.field] = forms.ChoiceField(
                label=part.asked, help_text=f"{part.help} {part.source}.", choices=Known.choices, widget=Radios
            )
        if reason is not None:
            self.fields["reason"] = reason


class Item(Change):
    """Something controlled that the case does not name."""

    name = forms.CharField(label="What is it?", max_length=200, widget=TextInput(width=30))
    kind = forms.ChoiceField(label="What sort of thing?", choices=ItemKind.choices, widget=Radios)
    entries = forms.CharField(
        label="Control entries",
        required=False,
        widget=Textarea(rows=2),
        help_text="One a line: regime, a space, entry. For example US-EAR 4A906.b",
    )

    def clean_entries(self) -> list[tuple[str, str]]:
        """
        Return pairs of regime and entry.

        :raises ValidationError: for a line that is no such pair
        """
        pairs = [line.split() for line in self.cleaned_data["entries"].splitlines() if line.strip()]
        for pair in pairs:
            if len(pair) != 2:
                raise forms.ValidationError("Write the regime, a space and the entry on each line.")
        return [(pair[0], pair[1]) for pair in pairs]


class ChooseWeight(Form):
    """Another weight than the rules propose."""

    weight = forms.ChoiceField(label="Which weight?", choices=Weight.choices, widget=Radios)
    reason = forms.CharField(label="Why?", widget=Textarea(rows=3), max_length=1000)


class Sign(Form):
    """A signature."""

    agreed = forms.BooleanField(label="I agree", required=False)


class Attest(Form):
    """The four questions of the year."""

    CHOICES = (("yes", "Yes"), ("no", "No"))
    people_right = forms.ChoiceField(
        label="Are the people on the plan those who work there, and nobody else?", choices=CHOICES, widget=Radios
    )
    places_right = forms.ChoiceField(
        label="Are rooms and systems still those of the plan, kept as it says?", choices=CHOICES, widget=Radios
    )
    items_held = forms.ChoiceField(
        label="Is everything that the plan names still held, and nothing controlled beside it?",
        choices=CHOICES,
        widget=Radios,
    )
    nothing_happened = forms.ChoiceField(
        label="Did the year pass without anything lost, shown or sent to somebody it should not have reached?",
        choices=CHOICES,
        widget=Radios,
    )
    note = forms.CharField(
        label="What is not right?",
        widget=Textarea(rows=4),
        max_length=4000,
        required=False,
        help_text="Needed for every no. Saying it here is right, and costs nobody anything.",
    )

    def answers(self) -> dict[str, Any]:
        """Return what was said, as the action takes it."""
        given = self.cleaned_data
        yes = {name: given[name] == "yes" for name in given if name != "note"}
        return {**yes, "note": given["note"]}


class Dispose(Form):
    """What became of an item."""

    disposition = forms.ChoiceField(label="What became of it?", choices=Disposition.choices, widget=Radios)
    disposed_on = DateField(label="On which day?", required=False)
    note = forms.CharField(label="How, and who saw it?", widget=Textarea(rows=3), max_length=2000, required=False)
    evidence = FileField(label="Certificate or receipt", required=False, kinds=ACCEPTED, max_mb=25)


class Words(Form):
    """A few words for the record."""

    words = forms.CharField(label="Why?", widget=Textarea(rows=3), max_length=2000)

    def __init__(self, *args: Any, label: str = "Why?", **given: Any):
        super().__init__(*args, **given)
        self.fields["words"].label = label


class Confirm(Form):
    """Nothing to fill in."""


class AccessList(Form):
    """Who can open a room today."""

    building = forms.CharField(label="Building", max_length=80, widget=TextInput(width=30))
    room = forms.CharField(label="Room", max_length=40, widget=TextInput(width=10))
    people = forms.CharField(
        label="Everybody who can open it today",
        widget=Textarea(rows=10),
        help_text="One a line: login or e-mail address. The list replaces the one before.",
    )

    def clean_people(self) -> list[User]:
        """
        Return the people.

        :raises ValidationError: naming the lines that are nobody's
        """
        lines = [line.strip() for line in self.cleaned_data["people"].splitlines() if line.strip()]
        wanted = {line.lower() for line in lines}
        found: dict[str, User] = {}
        for user in User.objects.filter(Q(username__in=wanted) | Q(email__in=wanted)):
            found[user.username.lower()] = found[user.email.lower()] = user
        missing = [line for line in lines if line.lower() not in found]
        if missing:
            raise forms.ValidationError(f"Nobody here has this address or login: {', '.join(missing[:5])}.")
        return [found[line] for line in dict.fromkeys(line.lower() for line in lines)]


class Certificate(Form):
    """What a certificate asks."""

    def __init__(self, *args: Any, sheet: questions.Sheet, **given: Any):
        super().__init__(*args, **given)
        self.fields["subject"] = forms.CharField(
            label=sheet.subject, help_text=sheet.subject_hint, max_length=200, widget=TextInput(width=30)
        )
        for asked in sheet.asked:
            hint = " ".join(filter(None, [asked.hint, f"{asked.source}." if asked.source else ""]))
            if asked.kind == questions.YES:
                self.fields[asked.id] = forms.BooleanField(label=asked.wording, help_text=hint, required=False)
            else:
                self.fields[asked.id] = forms.CharField(
                    label=asked.wording, help_text=hint, widget=Textarea(rows=2), max_length=2000
                )

    def answers(self) -> dict[str, str]:
        """Return what was said, by question."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "subject"}
        return {name: ("yes" if value is True else value or "") for name, value in given.items()}
