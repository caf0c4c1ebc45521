"""What people do with a case before it is decided: questions, reviews, holds, flags, notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.licensing.states import RequestState, ReviewKind, Verdict
from portal.accounts.roles import ROLES
from portal.core.models import Stateful

USER = settings.AUTH_USER_MODEL


class InformationRequest(Stateful):
    """A question to the applicant. While one is open the clock is with the applicant."""

    state = models.CharField(max_length=20, choices=RequestState.choices, default=RequestState.OPEN)
    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="requests")
    number = models.PositiveSmallIntegerField()
    question = models.TextField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="information_request_number", fields=["case", "number"]),
            models.CheckConstraint(
                name="information_request_answer_is_whole",
                condition=~Q(state=RequestState.ANSWERED)
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                violation_error_message="An answer has its text, its author and its moment.",
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.number} on {self.case}"

    def get_absolute_url(self) -> str:
        """Return the case's page of questions."""
        return f"{self.case.get_absolute_url()}questions/"


class ReviewQuerySet(models.QuerySet):
    """Reviews by kind and whether they still count."""

    def standing(self) -> "ReviewQuerySet":
        """Return those that no change of the case has overtaken."""
        return self.filter(invalidated_at=None)


class Review(models.Model):
    """A recommendation or a second review. It is invalidated when the case changes, and never deleted."""

    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="reviews")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=ReviewKind.choices)
    verdict = models.CharField(max_length=30, choices=Verdict.choices)
    agrees = models.BooleanField(default=True, help_text="For a second review: with the recommendation.")
    of = models.ForeignKey(
        "compliance.Review", null=True, blank=True, on_delete=models.PROTECT, related_name="second_reviews"
    )
    reasons = models.TextField()
    conditions = models.TextField(blank=True, default="", help_text="Proposed conditions, one a line.")
    reviewer = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    invalidated_at = models.DateTimeField(null=True, blank=True)
    invalidated_because = models.CharField(max_length=200, blank=True, default="")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="review_order", fields=["case", "order"]),
            models.CheckConstraint(
                name="review_has_reasons", condition=~Q(reasons=""), violation_error_message="A review says why."
            ),
            models.CheckConstraint(
                name="review_second_names_the_first",
                condition=Q(kind=ReviewKind.RECOMMENDATION, of__isnull=True)
                | Q(kind=ReviewKind.SECOND, of__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.case}"


class HoldQuerySet(models.QuerySet):
    """Holds by whether they still stand."""

    def open(self) -> "HoldQuerySet":
        """Return those that nobody has lifted."""
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """Blocks a case from being approved until a named role lifts it with a reason."""

    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField()
    lifter = models.CharField(max_length=40, help_text="The role that may lift it.")
    placed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(blank=True, default="")

    objects = HoldQuerySet.as_manager()

    class Meta:
        permissions = [("place_hold", "Place a hold"), ("lift_hold", "Lift a hold")]
        constraints = [
            models.CheckConstraint(
                name="hold_lifted_with_a_reason",
                condition=Q(lifted_at__isnull=True) | (Q(lifted_by__isnull=False) & ~Q(lift_reason="")),
                violation_error_message="A hold is lifted by somebody, for a reason.",
            )
        ]

    def __str__(self) -> str:
        return f"Hold on {self.case}"

    @property
    def lifter_title(self) -> str:
        """The role that may lift it, in words."""
        return ROLES[self.lifter].title


class CaseFlagQuerySet(models.QuerySet):
    """Red flags by whether they are settled. They are never deleted: looking away settles nothing."""

    def delete(self):
        """
        Refuse.

        :raises TypeError: always
        """
        raise TypeError("A red flag is settled, never deleted.")

    def open(self) -> "CaseFlagQuerySet":
        """Return those that are not settled."""
        return self.filter(settled_at=None)


class CaseFlag(models.Model):
    """A red flag: something that asks to be looked into before anybody approves."""

    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="flags")
    code = models.CharField(max_length=60, blank=True, default="", help_text="The red flag of the reference data.")
    title = models.CharField(max_length=300)
    evidence = models.TextField(blank=True, default="")
    inquiry = models.TextField(blank=True, default="", help_text="Whom the office asked, and what.")
    answer = models.TextField(blank=True, default="", help_text="What was answered.")
    raised_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    settled_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settlement = models.TextField(blank=True, default="", help_text="What was asked and found.")

    objects = CaseFlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_flag_settled_with_reason",
                condition=Q(settled_at__isnull=True) | (Q(settled_by__isnull=False) & ~Q(settlement="")),
                violation_error_message="A red flag is settled by somebody who says what was found.",
            )
        ]

    def delete(self, *_args, **_kwargs):
        """
        Refuse.

        :raises TypeError: always
        """
        raise TypeError("A red flag is settled, never deleted.")

    def __str__(self) -> str:
        return self.title


class CaseNote(models.Model):
    """A note on a case. Whether the applicant reads it is an explicit switch."""

    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    visible_to_applicant = models.BooleanField(default=False)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Note on {self.case}"
