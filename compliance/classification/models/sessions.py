"""The questions about an exclusion as they were asked, and the answers."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.classification.states import SessionState
from portal.core.models import Stateful
from portal.core.policy import holds


class ExclusionSessionQuerySet(models.QuerySet["ExclusionSession"]):
    """Sessions by who may see them and where they stand."""

    def visible_to(self, actor: Any) -> "ExclusionSessionQuerySet":
        """Return every session for those who see every determination, else the actor's own."""
        if holds(actor, "compliance.view_every_determination"):
            return self
        return self.filter(started_by=actor) if actor is not None else self.none()

    def unfinished(self) -> "ExclusionSessionQuerySet":
        """Return sessions that still have a question open."""
        return self.filter(state__in=(SessionState.OPEN, SessionState.REOPENED))


class ExclusionSession(Stateful):
    """One tree of questions, walked for one piece of information. The tree is the one of the day it was begun on."""

    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=40, choices=SessionState.choices, default=SessionState.OPEN)
    tree = models.CharField(max_length=60)
    title = models.CharField(max_length=200, help_text="The tree's title as it was shown.")
    regime = models.CharField(max_length=20)
    as_of = models.DateField()
    about = models.CharField(max_length=300, help_text="What is to be shared, in the asker's words.")
    agreement = models.CharField(max_length=200, blank=True, help_text="The award or agreement it rests on.")
    subject_reference = models.CharField(max_length=60, blank=True, db_index=True)
    outcome = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    objects = ExclusionSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exclusion_conclusion_has_outcome",
                condition=~Q(state=SessionState.CONCLUDED) | ~Q(outcome=""),
                violation_error_message="A concluded session says where the answers led.",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the page of this session."""
        return reverse("classification:session", args=[self.reference])

    @property
    def excludes(self) -> bool:
        """Tell whether the answers led to an exclusion."""
        return self.state == SessionState.CONCLUDED and self.outcome == "excluded"


class ExclusionAnswerQuerySet(models.QuerySet["ExclusionAnswer"]):
    """Answers by whether they count."""

    def counting(self) -> "ExclusionAnswerQuerySet":
        """Return the answers that nobody has taken back, in the order in which they were given."""
        return self.filter(withdrawn_at=None).order_by("pk")


class ExclusionAnswer(models.Model):
    """One answer, with question and law as they were worded when it was asked. Taken back, it stays on record."""

    session = models.ForeignKey("compliance.ExclusionSession", on_delete=models.PROTECT, related_name="answers")
    node = models.CharField(max_length=60)
    question = models.TextField()
    law = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    answer = models.BooleanField(null=True, help_text="Empty where the question records a fact in words.")
    words = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ExclusionAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="exclusion_answer_counts_once",
                fields=["session", "node"],
                condition=Q(withdrawn_at=None),
                violation_error_message="This question has been answered already.",
            ),
            models.CheckConstraint(
                name="exclusion_answer_says_something",
                condition=Q(answer__isnull=False) | ~Q(words=""),
                violation_error_message="An answer is yes, no, or words.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.node}"
