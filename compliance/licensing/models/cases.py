"""A case and what the researcher says in it: answers as given, items, parties, documents."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from compliance.licensing import neighbours, states
from compliance.licensing.states import Activity, CaseState, ItemKind, Known, PartyRole, SoftwareForm, Tier
from portal.accounts.queries import principals_of
from portal.core.fields import EncryptedTextField
from portal.core.models import Stateful
from portal.core.policy import holds


class CaseQuerySet(models.QuerySet):
    """Cases by who may see them and where they stand."""

    def visible_to(self, actor: Any, *, on: date | None = None) -> "CaseQuerySet":
        """
        Return what the actor may see.

        Researchers see their own cases, delegates those of whom they act for, the office and overseers
        everything that was submitted, council members the cases whose papers are open to them. Whoever is
        recused from a case sees it no longer, whatever else they are.
        """
        if actor is None or not actor.is_active:
            return self.none()
        mine: Any = Q(applicant=actor) | Q(applicant__in=principals_of(actor, on=on or timezone.localdate()))
        if holds(actor, "compliance.view_every_case"):
            recused = neighbours.referrals_closed_to(actor).filter(referral=OuterRef("referral"))
            mine |= Q(submitted_at__isnull=False) & ~Exists(recused)
        if holds(actor, "compliance.sit_on_council"):
            mine |= Q(Exists(neighbours.referrals_open_to(actor).filter(pk=OuterRef("referral"))))
        return self.filter(mine)

    def submitted(self) -> "CaseQuerySet":
        """Return cases that were handed in, whatever became of them."""
        return self.filter(submitted_at__isnull=False)

    def open(self) -> "CaseQuerySet":
        """Return cases that somebody still has to act on."""
        return self.filter(state__in=states.OPEN)

    def with_office(self) -> "CaseQuerySet":
        """Return open cases whose next move is the office's."""
        return self.filter(state__in=(CaseState.OFFICER_REVIEW, CaseState.SECOND_REVIEW, CaseState.AWAITING_DECISION))

    def past_target(self, on: date) -> "CaseQuerySet":
        """Return open cases whose answer day has passed; while the applicant is asked, the clock stands."""
        running = [state for state in states.OPEN if state != CaseState.INFORMATION_REQUESTED]
        return self.filter(state__in=running, target_on__lt=on)

    def decided(self) -> "CaseQuerySet":
        """Return cases that came to a decision, or were recorded at once."""
        return self.filter(state__in=states.DECIDED)

    def drafts(self) -> "CaseQuerySet":
        """Return cases that are still being written."""
        return self.filter(state__in=states.DRAFTS)


class Case(Stateful):
    """
    One question put to the office: an activity with its items, parties, destinations and end use.

    Guards look at the case at the moment ``as_of``, which actions set; for pages it is now.
    """

    as_of: datetime | None = None

    state = models.CharField(max_length=40, choices=CaseState.choices, default=CaseState.DRAFT)
    reference = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=200)
    activity = models.CharField(max_length=20, choices=Activity.choices)
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases_opened")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField(help_text="When the draft was last saved.")
    unit = models.ForeignKey("accounts.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    exporting_country = models.CharField(max_length=2)
    summary = models.TextField(blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    end_use = models.TextField(blank=True, default="", help_text="What it will be used for, in the researcher's words.")
    military = models.CharField(max_length=10, choices=Known.choices, blank=True, default="")
    military_intelligence = models.CharField(max_length=10, choices=Known.choices, blank=True, default="")
    weapons = models.CharField(max_length=10, choices=Known.choices, blank=True, default="")
    supercomputer = models.CharField(max_length=10, choices=Known.choices, blank=True, default="")
    informed = models.CharField(max_length=10, choices=Known.choices, blank=True, default="")

    version = models.PositiveSmallIntegerField(default=1)
    supersedes = models.OneToOneField(
        "compliance.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    copied_from = models.ForeignKey(
        "compliance.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    tier = models.PositiveSmallIntegerField(choices=Tier.choices, null=True, blank=True)
    queue = models.CharField(max_length=40, blank=True, default="")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_in_hand"
    )
    first_contact_at = models.DateTimeField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True, help_text="Kept for sorting; the clock computes it.")
    referral = models.ForeignKey(
        "compliance.Referral", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        permissions = [
            ("open_case", "Open cases"),
            ("view_every_case", "See every submitted case"),
            ("review_case", "Review cases"),
            ("second_review_case", "Give the second review"),
            ("decide_case", "Decide cases"),
            ("overrule_council", "Decide against a unanimous council"),
            ("manage_review_rules", "Change review thresholds and targets"),
        ]
        indexes = [
            models.Index(fields=["state", "tier", "target_on"], name="case_desk"),
            models.Index(fields=["applicant", "state"], name="case_by_applicant"),
            models.Index(
                fields=["target_on", "id"], name="case_open_by_day", condition=Q(state__in=states.UNDER_REVIEW)
            ),
            models.Index(fields=["submitted_at"], name="case_by_submission"),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_period_in_order",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The last day lies before the first.",
            ),
            models.CheckConstraint(
                name="case_decision_is_whole",
                condition=Q(decided_at__isnull=False) | Q(decided_by__isnull=True),
                violation_error_message="A decision names its moment.",
            ),
            models.CheckConstraint(
                name="case_attested_by_its_applicant",
                condition=Q(attested_by__isnull=True) | Q(attested_by=F("applicant")),
                violation_error_message="Only the researcher attests.",
            ),
            models.CheckConstraint(
                name="case_not_decided_by_its_applicant",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("applicant")),
                violation_error_message="Nobody decides their own case.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the case's page."""
        return reverse("licensing:case", args=[self.reference])

    @property
    def moment(self) -> datetime:
        """The moment at which guards look at the case."""
        return self.as_of or timezone.now()

    def looked_at(self, at: datetime) -> "Case":
        """Let guards look at the case as it stands at this moment, and forget what they read before."""
        self.as_of = at
        self.__dict__.pop("_screening", None)
        self.__dict__.pop("_sides", None)
        return self

    @property
    def is_draft(self) -> bool:
        """Tell whether it can still be written."""
        return self.state in states.DRAFTS

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to act on it."""
        return self.state in states.OPEN

    @property
    def is_decided(self) -> bool:
        """Tell whether it came to a decision."""
        return self.state in states.DECIDED

    @property
    def by_delegate(self) -> bool:
        """Tell whether somebody else opened it for the applicant."""
        return self.opened_by_id != self.applicant_id


class CaseAnswer(models.Model):
    """One answer of a draft, with the question as it was asked."""

    case = models.ForeignKey("compliance.Case", on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60)
    wording = models.TextField()
    value = models.TextField(blank=True, default="", help_text="Several choices stand on lines of their own.")
    shown = models.TextField(blank=True, default="", help_text="The answer in words, as it was offered.")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="case_answer_once", fields=["case", "question"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.question}"

    @property
    def values(self) -> list[str]:
        """Every choice that was ticked."""
        return [line for line in self.value.split("\n") if line]


class CaseItem(models.Model):
    """A thing, software or technology of a case, with the parameters that controls ask about."""

    case = models.ForeignKey("compliance.Case", on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    basket = models.CharField(max_length=60)
    description = models.TextField(blank=True, default="")
    us_origin = models.CharField(max_length=10, choices=Known.choices, blank=True, default="")
    for_item = models.CharField(max_length=40, blank=True, default="", help_text="The control entry it is for.")
    form = models.CharField(max_length=20, choices=SoftwareForm.choices, blank=True, default="")
    value_usd = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    parameters = models.JSONField(default=dict, blank=True, help_text="As given; the determination reads them.")
    exclusion = models.ForeignKey(
        "compliance.ExclusionSession", null=True, blank=True, on_delete=models.PROTECT, related_name="case_items"
    )
    copied_from = models.ForeignKey(
        "compliance.CaseItem", null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    added_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["basket", "case"], name="case_item_by_basket"),
            models.Index(fields=["name", "case"], name="case_item_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_item_has_a_quantity",
                condition=Q(quantity__gte=1),
                violation_error_message="There is at least one of it.",
            ),
            models.CheckConstraint(
                name="case_item_value_not_negative",
                condition=Q(value_usd__isnull=True) | Q(value_usd__gte=0),
                violation_error_message="A value is not negative.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CaseParty(models.Model):
    """An outside party's part in a case."""

    case = models.ForeignKey("compliance.Case", on_delete=models.CASCADE, related_name="parties")
    party = models.ForeignKey("compliance.Party", on_delete=models.PROTECT, related_name="case_parts")
    role = models.CharField(max_length=20, choices=PartyRole.choices)
    destination = models.CharField(
        max_length=2, blank=True, default="", help_text="Where it receives or uses the items."
    )
    note = models.TextField(blank=True, default="")
    employed_since = models.DateField(null=True, blank=True)
    protected = EncryptedTextField(blank=True, default="", help_text="yes: an asylee or refugee under protection.")
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["party", "case"], name="case_party_by_party")]
        constraints = [
            models.UniqueConstraint(
                name="case_party_once_per_role",
                fields=["case", "party", "role"],
                violation_error_message="This party has this part in the case already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party}"

    @property
    def receives(self) -> bool:
        """Tell whether items reach this party."""
        return self.role in states.RECEIVING_ROLES


class CaseDocument(models.Model):
    """A document that a case calls for, or the reason why there is none."""

    case = models.ForeignKey("compliance.Case", on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=40)
    wording = models.CharField(max_length=200, help_text="What was asked for, as it was asked.")
    attachment = models.ForeignKey("core.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason_missing = models.TextField(blank=True, default="")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_document_or_reason",
                condition=Q(attachment__isnull=False) | ~Q(reason_missing=""),
                violation_error_message="Give the document, or say why there is none.",
            )
        ]

    def __str__(self) -> str:
        return self.wording
