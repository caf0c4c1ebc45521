"""Statements by recipients: what they say, on which form, with which signature, and how it compares with the case."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.enduse.states import (
    OPEN_STATEMENTS,
    Agreement,
    LinkPurpose,
    StatementRegime,
    StatementState,
)
from compliance.licensing.models import Case
from portal.core.fields import EncryptedTextField
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL


class StatementQuerySet(models.QuerySet):
    """Statements by who may see them and what is still owed."""

    def visible_to(self, actor: Any) -> "StatementQuerySet":
        """Return those of the cases that the actor may see."""
        if actor is None or not actor.is_active:
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(actor))

    def open(self) -> "StatementQuerySet":
        """Return those that somebody still has to do something about."""
        return self.filter(state__in=OPEN_STATEMENTS)

    def valid(self, *, on: date) -> "StatementQuerySet":
        """Return accepted ones that count on the day."""
        lasting = Q(valid_until=None) | Q(valid_until__gte=on)
        return self.filter(lasting, state=StatementState.ACCEPTED)


class Statement(Stateful):
    """What one recipient says about the use of what they receive, or why there is no statement."""

    state = models.CharField(max_length=20, choices=StatementState.choices, default=StatementState.WANTED)
    reference = models.CharField(max_length=30, unique=True)
    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="statements")
    party = models.ForeignKey("compliance.Party", on_delete=models.PROTECT, related_name="statements")
    regime = models.CharField(max_length=10, choices=StatementRegime.choices)
    many = models.BooleanField(default=False, help_text="Meant for several transactions with the same recipient.")
    form_version = models.CharField(max_length=20)
    official_form = models.CharField(
        max_length=120, blank=True, default="", help_text="The official form that is asked for instead of ours."
    )
    wanted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    wanted_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    invited_name = models.CharField(max_length=150, blank=True, default="")
    invited_email = EncryptedTextField(blank=True, default="")
    invited_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True, default="", help_text="What the recipient has to put right.")

    signatory = models.CharField(max_length=150, blank=True, default="")
    signatory_title = models.CharField(max_length=150, blank=True, default="")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by_code = models.BooleanField(default=False, help_text="With a one-time code to the invited address.")
    document = models.ForeignKey("core.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of the signed document.")
    letterhead = models.ForeignKey("core.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=60, blank=True, default="", help_text="Other than English.")
    translation = models.ForeignKey(
        "core.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    translator = models.CharField(max_length=150, blank=True, default="")
    authority = models.TextField(blank=True, default="", help_text="What shows that the signatory may sign.")
    valid_until = models.DateField(null=True, blank=True)
    valid_rule = models.CharField(max_length=20, blank=True, default="")
    checked_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    excuse = models.TextField(blank=True, default="", help_text="Why there is no statement.")
    rung = models.PositiveSmallIntegerField(null=True, help_text="Days after which the last reminder was owed.")

    objects = StatementQuerySet.as_manager()

    class Meta:
        permissions = [("manage_statement", "Ask for, check and excuse end-use statements")]
        constraints = [
            models.UniqueConstraint(
                name="statement_one_open_for_a_recipient",
                fields=["case", "party"],
                condition=Q(state__in=OPEN_STATEMENTS),
                violation_error_message="A statement of this recipient is asked for already.",
            ),
            models.CheckConstraint(
                name="statement_signed_whole",
                condition=~Q(state__in=[StatementState.SIGNED, StatementState.ACCEPTED])
                | (Q(signed_at__isnull=False, document__isnull=False) & ~Q(signatory="") & ~Q(digest="")),
                violation_error_message="A signed statement names who signed, when, and what.",
            ),
            models.CheckConstraint(
                name="statement_accepted_by_somebody",
                condition=~Q(state=StatementState.ACCEPTED) | Q(checked_by__isnull=False, checked_at__isnull=False),
                violation_error_message="A statement is accepted by somebody.",
            ),
            models.CheckConstraint(
                name="statement_excused_with_a_reason",
                condition=~Q(state=StatementState.EXCUSED) | ~Q(excuse=""),
                violation_error_message="Say why there is no statement.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the statement's page."""
        return reverse("enduse:statement", args=[self.reference])


class StatementAnswer(models.Model):
    """One answer of a recipient, with the question as it was put."""

    statement = models.ForeignKey("compliance.Statement", on_delete=models.CASCADE, related_name="answers")
    field = models.CharField(max_length=40)
    wording = models.TextField()
    value = models.TextField(blank=True, default="")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="statement_answer_once", fields=["statement", "field"])]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.field}"


class StatementCheck(models.Model):
    """How one field compares with the case, and what an officer made of it."""

    statement = models.ForeignKey("compliance.Statement", on_delete=models.CASCADE, related_name="checks")
    field = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    given = models.TextField(blank=True, default="")
    expected = models.TextField(blank=True, default="")
    agreement = models.CharField(max_length=10, choices=Agreement.choices)
    accepted = models.BooleanField(null=True, help_text="What the officer decided; empty: not looked at.")
    note = models.TextField(blank=True, default="")
    checked_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="statement_check_once", fields=["statement", "field"]),
            models.CheckConstraint(
                name="statement_check_of_a_mismatch_is_explained",
                condition=~Q(agreement=Agreement.DIFFERS, accepted=True) | ~Q(note=""),
                violation_error_message="Say why the difference does not matter.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.field}"


class RecipientLink(models.Model):
    """
    A link that lets somebody without an account do one thing, until a day.

    Neither the address nor the one-time code is stored: both are made from ``uid`` and the site's secret.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=20, choices=LinkPurpose.choices)
    statement = models.ForeignKey(
        "compliance.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    verification = models.ForeignKey(
        "compliance.Verification", null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    to_name = models.CharField(max_length=150)
    to_address = EncryptedTextField()
    made_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Used, replaced or withdrawn.")
    code_number = models.PositiveSmallIntegerField(default=0, help_text="How many codes were sent.")
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recipient_link_is_for_one_thing",
                condition=Q(purpose=LinkPurpose.STATEMENT, statement__isnull=False, verification__isnull=True)
                | Q(purpose=LinkPurpose.VERIFICATION, statement__isnull=True, verification__isnull=False),
                violation_error_message="A link is for exactly one thing.",
            ),
            models.UniqueConstraint(
                name="recipient_link_one_for_a_statement",
                fields=["statement"],
                condition=Q(ended_at__isnull=True, statement__isnull=False),
            ),
            models.UniqueConstraint(
                name="recipient_link_one_for_a_verification",
                fields=["verification"],
                condition=Q(ended_at__isnull=True, verification__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Link to {self.statement or self.verification}"
