"""Hearings: the notice of facts, the answer, what the panel decides, the appeal, the letters."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.incidents.models.incidents import Incident, IncidentPart
from compliance.incidents.states import OF_TIME, ON_APPEAL, TEAM, HearingState, LetterTo, Part, Response, Verdict
from portal.core.fields import EncryptedTextField
from portal.core.models import Stateful
from portal.core.policy import holds

USER = settings.AUTH_USER_MODEL
HEARD_BY = (*TEAM, Part.COUNSEL, Part.PANEL, Part.APPEAL_PANEL)


class HearingQuerySet(models.QuerySet):
    """Hearings by who may know of them."""

    def visible_to(self, actor: Any) -> "HearingQuerySet":
        """
        Return what the actor may know of; the twin of ``policies.may_read_hearing``.

        Whoever is heard, and their adviser, from the notice of facts on; team and panels; overseers. What was
        unfounded is sealed: whoever was heard keeps it, and the overseers.
        """
        if actor is None or not actor.is_active:
            return self.none()
        heard = (Q(subject=actor) | Q(adviser=actor)) & ~Q(state=HearingState.PREPARED)
        known = Incident.objects.visible_to(actor)
        if holds(actor, "compliance.view_every_incident"):
            return self.filter(heard | Q(incident__in=known.values("pk")))
        held = IncidentPart.objects.current().filter(person=actor, part__in=HEARD_BY)
        working = Q(incident__in=known.values("pk")) & Q(incident__in=held.values("incident"))
        return self.filter(heard | (working & ~Q(state=HearingState.UNFOUNDED)))


class Hearing(Stateful):
    """One person is heard about one incident."""

    state = models.CharField(max_length=20, choices=HearingState.choices, default=HearingState.PREPARED)
    reference = models.CharField(max_length=30, unique=True)
    incident = models.ForeignKey("compliance.Incident", on_delete=models.PROTECT, related_name="hearings")
    subject = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    adviser = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    adviser_name = models.CharField(max_length=150, blank=True, default="")
    notice = EncryptedTextField(help_text="The facts as they are put to the person.")
    answer = EncryptedTextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    grounds = EncryptedTextField(blank=True, default="", help_text="Of the appeal.")
    appealed_at = models.DateTimeField(null=True)
    decision = models.ForeignKey(
        "compliance.PanelDraft", null=True, on_delete=models.PROTECT, related_name="+", help_text="The one in force."
    )

    objects = HearingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="hearing_once_a_person", fields=["incident", "subject"]),
            models.CheckConstraint(
                name="hearing_adviser_is_somebody_else",
                condition=Q(adviser__isnull=True) | ~Q(adviser=models.F("subject")),
                violation_error_message="Nobody is their own adviser.",
            ),
            models.CheckConstraint(
                name="hearing_decided_has_its_decision",
                condition=~Q(state__in=["decided", "appealed", "final"]) | Q(decision__isnull=False),
                violation_error_message="What is decided has its decision.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the hearing's page."""
        return reverse("incidents:hearing", args=[self.reference])


class PanelDraft(models.Model):
    """What one member of a panel proposes to decide. It takes effect when most of the panel agree."""

    hearing = models.ForeignKey("compliance.Hearing", on_delete=models.PROTECT, related_name="drafts")
    on_appeal = models.BooleanField(default=False)
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    row = models.CharField(max_length=30, blank=True, default="", help_text="The row of the matrix that proposed.")
    reasons = EncryptedTextField()
    deviation = EncryptedTextField(blank=True, default="", help_text="Why it differs from what the matrix proposes.")
    deviates = models.BooleanField(default=False)
    drafted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="panel_draft_one_at_a_time",
                fields=["hearing", "on_appeal"],
                condition=Q(replaced_at__isnull=True),
                violation_error_message="The panel has a draft before it already.",
            ),
            models.CheckConstraint(
                name="panel_draft_verdict_fits",
                condition=Q(on_appeal=True, verdict__in=[each.value for each in ON_APPEAL])
                | Q(on_appeal=False, verdict__in=[Verdict.RESPONSE, Verdict.UNFOUNDED]),
                violation_error_message="This verdict belongs to the other panel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} in {self.hearing}"


class PanelMeasure(models.Model):
    """One measure of a draft."""

    draft = models.ForeignKey("compliance.PanelDraft", on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=30, choices=Response.choices)
    detail = models.CharField(max_length=300, blank=True, default="", help_text="Which course, which plan, by when.")
    course = models.ForeignKey("training.Course", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="panel_measure_once", fields=["draft", "kind"])]

    def __str__(self) -> str:
        return self.get_kind_display()


class PanelVoice(models.Model):
    """Whether a member of the panel agrees with a draft."""

    draft = models.ForeignKey("compliance.PanelDraft", on_delete=models.PROTECT, related_name="voices")
    member = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reasons = EncryptedTextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="panel_voice_once", fields=["draft", "member"])]

    def __str__(self) -> str:
        return f"{self.member}: {'agrees' if self.agrees else 'disagrees'}"


class HearingLetterQuerySet(models.QuerySet):
    """Letters by who may read them."""

    def visible_to(self, actor: Any) -> "HearingLetterQuerySet":
        """Return those of the hearings that the actor may know of."""
        return self.filter(hearing__in=Hearing.objects.visible_to(actor).values("pk"))


class HearingLetter(models.Model):
    """A letter to whoever is heard."""

    hearing = models.ForeignKey("compliance.Hearing", on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=20, choices=LetterTo.choices)
    attachment = models.ForeignKey("core.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    objects = HearingLetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="hearing_letter_once", fields=["hearing", "kind"], condition=~Q(kind__in=[*OF_TIME])
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.hearing}"


class Restriction(models.Model):
    """Somebody lost something by a decision that is final: self-certification, a project."""

    hearing = models.ForeignKey("compliance.Hearing", on_delete=models.PROTECT, related_name="restrictions")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=Response.choices)
    since = models.DateField()
    lifted_on = models.DateField(null=True)
    lifted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    lift_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="restriction_once", fields=["hearing", "kind"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} since {self.since}"
