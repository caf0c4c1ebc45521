"""What people fill in. Forms say whether it is well-formed; actions decide."""

from typing import Any

from django import forms as fields

from compliance.council.models import Referral, Seat
from compliance.council.states import Choice, Discipline, Standing
from portal.accounts.models import User
from portal.core.forms import Checkboxes, DateField, Form, Radios, Textarea, TextInput

GROUNDS = [
    ("co_author", "We published together in the last 48 months."),
    ("same_grant", "We share a grant or a project."),
    ("supervision", "One of us supervises the other, or did."),
    ("financial_interest", "I have a financial interest in the outcome."),
]


class Declaration(Form):
    """The one question before the papers open."""

    answer = fields.ChoiceField(
        label="Do any of these connect you with the people, parties or work of this case?",
        widget=Radios,
        choices=[("none", "No, none of them"), ("some", "Yes, at least one")],
        error_messages={"required": "Say whether you have a conflict of interest."},
    )
    grounds = fields.MultipleChoiceField(
        label="Which?", required=False, widget=Checkboxes, choices=GROUNDS, help_text="Nationality is never a conflict."
    )
    other = fields.CharField(
        label="Another conflict, in your words", required=False, max_length=500, widget=Textarea(rows=3, limit=500)
    )

    def clean(self) -> dict[str, Any]:
        """Keep the answer and the grounds in agreement, and hand on what the action takes."""
        given = super().clean() or {}
        named = given.get("grounds") or given.get("other")
        if given.get("answer") == "none" and named:
            self.add_error("answer", "You named a conflict below. Choose “Yes”, or take it out.")
        if given.get("answer") == "some" and not named:
            self.add_error("grounds", "Choose what connects you, or write it below.")
        return given

    @property
    def declared(self) -> dict[str, Any]:
        """What the action takes."""
        grounds = {name: name in self.cleaned_data["grounds"] for name, _ in GROUNDS}
        return {**grounds, "other": self.cleaned_data["other"]}


class Vote(Form):
    """One vote with its reasons."""

    choice = fields.ChoiceField(
        label="How do you vote?",
        widget=Radios,
        choices=Choice.choices,
        error_messages={"required": "Choose how you vote."},
    )
    reasons = fields.CharField(
        label="Your reasons",
        widget=Textarea(rows=5),
        help_text="They go into the minutes. If your view does not prevail, they are recorded as dissent.",
        error_messages={"required": "Give the reasons for your vote."},
    )
    conditions = fields.CharField(
        label="Conditions", required=False, widget=Textarea(rows=4), help_text="If you approve with conditions."
    )

    def __init__(self, *args: Any, convened: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not convened:
            choices = [pair for pair in Choice.choices if pair[0] != Choice.REFUSE]
            field = self.fields["choice"]
            field.choices = choices  # type: ignore[attr-defined]
            field.help_text = "Refusal is possible in a convened meeting only. “Need more” sends the case back."


class Alone(Form):
    """What the expedited reviewer decides."""

    reasons = fields.CharField(label="Your reasons", widget=Textarea(rows=5))
    conditions = fields.CharField(
        label="Conditions", required=False, widget=Textarea(rows=4), help_text="Leave empty to approve without any."
    )


class Reason(Form):
    """Why."""

    reason = fields.CharField(label="Reason", max_length=500, widget=Textarea(rows=3, limit=500))


class Confirm(Form):
    """Nothing to fill in."""


class Reviewer(Form):
    """Who reviews alone."""

    reviewer = fields.ModelChoiceField(label="Who reviews this case?", queryset=User.objects.none(), widget=Radios)

    def __init__(self, *args: Any, members: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = members  # type: ignore[attr-defined]


class Recusal(Form):
    """Whom the chair rules out, and why."""

    member = fields.ModelChoiceField(label="Who takes no part?", queryset=User.objects.none(), widget=Radios)
    reason = fields.CharField(label="Reason", max_length=500, widget=Textarea(rows=3, limit=500))

    def __init__(self, *args: Any, members: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]


class Convening(Form):
    """When, where and about what."""

    on = DateField(label="Day")
    starts = fields.TimeField(label="From", widget=TextInput(width=5), help_text="For example 14:00.")
    ends = fields.TimeField(label="Until", widget=TextInput(width=5))
    place = fields.CharField(label="Place", max_length=200, help_text="A room, or the address of a video call.")
    referrals = fields.ModelMultipleChoiceField(
        label="Cases", required=False, queryset=Referral.objects.none(), widget=Checkboxes
    )

    def __init__(self, *args: Any, referrals: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["referrals"].queryset = referrals  # type: ignore[attr-defined]


class Presence(Form):
    """Who is there for one item."""

    present = fields.ModelMultipleChoiceField(
        label="Who is there?", required=False, queryset=User.objects.none(), widget=Checkboxes
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = members  # type: ignore[attr-defined]


class Item(Form):
    """One more item: a case, or something to talk about."""

    referral = fields.ModelChoiceField(
        label="Case", required=False, queryset=Referral.objects.none(), empty_label="No case"
    )
    title = fields.CharField(label="Or a title", required=False, max_length=200)

    def __init__(self, *args: Any, referrals: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["referral"].queryset = referrals  # type: ignore[attr-defined]


class Note(Form):
    """What the minutes say."""

    text = fields.CharField(label="For the minutes", widget=Textarea(rows=6))


class Appointment(Form):
    """A seat for a term."""

    member = fields.ModelChoiceField(label="Who", queryset=User.objects.none())
    discipline = fields.ChoiceField(label="Discipline", choices=Discipline.choices, widget=Radios)
    standing = fields.ChoiceField(label="Part in the council", choices=Standing.choices, widget=Radios)
    voting = fields.BooleanField(label="Votes", required=False, initial=True)
    from_on = DateField(label="First day")
    to_on = DateField(label="Last day", required=False, help_text="Terms are usually three years.")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = User.objects.holding("CouncilMember", "CouncilChair").order_by("name")
        self.fields["member"].queryset = people  # type: ignore[attr-defined]


class TermEnd(Form):
    """The last day, and why."""

    to_on = DateField(label="Last day")
    reason = fields.CharField(label="Reason", max_length=500, widget=Textarea(rows=3, limit=500))

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to_on"].earliest = seat.from_on  # type: ignore[attr-defined]
