"""Forms about people. They validate; actions decide."""

from django import forms

from portal.accounts.models import Membership, Unit, User
from portal.accounts.roles import ROLES
from portal.core.forms import DateField, Form, Radios, TextInput


class Account(Form):
    """A new account."""

    name = forms.CharField(label="Full name", max_length=150)
    email = forms.EmailField(label="E-mail address", help_text="The person sets a password by a link sent there.")
    username = forms.SlugField(label="User name", max_length=60, widget=TextInput(width=20))


class Role(Form):
    """A role to give."""

    role = forms.ChoiceField(
        label="Role", choices=[(name, f"{role.title}: {role.prose}") for name, role in ROLES.items()], widget=Radios
    )


class Reason(Form):
    """Why something ends."""

    reason = forms.CharField(label="Reason", max_length=300)


class Join(Form):
    """A place in a unit."""

    unit = forms.ModelChoiceField(Unit.objects.filter(closed_on=None).order_by("path"), label="Unit")
    position = forms.ChoiceField(label="Position", choices=Membership.Position.choices, widget=Radios)
    from_on = DateField(label="From")


class NewUnit(Form):
    """A new unit."""

    name = forms.CharField(label="Name", max_length=150)
    code = forms.SlugField(label="Code", max_length=40, help_text="Short and lasting, such as “cryo-lab”.")
    kind = forms.ChoiceField(label="Kind", choices=Unit.Kind.choices, widget=Radios)
    parent = forms.ModelChoiceField(
        Unit.objects.filter(closed_on=None).order_by("path"), label="Within", required=False
    )


class Delegate(Form):
    """Who acts for me, and when."""

    delegate = forms.ModelChoiceField(
        User.objects.none(),
        label="Who drafts and answers for you?",
        to_field_name="email",
        widget=TextInput(width=30),
        help_text="Their e-mail address at the institution. A delegate never attests or decides for you.",
        error_messages={"invalid_choice": "Nobody here has this e-mail address. Check it with your delegate."},
    )
    from_on = DateField(label="First day")
    to_on = DateField(label="Last day")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["delegate"].queryset = User.objects.active()  # type: ignore[attr-defined]


class Mail(Form):
    """How a person wants the mail that can wait."""

    rhythm = forms.ChoiceField(
        label="News that can wait",
        choices=[("daily", "One mail a day with all of it"), ("at_once", "Each by itself, at once")],
        widget=Radios,
        help_text="Deadlines, and what somebody asks of you by name, are sent at once in any case.",
    )
    hour = forms.TypedChoiceField(
        label="When may the daily mail leave?",
        choices=[(hour, f"from {hour:02}:00 on") for hour in range(24)],
        coerce=int,
    )
    working_days_only = forms.BooleanField(label="On working days only", required=False)
    copies_to_delegate = forms.BooleanField(
        label="While somebody acts for me, send them copies of mail about my cases and authorisations", required=False
    )
