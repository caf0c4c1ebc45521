"""Playbooks with their versions, the people to call, and the drills in which they were tried."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from compliance.incidents.states import Nature
from portal.core.fields import EncryptedTextField

USER = settings.AUTH_USER_MODEL


class Playbook(models.Model):
    """What is done, by whom, in which order, when a certain thing goes wrong."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=150)
    nature = models.CharField(max_length=30, choices=Nature.choices)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the playbook's page."""
        return reverse("incidents:playbook", args=[self.code])


class PlaybookVersion(models.Model):
    """One text of a playbook. A version never changes; a better one follows it."""

    playbook = models.ForeignKey("compliance.Playbook", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="One step a line.")
    why = models.CharField(max_length=300, help_text="What is better than before.")
    written_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="playbook_version_number", fields=["playbook", "number"])]

    def __str__(self) -> str:
        return f"{self.playbook}, version {self.number}"

    @property
    def steps(self) -> list[str]:
        """The steps, in their order."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class PlaybookContact(models.Model):
    """Somebody to call, and when it was last tried whether that reaches them."""

    playbook = models.ForeignKey("compliance.Playbook", on_delete=models.PROTECT, related_name="contacts")
    who = models.CharField(max_length=150, help_text="The part they have: counsel, IT security, BIS …")
    reach = EncryptedTextField(help_text="Name, number, address.")
    added_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.who


class Drill(models.Model):
    """A playbook was tried, in a sitting of a tabletop exercise."""

    playbook = models.ForeignKey("compliance.Playbook", on_delete=models.PROTECT, related_name="drills")
    version = models.ForeignKey("compliance.PlaybookVersion", on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey("training.TabletopSession", on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="drill_once", fields=["playbook", "session"])]

    def __str__(self) -> str:
        return f"Drill of {self.playbook}"

    def get_absolute_url(self) -> str:
        """Return the page of its playbook."""
        return self.playbook.get_absolute_url()
