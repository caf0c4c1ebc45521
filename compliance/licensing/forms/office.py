"""Forms for those who work here: asking, reviewing, deciding, holding, changing rules."""

from typing import Any

from django import forms
from django.utils import timezone

from compliance.licensing import targets
from compliance.licensing.deciding import Obligation, Terms
from compliance.licensing.forms import among, offer
from compliance.licensing.states import DueRule, Outcome, Tier, Verdict
from portal.accounts.models import User
from portal.core.forms import DateField, Form, NumberInput, Radios, Textarea, TextInput

ROWS = 3


class Question(Form):
    """A question to the applicant."""

    question = forms.CharField(label="What do you need to know?", widget=Textarea(rows=5), max_length=4000)
    due_on = DateField(label="By when?", required=False, help_text="Left empty: the usual time.")


class Answer(Form):
    """The applicant's answer."""

    text = forms.CharField(label="Your answer", widget=Textarea(rows=6), max_length=8000)


class Recommendation(Form):
    """What an officer recommends."""

    verdict = forms.ChoiceField(label="What do you recommend?", choices=Verdict.choices, widget=Radios())
    reasons = forms.CharField(label="Reasons", widget=Textarea(rows=6), max_length=8000)
    conditions = forms.CharField(
        label="Conditions", required=False, widget=Textarea(rows=4), help_text="One a line.", max_length=4000
    )


class SecondReview(Form):
    """What the second reviewer says."""

    agrees = forms.TypedChoiceField(
        label="Do you agree with the recommendation?",
        choices=[("yes", "Yes"), ("no", "No, back to the officer")],
        coerce=lambda value: value == "yes",
        widget=Radios(),
    )
    reasons = forms.CharField(label="Reasons", widget=Textarea(rows=5), max_length=8000)


class Decision(Form):
    """A decision, transfer by transfer, with terms and up to three conditions."""

    verdict = forms.ChoiceField(label="What do you decide?", choices=Verdict.choices, widget=Radios())
    reasons = forms.CharField(
        label="Reasons", widget=Textarea(rows=5), max_length=8000, help_text="The applicant reads them in the letter."
    )
    licence = forms.CharField(
        label="Number of the government's licence",
        required=False,
        max_length=100,
        widget=TextInput(width=20),
        help_text="If it is not there yet, leave this empty: the authorisation waits until you put it in force.",
    )
    valid_from = DateField(label="Valid from", required=False, help_text="Left empty: today.")
    valid_to = DateField(label="Valid until", required=False)
    limit = forms.DecimalField(
        label="At most", required=False, max_digits=14, decimal_places=2, widget=NumberInput(width=10, decimal=True)
    )
    limit_unit = forms.CharField(
        label="Of what", required=False, max_length=40, widget=TextInput(width=20), help_text="For example: devices."
    )
    against_council = forms.CharField(
        label="Why do you decide otherwise than the unanimous council?",
        required=False,
        widget=Textarea(rows=4),
        max_length=4000,
    )

    def __init__(self, *args: Any, transfers: Any, advised: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.transfers = list(transfers)
        if not advised:
            del self.fields["against_council"]
        if not any(each.outcome == Outcome.LICENCE for each in self.transfers):
            del self.fields["licence"]
        for each in self.transfers if len(self.transfers) > 1 else ():
            self.fields[f"refuse_{each.number}"] = forms.CharField(
                label=f"Transfer {each.number}, {each.item} to {each.party}: refuse it, because",
                required=False,
                widget=TextInput(),
                max_length=500,
            )
        for number in range(1, ROWS + 1):
            self._add_condition(number)
        self.fieldsets = self._fieldsets()

    def _add_condition(self, number: int) -> None:
        self.fields[f"condition_{number}"] = forms.CharField(
            label=f"Condition {number}", required=False, widget=Textarea(rows=2), max_length=2000
        )
        self.fields[f"rule_{number}"] = forms.ChoiceField(
            label=f"When condition {number} falls due", required=False, choices=DueRule.choices
        )
        self.fields[f"due_{number}"] = DateField(label=f"Day of condition {number}", required=False)

    def _fieldsets(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        terms = ("licence", "valid_from", "valid_to", "limit", "limit_unit")
        refusals = tuple(name for name in self.fields if name.startswith("refuse_"))
        rows = [f"{name}_{number}" for number in range(1, ROWS + 1) for name in ("condition", "rule", "due")]
        return (
            ("", ("verdict", "reasons", "against_council")),
            ("Transfers that are refused", refusals),
            ("Terms", terms),
            ("Conditions", tuple(rows)),
        )

    def decision(self) -> dict[str, Any]:
        """Return what ``decide`` takes."""
        given = self.cleaned_data
        refused = {
            each.number: given[f"refuse_{each.number}"].strip()
            for each in self.transfers
            if given.get(f"refuse_{each.number}", "").strip()
        }
        return {
            "verdict": given["verdict"],
            "reasons": given["reasons"],
            "refused": refused,
            "conditions": self._conditions(),
            "terms": Terms(
                valid_from=given["valid_from"],
                valid_to=given["valid_to"],
                limit=given["limit"],
                limit_unit=given["limit_unit"],
                licence=given.get("licence", ""),
            ),
            "against_council": given.get("against_council", ""),
        }

    def _conditions(self) -> list[Obligation]:
        given = self.cleaned_data
        return [
            Obligation(
                text=given[f"condition_{number}"].strip(),
                due_rule=given[f"rule_{number}"] or DueRule.STANDING,
                due_on=given[f"due_{number}"],
            )
            for number in range(1, ROWS + 1)
            if given[f"condition_{number}"].strip()
        ]


class Determination(Form):
    """A determination by hand."""

    regime = forms.ChoiceField(label="Under which rules?")
    outcome = forms.ChoiceField(
        label="Answer", choices=[each for each in Outcome.choices if each[0] != Outcome.NEEDS_PERSON], widget=Radios()
    )
    entries = forms.CharField(
        label="Control entries", required=False, max_length=300, widget=TextInput(width=20), help_text="By spaces."
    )
    permitted_by = forms.CharField(
        label="Exception or general authorisation relied on", required=False, max_length=120, widget=TextInput(width=20)
    )
    reasons = forms.CharField(
        label="Reasons", widget=Textarea(rows=5), max_length=4000, help_text="With the rule that you rely on."
    )

    def __init__(self, *args: Any, regimes: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "regime", regimes)


class RaiseTier(Form):
    """More review than the rules ask for."""

    tier = forms.TypedChoiceField(label="How much review?", coerce=int, choices=(), widget=Radios())
    reason = forms.CharField(label="Why?", widget=Textarea(rows=4), max_length=4000)

    def __init__(self, *args: Any, above: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "tier", [(tier.value, tier.label) for tier in Tier if tier > above])


class Hold(Form):
    """A hold."""

    reason = forms.CharField(label="Why is the case held?", widget=Textarea(rows=4), max_length=4000)
    lifter = forms.ChoiceField(
        label="Who may lift it?",
        choices=[("Officer", "Any export control officer"), ("EmpoweredOfficial", "The empowered official")],
        widget=Radios(),
    )


class Flag(Form):
    """A red flag."""

    title = forms.CharField(label="What did you notice?", max_length=300, widget=TextInput())
    evidence = forms.CharField(label="What shows it?", required=False, widget=Textarea(rows=4), max_length=4000)


class Settling(Form):
    """What was asked and answered about a red flag, and what follows."""

    inquiry = forms.CharField(label="Whom did you ask, and what?", widget=Textarea(rows=3), max_length=4000)
    answer = forms.CharField(label="What did they answer?", widget=Textarea(rows=3), max_length=4000)
    settlement = forms.CharField(
        label="Why is it settled?",
        widget=Textarea(rows=3),
        max_length=4000,
        help_text="The flag stays on record with what you write here. It cannot be deleted.",
    )


class Note(Form):
    """A note."""

    text = forms.CharField(label="Note", widget=Textarea(rows=4), max_length=4000)
    visible_to_applicant = forms.BooleanField(label="The applicant may read this note", required=False)


class Assigning(Form):
    """Whose hands cases go into."""

    officer = forms.ModelChoiceField(label="Officer", queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, officers: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        among(self, "officer", officers)


class Setting(Form):
    """A threshold or a target from a day on."""

    code = forms.ChoiceField(
        label="What changes?",
        choices=[(each.code, f"{each.title} ({each.unit})") for each in targets.SETTINGS.values()],
    )
    value = forms.IntegerField(label="To how many?", min_value=0, widget=NumberInput(width=10))
    valid_from = DateField(label="From which day on?")
    reason = forms.CharField(label="Why?", widget=Textarea(rows=4), max_length=4000)


class Grounds(Form):
    """The grounds of an appeal."""

    grounds = forms.CharField(label="Why should the decision be different?", widget=Textarea(rows=8), max_length=8000)


class AppealDecision(Form):
    """What is decided about an appeal."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            ("uphold", "The decision stands"),
            ("vary", "The decision is changed: approve"),
            ("remit", "The case is decided again"),
        ],
        widget=Radios(),
    )
    reasons = forms.CharField(label="Reasons", widget=Textarea(rows=6), max_length=8000)
    conditions = forms.CharField(
        label="If you approve: conditions", required=False, widget=Textarea(rows=4), help_text="One a line."
    )
    licence = forms.CharField(
        label="If a licence is needed: its number", required=False, max_length=100, widget=TextInput(width=20)
    )
    valid_to = DateField(label="Valid until", required=False)

    def terms(self) -> Terms:
        """Return the terms of an approval."""
        return Terms(licence=self.cleaned_data["licence"], valid_to=self.cleaned_data["valid_to"])

    def obligations(self) -> list[Obligation]:
        """Return the conditions of an approval."""
        return [Obligation(line.strip()) for line in self.cleaned_data["conditions"].splitlines() if line.strip()]


class Licence(Form):
    """The government's licence that has arrived."""

    licence = forms.CharField(label="Number of the licence", max_length=100, widget=TextInput(width=20))
    valid_from = DateField(label="Valid from", initial=timezone.localdate)
    valid_to = DateField(label="Valid until", required=False)


class Usage(Form):
    """One draw-down."""

    quantity = forms.DecimalField(
        label="How much?", max_digits=14, decimal_places=2, widget=NumberInput(width=10, decimal=True)
    )
    used_on = DateField(label="On which day?")
    what = forms.CharField(label="What was transferred?", widget=Textarea(rows=3), max_length=2000)
    key = forms.CharField(widget=forms.HiddenInput(), max_length=60)


class Code(Form):
    """A verification code."""

    code = forms.CharField(label="Code on the letter", max_length=40, widget=TextInput(width=20))


class KeepingView(Form):
    """A name for a view of the desk."""

    name = forms.CharField(label="Name of this view", max_length=60, widget=TextInput(width=20))
