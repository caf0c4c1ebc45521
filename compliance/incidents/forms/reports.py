"""What a reporter fills in, and how the team answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from compliance.incidents.states import Known, Nature, Severity
from portal.accounts.models import User
from portal.core.attachments import ACCEPTED
from portal.core.forms import Checkboxes, DateField, FileField, FileInput, Form, Radios, Textarea, TextInput


class ManyFiles(FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class Files(FileField):
    """Several files, each within the limit."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files as a list, empty where none was chosen."""
        if not isinstance(data, list | tuple):
            data = [data] if data else []
        if not data and self.required:
            raise ValidationError("Choose a file.", code="required")
        return [super(Files, self).clean(each, initial) for each in data]


class People(forms.ModelMultipleChoiceField):
    """People, by name, as boxes to tick."""

    widget = Checkboxes

    def label_from_instance(self, obj: User) -> str:
        """Write the name alone."""
        return obj.name


class Report(Form):
    """The form of a report."""

    what = forms.CharField(
        label="What happened?",
        widget=Textarea(rows=8),
        max_length=20_000,
        help_text="In your own words. You need not be sure, and you need not know which rule applies.",
    )
    when = forms.CharField(
        label="When?",
        widget=TextInput(width=30),
        max_length=200,
        required=False,
        help_text="A day, a rough time, or “since the spring”.",
    )
    affected = forms.CharField(
        label="Who or what might be affected?",
        widget=Textarea(rows=3),
        max_length=5000,
        required=False,
        help_text="People, equipment, data, a partner abroad.",
    )
    going_on = forms.ChoiceField(
        label="Is it still going on?", choices=Known.choices, widget=Radios(inline=True), required=False
    )
    nature = forms.ChoiceField(
        label="Which of these comes closest?",
        choices=[
            (Nature.OTHER.value, Nature.OTHER.label),
            *(each for each in Nature.choices if each[0] != Nature.OTHER),
        ],
        required=False,
        help_text="Leave it as it is if you are not sure.",
    )
    files = Files(label="Files", required=False, kinds=ACCEPTED, max_mb=25, help_text="Up to five. They are encrypted.")  # type: ignore[assignment]  # a form moves its fields off the class
    keep_away = People(
        label="Is there anybody here who must not read it?",
        queryset=User.objects.none(),
        required=False,
        help_text="These people receive reports. Whoever you tick will never see yours.",
    )

    fieldsets = (
        ("What you noticed", ("what", "when", "affected", "going_on", "nature")),
        ("Anything to add", ("files",)),
        ("Who reads it", ("keep_away",)),
    )

    def __init__(self, *args: Any, readers: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["keep_away"].queryset = readers  # type: ignore[attr-defined]

    def clean_going_on(self) -> str:
        """Take silence for not being sure."""
        return self.cleaned_data["going_on"] or Known.UNSURE


class ReceiptCode(Form):
    """The code that a reporter kept."""

    code = forms.CharField(
        label="Your receipt code",
        widget=TextInput(width=30, attrs={"autocomplete": "off", "spellcheck": "false"}),
        max_length=60,
        help_text="Sixteen letters and figures in four groups, such as 7KQM-2XPA-9TRH-W4DC.",
    )


class FollowUp(Form):
    """What a reporter adds."""

    text = forms.CharField(label="Write to the team", widget=Textarea(rows=5), max_length=20_000, required=False)
    files = Files(label="Files", required=False, kinds=ACCEPTED, max_mb=25)  # type: ignore[assignment]  # a form moves its fields off the class
    retaliation = forms.BooleanField(
        label="I am being treated badly because I reported this",
        required=False,
        help_text="The team is told at once and deals with it as a matter of its own.",
    )


class Message(Form):
    """What the team writes to the reporter."""

    text = forms.CharField(
        label="Your message",
        widget=Textarea(rows=6),
        max_length=10_000,
        help_text="The reporter reads it. Ask nothing that only one person could answer, if they want to stay unknown.",
    )


class SetAside(Form):
    """Why nothing follows."""

    reason = forms.CharField(
        label="Why is this no incident?",
        widget=Textarea(rows=5),
        max_length=5000,
        help_text="The reporter reads these words.",
    )


class TakeUp(Form):
    """What an incident begins with."""

    title = forms.CharField(label="Title", max_length=200, help_text="In plain words, and without any name.")
    nature = forms.ChoiceField(label="What went wrong?", choices=Nature.choices)
    severity = forms.TypedChoiceField(label="How severe is it?", choices=Severity.choices, coerce=int, widget=Radios)
    severity_reasons = forms.CharField(label="Why?", widget=Textarea(rows=3), max_length=2000)
    happened_on = DateField(label="When did it happen, as far as known?", required=False)
    self_reported = forms.BooleanField(label="Those concerned reported it themselves", required=False)
    personal_data = forms.BooleanField(label="Personal data are touched", required=False)
    itar = forms.BooleanField(label="Defence articles or their technical data are touched", required=False)
    subjects = forms.ModelMultipleChoiceField(
        label="Whom does it concern?",
        queryset=User.objects.none(),
        required=False,
        help_text="They will see nothing of the incident, whatever their role, until a notice of facts is served.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["subjects"].queryset = User.objects.active().order_by("name")  # type: ignore[attr-defined]


class Join(Form):
    """Which incident a report belongs to."""

    incident: forms.ModelChoiceField = forms.ModelChoiceField(label="To which incident does it belong?", queryset=None)

    def __init__(self, *args: Any, incidents: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["incident"].queryset = incidents  # type: ignore[attr-defined]
