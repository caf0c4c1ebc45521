"""One-page certificates that come out of a plan, a case and its authorisations."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.licensing.models import Case
from compliance.plans.states import CertificateKind, CertificateState
from portal.core.models import Stateful, WrittenOnce

USER = settings.AUTH_USER_MODEL


class CertificateQuerySet(models.QuerySet):
    """Certificates by who may see them."""

    def visible_to(self, actor: Any) -> "CertificateQuerySet":
        """Return those of the cases that the actor may see, and those that the actor asked for."""
        if actor is None or not actor.is_active:
            return self.none()
        return self.filter(Q(case__in=Case.objects.visible_to(actor)) | Q(asked_by=actor))


class Certificate(Stateful):
    """Something that is said on one page, by whoever knows it, and certified by the office."""

    state = models.CharField(max_length=20, choices=CertificateState.choices, default=CertificateState.ASKED)
    reference = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=20, choices=CertificateKind.choices)
    case = models.ForeignKey("compliance.Case", on_delete=models.PROTECT, related_name="certificates")
    plan = models.ForeignKey(
        "compliance.ControlPlan", null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    subject = models.CharField(max_length=200, help_text="Whom or what it is about.")
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="certificates_asked")
    asked_at = models.DateTimeField()
    conclusion = models.CharField(max_length=200, blank=True, default="")
    basis = models.TextField(blank=True, default="", help_text="The determinations and authorisations it rests on.")
    reasons = models.TextField(blank=True, default="")
    settled_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    code = models.CharField(max_length=20, unique=True, null=True, blank=True)
    attachment = models.ForeignKey("core.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="certificate_issued_whole",
                condition=~Q(state=CertificateState.ISSUED)
                | (Q(settled_by__isnull=False, settled_at__isnull=False, code__isnull=False) & ~Q(conclusion="")),
                violation_error_message="What is certified names who certified it, when, and how to check it.",
            ),
            models.CheckConstraint(
                name="certificate_not_by_whoever_asked",
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=models.F("asked_by")),
                violation_error_message="Nobody certifies what they themselves say.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the certificate's page."""
        return reverse("plans:certificate", args=[self.reference])


class CertificateAnswer(WrittenOnce):
    """One thing that whoever asked said, with the question as it was put."""

    certificate = models.ForeignKey("compliance.Certificate", on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=60)
    wording = models.TextField()
    answer = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="certificate_answer_once", fields=["certificate", "question"])]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.question}"
