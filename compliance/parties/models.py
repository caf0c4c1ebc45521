"""Outside people and organisations, their other names, places and numbers, and which records are the same."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from guardian.shortcuts import get_objects_for_user

from compliance.parties.states import Kind, Scheme
from portal.core.fields import EncryptedTextField
from portal.core.policy import holds

__all__ = ["Party", "PartyAddress", "PartyAlias", "PartyIdentifier", "PartyMerge"]


class PartyQuerySet(models.QuerySet):
    """Parties by who may see them and by name."""

    def visible_to(self, actor: Any) -> "PartyQuerySet":
        """Return what the actor may see: everything for the office, else what they registered or were shown."""
        if actor is None or not actor.is_active:
            return self.none()
        if holds(actor, "compliance.view_every_party"):
            return self
        shown = get_objects_for_user(actor, "compliance.view_party", Party, accept_global_perms=False)
        return self.filter(Q(registered_by=actor) | Q(pk__in=shown.values("pk")))

    def in_use(self) -> "PartyQuerySet":
        """Return records that were not merged into another one."""
        return self.filter(merged_into=None)

    def named(self, name: str) -> "PartyQuerySet":
        """Return parties with this very name, or another name of theirs; capital letters do not matter."""
        aliases = PartyAlias.objects.filter(text__iexact=name).values("party")
        return self.filter(Q(name__iexact=name) | Q(pk__in=aliases)).order_by("pk")

    def called(self, words: str) -> "PartyQuerySet":
        """Return parties with the words in their name or in another name of theirs."""
        aliases = PartyAlias.objects.filter(text__icontains=words).values("party")
        return self.filter(Q(name__icontains=words) | Q(pk__in=aliases))


class Party(models.Model):
    """A person or organisation outside the institution."""

    name = models.CharField(max_length=500)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.UNKNOWN)
    country = models.CharField(max_length=2, blank=True, default="", help_text="Where it is established or lives.")
    birth_date = EncryptedTextField(blank=True, default="", help_text="1971, 1971-03 or 1971-03-05.")
    citizenships = EncryptedTextField(blank=True, default="", help_text="Country codes, joined by spaces.")
    most_recent_citizenship = EncryptedTextField(blank=True, default="")
    permanent_resident_of = EncryptedTextField(blank=True, default="", help_text="Country codes, joined by spaces.")
    note = models.TextField(blank=True, default="")
    fingerprint = models.CharField(max_length=64, help_text="Keyed digest of what screening looks at.")
    merged_into = models.ForeignKey(
        "compliance.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="parties_registered"
    )
    registered_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="party_by_name"),
            models.Index(fields=["fingerprint"], name="party_by_fingerprint"),
        ]
        permissions = [
            ("add_own_party", "Register parties for their own cases"),
            ("view_every_party", "See every party"),
            ("manage_party", "Change and merge parties"),
        ]
        constraints = [
            models.CheckConstraint(
                name="party_is_not_its_own_duplicate",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="A party is not a duplicate of itself.",
            ),
            models.CheckConstraint(
                name="party_has_a_name", condition=~Q(name=""), violation_error_message="Every party has a name."
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the party's page."""
        return reverse("parties:party", args=[self.pk])

    @property
    def is_person(self) -> bool:
        """Tell whether this is a natural person."""
        return self.kind == Kind.PERSON

    @property
    def citizenship_codes(self) -> tuple[str, ...]:
        """The countries the person is a citizen of, for controls that ask; never shown in figures or events."""
        return tuple(self.citizenships.split())

    @property
    def residence_codes(self) -> tuple[str, ...]:
        """The countries the person may live in permanently."""
        return tuple(self.permanent_resident_of.split())


class PartyAlias(models.Model):
    """Another name of a party. Names that a merge brought along say so and leave with it."""

    party = models.ForeignKey("compliance.Party", on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=500)
    merge = models.ForeignKey(
        "compliance.PartyMerge", null=True, blank=True, on_delete=models.PROTECT, related_name="aliases"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="party_alias_once",
                fields=["party", "text"],
                violation_error_message="The party has this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class PartyAddress(models.Model):
    """Where a party is found."""

    party = models.ForeignKey("compliance.Party", on_delete=models.CASCADE, related_name="addresses")
    text = models.CharField(max_length=500)
    country = models.CharField(max_length=2, blank=True, default="")

    def __str__(self) -> str:
        return self.text


class PartyIdentifier(models.Model):
    """
    A number that names exactly one party, checked by its own check digits.

    Numbers that a merge brought along say so and leave with it.
    """

    party = models.ForeignKey("compliance.Party", on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=20, choices=Scheme.choices)
    value = models.CharField(max_length=60)
    country = models.CharField(max_length=2, blank=True, default="")
    merge = models.ForeignKey(
        "compliance.PartyMerge", null=True, blank=True, on_delete=models.PROTECT, related_name="identifiers"
    )

    class Meta:
        indexes = [models.Index(fields=["scheme", "value"], name="party_identifier_lookup")]
        constraints = [models.UniqueConstraint(name="party_identifier_once", fields=["party", "scheme", "value"])]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class PartyMerge(models.Model):
    """One decision that two records are the same; it can be taken back."""

    duplicate = models.ForeignKey("compliance.Party", on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey("compliance.Party", on_delete=models.PROTECT, related_name="merges_received")
    reason = models.TextField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="party_merge_one_at_a_time",
                fields=["duplicate"],
                condition=Q(undone_at__isnull=True),
                violation_error_message="The record is merged already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.duplicate} into {self.into}"
