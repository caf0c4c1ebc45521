"""What an investigation does and gathers: tasks, interviews, evidence and through whose hands it went."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.incidents.states import Mark, TaskState
from portal.core.fields import EncryptedTextField
from portal.core.models import Stateful, WrittenOnce

USER = settings.AUTH_USER_MODEL


class FilePieces(models.QuerySet):
    """Pieces of an incident's file by who may read them."""

    def visible_to(self, actor: Any) -> "FilePieces":
        """Return the pieces that the actor may read: those of their incidents, and marked ones where they are named."""
        from guardian.shortcuts import get_objects_for_user

        from compliance.incidents.models.incidents import Incident

        known = Incident.objects.visible_to(actor)
        allowed = Q(mark=Mark.OPEN)
        for mark, name in ((Mark.PRIVILEGED, "read_privileged"), (Mark.SECURITY, "read_security")):
            if actor is not None and actor.is_active:
                opened = get_objects_for_user(actor, f"compliance.{name}", Incident, accept_global_perms=False)
                allowed |= Q(mark=mark, incident__in=opened.values("pk"))
        return self.filter(allowed, incident__in=known.values("pk"))


class InvestigationTask(Stateful):
    """Something to be done to find out what happened."""

    state = models.CharField(max_length=20, choices=TaskState.choices, default=TaskState.OPEN)
    incident = models.ForeignKey("compliance.Incident", on_delete=models.PROTECT, related_name="tasks")
    mark = models.CharField(max_length=20, choices=Mark.choices, default=Mark.OPEN)
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    result = models.TextField(blank=True, default="")

    objects = FilePieces.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="investigation_task_ends_with_a_result",
                condition=Q(state=TaskState.OPEN) | ~Q(result=""),
                violation_error_message="A task ends with what came of it.",
            )
        ]

    def __str__(self) -> str:
        return f"Task {self.pk} in {self.incident}"

    def get_absolute_url(self) -> str:
        """Return the page of the investigation."""
        return reverse("incidents:investigation", args=[self.incident.reference])


class Interview(models.Model):
    """A conversation that was written down. Whoever it concerns reads it without the name of who spoke."""

    incident = models.ForeignKey("compliance.Incident", on_delete=models.PROTECT, related_name="interviews")
    mark = models.CharField(max_length=20, choices=Mark.choices, default=Mark.OPEN)
    who = EncryptedTextField(help_text="Who was heard.")
    as_what = models.CharField(max_length=100, help_text="As what: a witness, a host, the person concerned.")
    notes = EncryptedTextField()
    held_at = models.DateTimeField()
    held_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = FilePieces.as_manager()

    def __str__(self) -> str:
        return f"Interview {self.pk} in {self.incident}"


class Evidence(models.Model):
    """One piece of evidence: a file with its digest, or a thing with its place."""

    incident = models.ForeignKey("compliance.Incident", on_delete=models.PROTECT, related_name="evidence")
    mark = models.CharField(max_length=20, choices=Mark.choices, default=Mark.OPEN)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="", help_text="SHA-256 of the file as it came in.")
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = FilePieces.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="evidence_number", fields=["incident", "number"])]

    def __str__(self) -> str:
        return f"Exhibit {self.number}"

    def get_absolute_url(self) -> str:
        """Return the page of the exhibit."""
        return reverse("incidents:exhibit", args=[self.incident.reference, self.number])


class Custody(WrittenOnce):
    """One link of the chain of custody: whose hands, when, and the digest as it was then. It is written once."""

    evidence = models.ForeignKey("compliance.Evidence", on_delete=models.PROTECT, related_name="custody")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200, help_text="Received, handed over, checked, returned …")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True, default="")
    intact = models.BooleanField(default=True, help_text="The digest is still that of the beginning.")

    class Meta:
        constraints = [models.UniqueConstraint(name="custody_position", fields=["evidence", "position"])]

    def __str__(self) -> str:
        return f"{self.what} ({self.evidence})"
