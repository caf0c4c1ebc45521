"""What is before a council, who declared what, and how each member voted."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from compliance.council.models.councils import Dated, Seat
from compliance.council.states import Choice, ReferralState
from portal.core.models import Stateful
from portal.core.policy import holds

UNDER_WAY = (ReferralState.OPEN, ReferralState.EXPEDITED, ReferralState.VOTING, ReferralState.SUSPENDED)


class ReferralQuerySet(models.QuerySet):
    """Referrals by who may know of them."""

    def under_way(self) -> "ReferralQuerySet":
        """Return what the council still has to answer."""
        return self.filter(state__in=UNDER_WAY)

    def visible_to(self, user: Any, *, on: date | None = None) -> "ReferralQuerySet":
        """
        Return what the person may know of; the twin of ``policies.may_see``.

        Whoever is concerned sees none of it, whatever else they are; neither does a recused member.
        """
        on = on or timezone.localdate()
        recused = Declaration.objects.recused().filter(referral=OuterRef("pk"), member=user)
        concerned = Referral.concerned.through.objects.filter(referral=OuterRef("pk"), user=user)
        allowed = self.exclude(Exists(concerned)).exclude(Exists(recused))
        if holds(user, "compliance.view_every_referral") or holds(user, "compliance.manage_council"):
            return allowed
        own = Q(referred_by=user)
        if holds(user, "compliance.sit_on_council"):
            seated = Seat.objects.on(on).filter(council=OuterRef("council"), member=user)
            own |= Q(Exists(seated))
        return allowed.filter(own)


class Referral(Dated, Stateful):
    """
    One question put to a council, with its papers.

    It is known by the reference of whatever was referred.
    """

    council = models.ForeignKey("compliance.Council", on_delete=models.PROTECT, related_name="referrals")
    reference = models.CharField(max_length=40, db_index=True)
    round = models.PositiveSmallIntegerField(default=1, help_text="A case may come back.")
    title = models.CharField(max_length=200)
    summary = models.TextField()
    state = models.CharField(max_length=20, choices=ReferralState.choices, default=ReferralState.OPEN)
    concerned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", help_text="Whose case it is.")
    due_on = models.DateField(null=True)
    referred_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    referred_at = models.DateTimeField()
    expedited_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    votes_cast = models.PositiveSmallIntegerField(default=0, help_text="Of the vote under way, or the last one.")
    recommendation = models.CharField(max_length=30, choices=Choice.choices, blank=True, default="")
    unanimous = models.BooleanField(default=False)
    reasons = models.TextField(
        blank=True, default="", help_text="The recommendation's reasons, as the council gave them."
    )
    conditions = models.TextField(blank=True, default="")
    concluded_at = models.DateTimeField(null=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        permissions = [
            ("view_every_referral", "Read every referral"),
            ("refer_to_council", "Refer a case to a council"),
        ]
        constraints = [
            models.UniqueConstraint(name="referral_round", fields=["council", "reference", "round"]),
            models.UniqueConstraint(
                name="referral_one_under_way",
                fields=["council", "reference"],
                condition=Q(state__in=[state.value for state in UNDER_WAY]),
                violation_error_message="This is before the council already.",
            ),
            models.CheckConstraint(
                name="referral_concludes_whole",
                condition=~Q(state=ReferralState.CONCLUDED) | (Q(concluded_at__isnull=False) & ~Q(recommendation="")),
                violation_error_message="A concluded referral has its recommendation and its moment.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference if self.round == 1 else f"{self.reference} (round {self.round})"

    def get_absolute_url(self) -> str:
        """Return the referral's page."""
        return reverse("council:referral", args=[self.pk])


class DeclarationQuerySet(models.QuerySet):
    """Declarations by what followed from them."""

    def recused(self) -> "DeclarationQuerySet":
        """Return those of members who take no part."""
        return self.filter(recused_at__isnull=False)


class Declaration(models.Model):
    """
    What a member declared before the papers opened to them.

    Nationality is not among the grounds and never will be.
    """

    referral = models.ForeignKey("compliance.Referral", on_delete=models.PROTECT, related_name="declarations")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    co_author = models.BooleanField("co-author within 48 months", default=False)
    same_grant = models.BooleanField("the same grant", default=False)
    supervision = models.BooleanField("supervises or is supervised", default=False)
    financial_interest = models.BooleanField("financial interest", default=False)
    other = models.CharField("another conflict, in words", max_length=500, blank=True, default="")
    declared_at = models.DateTimeField()
    recused_at = models.DateTimeField(null=True)
    recused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recusal_reason = models.CharField(max_length=500, blank=True, default="")

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="declaration_once",
                fields=["referral", "member"],
                violation_error_message="You have declared on this case already.",
            ),
            models.CheckConstraint(
                name="declared_conflict_recuses",
                condition=Q(recused_at__isnull=False)
                | Q(co_author=False, same_grant=False, supervision=False, financial_interest=False, other=""),
                violation_error_message="Whoever has a conflict takes no part.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} on {self.referral}"


class VoteQuerySet(models.QuerySet):
    """Votes by whether they count."""

    def counting(self) -> "VoteQuerySet":
        """Return the votes that have not been set aside."""
        return self.filter(set_aside_at=None)


class Vote(models.Model):
    """One member's vote. Nobody else sees it before the vote is closed."""

    referral = models.ForeignKey("compliance.Referral", on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    discipline = models.CharField(max_length=20, help_text="Of the seat, on the day of the vote.")
    choice = models.CharField(max_length=30, choices=Choice.choices)
    reasons = models.TextField()
    conditions = models.TextField(blank=True, default="")
    cast_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True)
    set_aside_reason = models.CharField(max_length=300, blank=True, default="")

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="vote_once",
                fields=["referral", "member"],
                condition=Q(set_aside_at__isnull=True),
                violation_error_message="You have voted on this case already.",
            ),
            models.CheckConstraint(
                name="vote_gives_reasons",
                condition=~Q(reasons=""),
                violation_error_message="A vote gives its reasons.",
            ),
            models.CheckConstraint(
                name="vote_conditions_are_named",
                condition=~Q(choice=Choice.APPROVE_WITH_CONDITIONS) | ~Q(conditions=""),
                violation_error_message="Approval with conditions names the conditions.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} on {self.referral}"
