"""What the team fills in while it works: clocks, precautions, the investigation, disclosures, remedies."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from compliance.incidents.forms.incidents import Person
from compliance.incidents.states import Agency, Change, Direction, Fact, Mark
from compliance.licensing.models import Authorisation, Case
from compliance.remedies.forms import Open as Remedy  # noqa: F401  (a remedy is asked for in the same words everywhere)
from portal.core.attachments import ACCEPTED
from portal.core.forms import Checkboxes, DateField, FileField, Form, Radios, Textarea, TextInput

BY_HAND = (
    Fact.DISCOVERED, Fact.CONTAINED, Fact.BREACH_AWARE, Fact.BREACH_NOTIFIED, Fact.BIS_NOTIFIED, Fact.BIS_NARRATIVE,
    Fact.DDTC_NOTIFIED, Fact.DDTC_NARRATIVE,
)  # fmt: skip


class Clock(forms.CharField):
    """A time of day, written as 14:30."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=TextInput(width=5), max_length=5, help_text="As 14:30.", **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the time, or say how it is written."""
        text = super().clean(value)
        try:
            return datetime.strptime(text, "%H:%M").time() if text else None
        except ValueError:
            raise forms.ValidationError("Write the time as 14:30.") from None


class WithMoment(Form):
    """A form with a day and a time, in the institution's zone."""

    day = DateField(label="On which day?")
    hour = Clock(label="At what time?")

    def moment(self) -> datetime:
        """Return both as one moment."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]))


class RecordFact(WithMoment):
    """A fact, from which clocks start."""

    kind = forms.ChoiceField(label="What happened?", choices=[(each.value, each.label) for each in BY_HAND])
    note = forms.CharField(label="How is it known?", max_length=300, required=False)
    field_order = ("kind", "day", "hour", "note")


class ChangeClock(Form):
    """More time, or none; or that a clock does not apply."""

    kind = forms.ChoiceField(label="What is it?", choices=Change.choices, widget=Radios)
    until = DateField(label="Granted until the end of", required=False, help_text="Only where more time was granted.")
    reason = forms.CharField(label="Why?", widget=Textarea(rows=4), max_length=2000)


class StopWork(Form):
    """An activity that stops."""

    what = forms.CharField(label="What stops?", max_length=300, help_text="Whoever it meets reads these words.")
    person = Person(label="Whom does it meet?", required=False)
    reason = forms.CharField(label="Why is it needed now?", widget=Textarea(rows=3), max_length=2000)


class SuspendAccess(StopWork):
    """Access that is suspended."""

    what = forms.CharField(label="Access to what?", max_length=300, help_text="The person reads these words.")
    person = Person(label="Whose?")


class ByReference(Form):
    """A record of licensing, by its reference."""

    model: Any = None
    reference = forms.CharField(label="Reference", widget=TextInput(width=20), max_length=40)
    reason = forms.CharField(label="Why is it needed now?", widget=Textarea(rows=3), max_length=2000)

    def clean_reference(self) -> Any:
        """Find the record."""
        found = self.model.objects.filter(reference=self.cleaned_data["reference"].strip().upper()).first()
        if found is None:
            raise forms.ValidationError("There is nothing with this reference.")
        return found


class SuspendAuthorisation(ByReference):
    """An authorisation to suspend."""

    model = Authorisation


class HoldCase(ByReference):
    """A case to hold."""

    model = Case


class Preserve(Form):
    """Records to preserve."""

    records = forms.MultipleChoiceField(label="Which records?", widget=Checkboxes)
    reason = forms.CharField(label="Why are they needed?", widget=Textarea(rows=3), max_length=2000)

    def __init__(self, *args: Any, offered: dict[str, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.fields["records"].choices = [(key, str(record)) for key, record in offered.items()]  # type: ignore[attr-defined]

    def clean_records(self) -> list[Any]:
        """Return the records."""
        return [self.offered[key] for key in self.cleaned_data["records"]]


class Marked(Form):
    """A piece of the file under a mark that the person may read."""

    mark = forms.ChoiceField(label="Who may read it?", choices=Mark.choices, widget=Radios, initial=Mark.OPEN)

    def __init__(self, *args: Any, marks: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["mark"].choices = [each for each in Mark.choices if each[0] in marks]  # type: ignore[attr-defined]


class Task(Marked):
    """Something to find out."""

    what = forms.CharField(label="What is to be found out?", max_length=300)
    owner = Person(label="By whom?")
    due_on = DateField(label="By when?")
    field_order = ("what", "owner", "due_on", "mark")


class TaskResult(Form):
    """What came of a task."""

    result = forms.CharField(label="What came of it?", widget=Textarea(rows=5), max_length=10_000)
    needed = forms.TypedChoiceField(
        label="Was it done?",
        choices=[("yes", "It is done"), ("no", "It is not needed")],
        coerce=lambda value: value == "yes",
        widget=Radios,
        initial="yes",
    )


class InterviewNotes(Marked, WithMoment):
    """A conversation."""

    who = forms.CharField(label="Who was heard?", max_length=150, help_text="Kept apart from what the subject reads.")
    as_what = forms.CharField(label="As what?", max_length=100, help_text="A witness, a host, the person concerned.")
    notes = forms.CharField(label="What was said", widget=Textarea(rows=10), max_length=20_000)
    field_order = ("who", "as_what", "day", "hour", "notes", "mark")


class Exhibit(Marked):
    """A piece of evidence."""

    title = forms.CharField(label="Title", max_length=200)
    description = forms.CharField(
        label="What it is and where it comes from", widget=Textarea(rows=3), max_length=5000, required=False
    )
    file = FileField(label="File", required=False, kinds=ACCEPTED, max_mb=25)
    field_order = ("title", "description", "file", "mark")


class HandOn(Form):
    """A link of the chain of custody."""

    what = forms.CharField(label="What was done with it?", max_length=200, help_text="Handed to, returned by, copied …")


class NewDisclosure(Form):
    """To whom."""

    agency = forms.ChoiceField(label="To whom?", choices=Agency.choices, widget=Radios)


class PartText(Form):
    """One of the nine parts."""

    text = forms.CharField(label="Text", widget=Textarea(rows=14), max_length=40_000)


class Decision(Form):
    """Whether to disclose."""

    disclose = forms.TypedChoiceField(
        label="What is decided?",
        choices=[("yes", "Disclose it"), ("no", "Do not disclose it")],
        coerce=lambda value: value == "yes",
        widget=Radios,
    )
    reasons = forms.CharField(
        label="Why?",
        widget=Textarea(rows=6),
        max_length=10_000,
        help_text="An agency may read this one day.",
    )


class Notice(Form):
    """The first notice."""

    on = DateField(label="On which day did the agency receive it?")
    what = forms.CharField(label="What was sent?", max_length=300, initial="The first notice")


class Submitted(Form):
    """The full account."""

    on = DateField(label="On which day did the agency receive it?")
    reference = forms.CharField(label="The agency's reference", max_length=80, required=False)


class Letter(Form):
    """A letter."""

    direction = forms.ChoiceField(label="Which way?", choices=Direction.choices, widget=Radios(inline=True))
    on = DateField(label="On which day?")
    what = forms.CharField(label="What was it?", max_length=300)


class Outcome(Form):
    """What the agency decided."""

    outcome = forms.CharField(label="What did the agency decide?", widget=Textarea(rows=4), max_length=5000)
