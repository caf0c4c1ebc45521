"""
Reference data as they were loaded: every version of every row, and every loading.

All kinds of rows share one table. What a row says is in `fields`, exactly as its file says it, and is read through the
classes in `rows`; the columns beside it are what the database itself must know to keep versions apart. A row is never
changed. When something about it changes, it is withdrawn and written anew, so that what the portal knew on any day can
still be told (`of_version`).
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from compliance.controls.constraints import OneVersionAtATime
from compliance.controls.rows import KINDS, RECALLED, VERIFIED

__all__ = ["ReferenceFile", "ReferenceLoad", "ReferenceRow"]


class ReferenceLoad(models.Model):
    """One loading. Its number is the version of the reference data that determinations keep."""

    digest = models.CharField(max_length=64, editable=False, help_text="Over every row that stood after it.")
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the portal."
    )

    class Meta:
        permissions = [
            ("view_reference", "See where reference data come from"),
            ("import_reference", "Add rows of reference data that the institution answers for"),
        ]

    def __str__(self) -> str:
        return f"reference data {self.pk}"


class ReferenceFile(models.Model):
    """A file as it was loaded, by its checksum."""

    load = models.ForeignKey("compliance.ReferenceLoad", on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="reference_file_once_a_load", fields=["load", "name"])]

    def __str__(self) -> str:
        return self.name


class ReferenceRowQuerySet(models.QuerySet["ReferenceRow"]):
    """Rows by what stands, and by what stood."""

    def standing(self) -> "ReferenceRowQuerySet":
        """Return the rows that nobody has withdrawn."""
        return self.filter(withdrawn_in=None)

    def of_version(self, load: int) -> "ReferenceRowQuerySet":
        """Return what stood when this loading was the latest one."""
        return self.filter(Q(withdrawn_in=None) | Q(withdrawn_in__gt=load), loaded_in__lte=load)

    def of_the_site(self) -> "ReferenceRowQuerySet":
        """Return the rows that the institution added itself."""
        return self.filter(origin=ReferenceRow.Origin.SITE)

    def holding_on(self, day: date) -> "ReferenceRowQuerySet":
        """Return the rows that hold on this day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class ReferenceRow(models.Model):
    """One version of one row."""

    class Origin(models.TextChoices):
        FILE = "file", "the portal's own files"
        SITE = "site", "added by the institution"

    class Confidence(models.TextChoices):
        VERIFIED = VERIFIED, "read in the text"
        RECALLED = RECALLED, "unverified"

    kind = models.CharField(max_length=30, choices=[(kind, kind.replace("_", " ")) for kind in KINDS])
    code = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    source = models.CharField(max_length=400)
    source_date = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices)
    fields = models.JSONField()
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    file = models.CharField(max_length=200)
    loaded_in = models.ForeignKey("compliance.ReferenceLoad", on_delete=models.PROTECT, related_name="rows_loaded")
    withdrawn_in = models.ForeignKey(
        "compliance.ReferenceLoad", null=True, on_delete=models.PROTECT, related_name="rows_withdrawn"
    )

    objects = ReferenceRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reference_row_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="A version ends after it begins.",
            ),
            models.CheckConstraint(
                name="reference_row_names_its_source",
                condition=~Q(source=""),
                violation_error_message="Every row names its source.",
            ),
            models.CheckConstraint(
                name="reference_row_is_verified_or_recalled",
                condition=Q(confidence__in=[VERIFIED, RECALLED]),
                violation_error_message="A row is verified or recalled.",
            ),
            models.UniqueConstraint(
                name="reference_row_one_start",
                fields=["kind", "code", "valid_from"],
                condition=Q(withdrawn_in=None),
                violation_error_message="Another version begins on the same day.",
            ),
            models.UniqueConstraint(
                name="reference_row_one_open_version",
                fields=["kind", "code"],
                condition=Q(withdrawn_in=None, valid_to=None),
                violation_error_message="Another version has no end yet.",
            ),
            OneVersionAtATime(
                name="reference_row_versions",
                violation_error_message="Another version of this row holds on one of these days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    def get_absolute_url(self) -> str:
        """Return the page of what the row is about, or of all versions of it."""
        return reverse("controls:row", args=[self.kind, self.code])
