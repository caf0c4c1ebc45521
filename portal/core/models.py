"""What every capability stands on: events, their seal, messages owed, files, closure days, heartbeats."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.core.fields import EncryptedTextField


class Stateful(models.Model):
    """A record with a workflow. ``state_since`` is the moment of the last move."""

    state = models.CharField(max_length=40)
    state_since = models.DateTimeField()

    class Meta:
        abstract = True


class AppendOnly(models.QuerySet):
    """Rows that are written once. The database refuses too, by triggers (migration 0002)."""

    def update(self, **_):
        """
        Refuse.

        :raises TypeError: always
        """
        raise TypeError(f"{self.model.__name__} rows are never changed.")

    def delete(self):
        """
        Refuse.

        :raises TypeError: always
        """
        raise TypeError(f"{self.model.__name__} rows are never deleted.")

    def bulk_update(self, *_args, **_kwargs):
        """
        Refuse.

        :raises TypeError: always
        """
        raise TypeError(f"{self.model.__name__} rows are never changed.")


class WrittenOnce(models.Model):
    """A row that the ORM writes once and never again."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """
        Write the row for the first time.

        :raises TypeError: if it has been written already
        """
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are never changed.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args, **_kwargs):
        """
        Refuse.

        :raises TypeError: always
        """
        raise TypeError(f"{type(self).__name__} rows are never deleted.")


class EventQuerySet(AppendOnly):
    """Events by what they speak of and who may know of it."""

    def readable_by(self, person) -> "EventQuerySet":
        """
        Return the events that the person may know of.

        Most kinds of record are open to whoever reads the log. Of a kind that is known to few
        (``portal.core.events.restrict``) only those records that the person may see are spoken of.
        """
        from portal.core.events import restricted_kinds

        found = self
        for kind, visible in restricted_kinds():
            found = found.exclude(Q(subject_type=kind) & ~Q(subject_id__in=visible(person).values("pk")))
        return found

    def about(self, record: models.Model) -> "EventQuerySet":
        """Return the events of one record."""
        return self.filter(subject_type=ContentType.objects.get_for_model(record), subject_id=record.pk)


class Event(WrittenOnce):
    """Something that happened, as it is told to an auditor. Guards never read events; they read domain rows."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    verb = models.CharField(max_length=100, db_index=True)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_label = models.CharField(max_length=200)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the portal."
    )
    at = models.DateTimeField(db_index=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="event_by_subject")]
        permissions = [("view_event_log", "Read the event log"), ("view_operations", "See how the portal runs")]

    def __str__(self) -> str:
        return f"{self.verb} · {self.subject_label}"

    def get_absolute_url(self) -> str:
        """Return the event's page in the log."""
        return reverse("log:event", args=[self.uid])


class Leaf(WrittenOnce):
    """An event's place in the sealed tree."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="leaf")
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"leaf {self.position}"


class Checkpoint(WrittenOnce):
    """
    The signed head of the event log after one batch.

    ``leaves`` keeps the batch's own digests a second time. The signature covers
    them through the root, so that a changed leaf row can be named exactly.
    """

    size = models.BigIntegerField(primary_key=True, help_text="Leaves in the tree after this batch.")
    first = models.BigIntegerField(help_text="Position of the batch's first leaf.")
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField(help_text="Roots of the perfect subtrees, largest first, 32 bytes each.")
    leaves = models.BinaryField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="checkpoint_grows", condition=Q(size__gt=models.F("first"))),
            models.UniqueConstraint(name="checkpoint_first_is_unique", fields=["first"]),
        ]

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class MessageQuerySet(models.QuerySet):
    """Messages by what has become of them."""

    def free(self, *, at) -> "MessageQuerySet":
        """
        Return what is due, not sent, not withdrawn and not in somebody's hands.

        Asks the message's own columns only: a claim updates by this filter, and of two that wait for one row the second
        has to see what the first wrote, which no database promises through a join.
        """
        due = self.filter(due_at__lte=at, sent_at=None, withdrawn_at=None, gathered_into=None)
        return due.filter(Q(claimed_until=None) | Q(claimed_until__lte=at))

    def waiting(self, *, at) -> "MessageQuerySet":
        """Return what can be sent now: free, and not waiting for somebody's digest."""
        return self.free(at=at).filter(Q(daily=False) | Q(to__mail_choice__at_once=True))

    def for_digest(self, *, at) -> "MessageQuerySet":
        """Return what waits for the daily digest of people who want one."""
        due = self.filter(due_at__lte=at, sent_at=None, withdrawn_at=None, daily=True, gathered_into=None)
        return due.exclude(to__mail_choice__at_once=True)


class Message(models.Model):
    """Something owed to somebody. The row is the truth; brokers and workers only carry it."""

    key = models.CharField(max_length=200, unique=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="messages")
    to_address = EncryptedTextField(blank=True, default="")
    template = models.CharField(max_length=100)
    context = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, default="")
    daily = models.BooleanField(default=False, help_text="May wait for the person's daily digest.")
    gathered_into = models.ForeignKey(
        "core.Message", null=True, blank=True, on_delete=models.PROTECT, related_name="gathered"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], name="message_waiting", condition=Q(sent_at__isnull=True, withdrawn_at__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="message_ends_once",
                condition=Q(sent_at__isnull=True) | Q(withdrawn_at__isnull=True),
                violation_error_message="A message is sent or withdrawn, not both.",
            )
        ]

    def __str__(self) -> str:
        return self.key


class MailChoice(models.Model):
    """How a person wants the mail that can wait. Deadlines and mentions are sent at once to everybody."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice")
    at_once = models.BooleanField(default=False, help_text="Every message by itself, no digest.")
    hour = models.PositiveSmallIntegerField(default=7, help_text="From this hour on the digest may leave.")
    working_days_only = models.BooleanField(default=True)
    copies_to_delegate = models.BooleanField(default=True, help_text="While somebody acts for the person.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mail_choice_hour",
                condition=Q(hour__gte=0, hour__lte=23),
                violation_error_message="An hour lies between 0 and 23.",
            )
        ]

    def __str__(self) -> str:
        return f"mail of {self.user_id}"


class Attachment(models.Model):
    """A file that belongs to a record. The bytes lie encrypted under their digest."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField(help_text="Bytes before encryption.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes before encryption.")
    stored_as = models.CharField(max_length=64, help_text="Keyed digest; the name of the encrypted file.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="attachment_by_subject")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address that serves the file to those who may read it."""
        return reverse("file", args=[self.uid])


class ClosureDay(models.Model):
    """A day on which the institution is closed, beyond the public holidays of its country."""

    day = models.DateField(unique=True)
    reason = models.CharField(max_length=100)
    known_since = models.DateField(help_text="From this day on, clocks count with the closure.")

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"


class Heartbeat(models.Model):
    """The last sign of life of a process that must run."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class Counter(models.Model):
    """The last number given out of one series of references."""

    series = models.CharField(max_length=40, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


class Run(models.Model):
    """One run of a task: when, how long, what it did, what failed and why."""

    class Outcome(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CUT_OFF = "cut_off", "Cut off"

    task = models.CharField(max_length=100)
    started_at = models.DateTimeField(db_index=True)
    seen_at = models.DateTimeField(help_text="The run's last sign of life.")
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.RUNNING)
    did = models.CharField(max_length=300, blank=True, default="")
    problem = models.CharField(max_length=1000, blank=True, default="")
    worker = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(fields=["task", "started_at"], name="run_by_task"),
            models.Index(fields=["seen_at"], name="run_unfinished", condition=Q(finished_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="run_ends_with_an_outcome",
                condition=Q(finished_at__isnull=True, outcome="running")
                | (Q(finished_at__isnull=False) & ~Q(outcome="running")),
                violation_error_message="A run that has ended says how.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        return None if self.finished_at is None else (self.finished_at - self.started_at).total_seconds()


class Duty(models.Model):
    """One row of the timetable as the portal has known it, with its last run."""

    task = models.CharField(max_length=100, primary_key=True)
    known_since = models.DateTimeField()
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    last_outcome = models.CharField(max_length=10, blank=True, default="", choices=Run.Outcome.choices)

    def __str__(self) -> str:
        return self.task
