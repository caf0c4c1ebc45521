"""What people fill in about people at a table, on a proposal, on a course; and about files that come with courses."""

from datetime import datetime
from typing import Any

from django import forms as fields
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import Unit, User
from portal.core.forms import DateField, FileField, Form, NumberInput, Radios, Textarea, TextInput
from training.models import Course, Inject, Requirement, TabletopSession
from training.states import Audience, Pace


class People(fields.CharField):
    """Several people by user name or e-mail address, one a line."""

    widget = Textarea(rows=6)

    def to_python(self, value: Any) -> Any:
        """Find everybody who is named, once each. :raises ValidationError: with the first name that nobody bears."""
        text = super().to_python(value) or ""
        named = [line.strip() for line in text.replace(",", "\n").splitlines() if line.strip()]
        lowered = [each.casefold() for each in named]
        active = User.objects.active()
        found = {
            key.casefold(): person
            for person in active.filter(Q(username__in=named) | Q(email__in=[*named, *lowered]))
            for key in (person.username, person.email)
        }
        lost = [each for each in lowered if each not in found]
        if lost:
            raise ValidationError(f"Nobody here has the user name or address “{lost[0]}”.")
        return list({found[each].pk: found[each] for each in lowered}.values())

    def run_validators(self, value: Any) -> None:
        """Leave the checks of plain text aside; what came out are people."""


class PlanSession(Form):
    """When a tabletop exercise is held, for whom, with whom."""

    title = fields.CharField(label="What the sitting is called", max_length=150)
    unit = fields.ModelChoiceField(
        label="Unit",
        required=False,
        queryset=Unit.objects.none(),
        empty_label="A team across units",
        help_text="Whoever leads the unit sees the sitting and its improvements.",
    )
    day = DateField(label="Day")
    time = fields.TimeField(label="Time", widget=TextInput(width=5), help_text="For example 14:00.")
    pace = fields.ChoiceField(label="Who puts the messages on the table", choices=Pace.choices, widget=Radios)
    people = People(
        label="Who sits at the table",
        help_text="User names or e-mail addresses, one a line. You lead the exercise and have no seat.",
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes."""
        moment = datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        names = ("title", "unit", "pace", "people")
        zone = timezone.get_current_timezone()
        return {**{name: self.cleaned_data[name] for name in names}, "planned_for": moment.replace(tzinfo=zone)}


class TableAnswer(Form):
    """What the table says."""

    text = fields.CharField(
        label="The answer", max_length=4000, widget=Textarea(rows=5), error_messages={"required": "Write the answer."}
    )


class Improve(Form):
    """What should be better, who sees to it, by when."""

    title = fields.CharField(label="What should be better", max_length=200, help_text="One line, with a verb.")
    detail = fields.CharField(label="What it showed", required=False, max_length=2000, widget=Textarea(rows=4))
    inject = fields.ModelChoiceField(
        label="At which message", required=False, queryset=Inject.objects.none(), empty_label="None in particular"
    )
    owner = fields.ModelChoiceField(
        label="Who sees to it", required=False, queryset=User.objects.none(), empty_label="To be found"
    )
    due_on = DateField(label="By when", required=False)

    def __init__(self, *args: Any, session: TabletopSession, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["inject"].queryset = session.tabletop.injects.order_by("position")  # type: ignore[attr-defined]
        there = Q(tabletop_seats__session=session) | Q(pk=session.facilitator_id)
        self.fields["owner"].queryset = User.objects.filter(there).distinct().order_by("name")  # type: ignore[attr-defined]


class Summary(Form):
    """What a sitting showed."""

    summary = fields.CharField(
        label="What it showed",
        max_length=4000,
        widget=Textarea(rows=8),
        help_text="What worked, what did not, what surprised. Everybody at the table reads it.",
    )


class PackageUpload(Form):
    """A SCORM package, and what the portal has to know about it."""

    file = FileField(label="Package", kinds="SCORM 1.2, as a zip archive", max_mb=200)
    code = fields.SlugField(
        label="Short name of the course",
        help_text="Small letters, figures and hyphens. The name of a course that exists makes this its next version.",
    )
    title = fields.CharField(label="Title", required=False, max_length=150, help_text="Empty: the package's own.")
    language = fields.CharField(label="Language", max_length=10, initial="en", widget=TextInput(width=5))
    minutes = fields.IntegerField(label="Minutes it takes", min_value=1, max_value=1000, widget=NumberInput(width=4))
    pass_mark = fields.IntegerField(
        label="Per cent to pass",
        required=False,
        min_value=1,
        max_value=100,
        widget=NumberInput(width=4),
        help_text="Empty: what the package says, or 80.",
    )
    valid_months = fields.IntegerField(
        label="Months for which it counts",
        required=False,
        min_value=1,
        max_value=240,
        widget=NumberInput(width=4),
        help_text="Empty: it never lapses.",
    )


class NewProposal(Form):
    """A proposal whose funder asks for training."""

    title = fields.CharField(label="Title of the proposal", max_length=200)
    funder = fields.ChoiceField(label="Funder")
    due_on = DateField(label="Deadline")
    people = People(
        label="Whom the funder's rule covers",
        help_text="User names or e-mail addresses, one a line: everybody who is named as a senior or key person.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = Requirement.objects.filter(audience=Audience.FUNDER, to_on=None).order_by("audience_key")
        names = dict.fromkeys(known.values_list("audience_key", flat=True))
        self.fields["funder"].choices = [(name, name.upper()) for name in names]  # type: ignore[attr-defined]


class AddPeople(Form):
    """More people on a proposal."""

    people = People(label="Who", help_text="User names or e-mail addresses, one a line.")


class NewEnrolment(Form):
    """Which course, and by when."""

    course = fields.ModelChoiceField(label="Course", queryset=Course.objects.none())
    wanted_by = DateField(label="By when", required=False)
    note = fields.CharField(label="Why", required=False, max_length=300, help_text="The person reads it.")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.offered().order_by("title")  # type: ignore[attr-defined]


class Material(Form):
    """A file that goes with a version."""

    file = FileField(label="File", kinds="PDF, Word, Excel, PowerPoint, PNG, JPEG or plain text", max_mb=25)
