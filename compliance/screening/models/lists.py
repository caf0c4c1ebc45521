"""Lists: where they come from, which edition is in force, and what each edition said."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from compliance.screening.states import VersionState
from portal.core.models import Stateful


class ListSourceQuerySet(models.QuerySet):
    """Lists by whether the site relies on them."""

    def in_use(self) -> "ListSourceQuerySet":
        """Return the lists without which nobody here counts as screened."""
        return self.filter(is_in_use=True)


class ListSource(models.Model):
    """A publisher's list. Which edition is in force is one pointer, swapped by compare-and-set."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=150)
    publisher = models.CharField(max_length=150)
    url = models.TextField(blank=True, default="", help_text="Several addresses are joined by spaces.")
    freshness_days = models.PositiveSmallIntegerField(help_text="Older than this, the list counts as stale.")
    is_in_use = models.BooleanField(default=False)
    is_ofac = models.BooleanField(default=False, help_text="Screenings against it are kept for ten years.")
    fetches = models.BooleanField(default=False, help_text="The portal fetches it from the publisher by itself.")
    current = models.ForeignKey("compliance.ListVersion", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(
        null=True, help_text="When the edition in force was last known to be the newest."
    )
    failures = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True, default="")

    objects = ListSourceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of this list."""
        return reverse("screening:list", args=[self.code])

    def stale_since(self) -> datetime | None:
        """Return the moment at which the edition in force becomes stale, if there is one."""
        return self.confirmed_at + timedelta(days=self.freshness_days) if self.confirmed_at else None

    def is_fresh(self, at: datetime) -> bool:
        """Tell whether an edition is in force and not stale."""
        until = self.stale_since()
        return self.current_id is not None and until is not None and at <= until


class ListVersionQuerySet(models.QuerySet):
    """Editions by what has become of them."""

    def quarantined(self) -> "ListVersionQuerySet":
        """Return editions that wait for a named person."""
        return self.filter(state=VersionState.QUARANTINED)

    def refused(self) -> "ListVersionQuerySet":
        """Return editions that could not be put in force and that nobody has dealt with."""
        return self.filter(state__in=[VersionState.QUARANTINED, VersionState.UNUSABLE])


class ListVersion(Stateful):
    """One edition of a list as it was received, also when it was refused."""

    source = models.ForeignKey("compliance.ListSource", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=40, choices=VersionState.choices, default=VersionState.RECEIVED)
    sha256 = models.CharField(max_length=64, db_index=True)
    file_names = models.CharField(max_length=400)
    size = models.BigIntegerField(default=0)
    source_date = models.DateField(null=True, help_text="The date that the file itself gives.")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    in_force_from = models.DateTimeField(null=True)
    in_force_to = models.DateTimeField(null=True)
    entry_count = models.PositiveIntegerField(default=0)
    name_count = models.PositiveIntegerField(default=0)
    added_count = models.PositiveIntegerField(default=0)
    renamed_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    removed_count = models.PositiveIntegerField(default=0)
    parser_version = models.CharField(max_length=20)
    engine_version = models.CharField(max_length=20, blank=True, default="")
    problem = models.TextField(blank=True, default="", help_text="Why it was not put in force.")
    notes = models.TextField(blank=True, default="", help_text="What the reader should know all the same.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")

    objects = ListVersionQuerySet.as_manager()

    class Meta:
        permissions = [
            ("view_screening", "See lists, screenings and hits"),
            ("import_list", "Import lists"),
            ("accept_quarantined_list", "Accept a quarantined list"),
        ]
        constraints = [
            models.UniqueConstraint(name="list_version_number", fields=["source", "number"]),
            models.UniqueConstraint(
                name="list_version_one_in_force",
                fields=["source"],
                condition=Q(state=VersionState.IN_FORCE),
                violation_error_message="One edition of a list is in force at a time.",
            ),
            models.CheckConstraint(
                name="list_version_decision_is_whole",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason=""),
                violation_error_message="A decision about a list names its person, its moment and its reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source.code} edition {self.number}"

    @property
    def set_aside(self) -> str:
        """What became of an edition that was refused, as a headline."""
        rest = "the edition before it stays in force" if self.source.current_id else "no edition is in force"
        return f"Edition {self.number} is {self.get_state_display().lower()}; {rest}."

    def get_absolute_url(self) -> str:
        """Return the page of this edition."""
        return reverse("screening:version", args=[self.pk])

    @property
    def is_readable(self) -> bool:
        """Tell whether the file could be read as a whole, so that a person may accept it."""
        return self.state != VersionState.UNUSABLE


class SublistCount(models.Model):
    """How many entries one edition has in one of the lists that it consolidates."""

    version = models.ForeignKey("compliance.ListVersion", on_delete=models.CASCADE, related_name="sublists")
    sublist = models.CharField(max_length=100)
    entries = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="sublist_count_once", fields=["version", "sublist"])]

    def __str__(self) -> str:
        return f"{self.sublist}: {self.entries}"


class ListEntryQuerySet(models.QuerySet):
    """Entries by when they held."""

    def current(self) -> "ListEntryQuerySet":
        """Return what the editions in force say."""
        return self.filter(until=None)

    def of(self, version: ListVersion) -> "ListEntryQuerySet":
        """Return what one edition said, also when it is long superseded."""
        here = self.filter(source=version.source_id, since__number__lte=version.number)
        return here.filter(Q(until=None) | Q(until__number__gt=version.number))


class ListEntry(models.Model):
    """
    One entry with one content, from one edition to another.

    A new row is written only where the content changed, so that a daily edition
    costs a few rows, and what any edition said can still be asked.
    """

    source = models.ForeignKey("compliance.ListSource", on_delete=models.PROTECT, related_name="entries")
    uid = models.CharField(max_length=200)
    sublist = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    name = models.TextField()
    number = models.CharField(max_length=40, blank=True, default="", help_text="The publisher's second key, if any.")
    names_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    data = models.JSONField(
        help_text="The entry as the parser read it; shown, searched by the engine, never by guards."
    )
    since = models.ForeignKey("compliance.ListVersion", on_delete=models.PROTECT, related_name="entries_begun")
    until = models.ForeignKey(
        "compliance.ListVersion", null=True, on_delete=models.PROTECT, related_name="entries_ended"
    )

    objects = ListEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="list_entry_current_once", fields=["source", "uid"], condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                name="list_entry_ends_later", condition=Q(until__isnull=True) | ~Q(until=F("since"))
            ),
        ]
        indexes = [models.Index(fields=["source", "uid"], name="list_entry_by_uid")]

    def __str__(self) -> str:
        return self.name

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as the parser read it."""
        return dict(self.data)


class Basis(models.Model):
    """The editions in force together at some moment; what a screening was made against."""

    key = models.CharField(max_length=64, unique=True, help_text="Digest of the editions and the engine.")
    versions = models.ManyToManyField("compliance.ListVersion", related_name="bases")
    engine_version = models.CharField(max_length=20)
    normaliser_version = models.CharField(max_length=20)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"lists as of {self.made_at:%Y-%m-%d %H:%M}"
