"""Incidents, who has which part in them, what they touch, and the facts from which clocks start."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from guardian.shortcuts import get_objects_for_user

from compliance.incidents.states import (
    APART,
    OPEN_STATES,
    SHUT_OUT,
    Change,
    Fact,
    IncidentState,
    Nature,
    Part,
    Severity,
)
from portal.core.models import Stateful, WrittenOnce
from portal.core.policy import holds

USER = settings.AUTH_USER_MODEL


class IncidentQuerySet(models.QuerySet):
    """Incidents by who may know of them and where they stand."""

    def visible_to(self, actor: Any) -> "IncidentQuerySet":
        """
        Return what the actor may know of; the twin of ``policies.may_read``.

        Named people, by a grant on the incident, and the independent overseers. Never whom it concerns or who is
        kept away, whatever else they are. What was unfounded is sealed: only overseers know of it.
        """
        if actor is None or not actor.is_active:
            return self.none()
        shut_out = IncidentPart.objects.filter(person=actor, part__in=SHUT_OUT).exclude(incident=None)
        allowed = self.exclude(pk__in=shut_out.values("incident"))
        if holds(actor, "compliance.view_every_incident"):
            return allowed
        named = get_objects_for_user(actor, "compliance.read_incident", Incident, accept_global_perms=False)
        return allowed.filter(pk__in=named.values("pk"), sealed_at=None)

    def open(self) -> "IncidentQuerySet":
        """Return incidents that somebody still has to act on."""
        return self.filter(state__in=OPEN_STATES)


class Incident(Stateful):
    """Something that went wrong, from the first report to the last remedy."""

    state = models.CharField(max_length=20, choices=IncidentState.choices, default=IncidentState.OPEN)
    reference = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=200)
    nature = models.CharField(max_length=30, choices=Nature.choices)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    severity_reasons = models.TextField()
    repeat = models.BooleanField(default=False, help_text="Something like it happened before in the same hands.")
    self_reported = models.BooleanField(default=False, help_text="Those concerned reported it themselves.")
    deliberate = models.BooleanField(default=False, help_text="It was done knowingly, or concealed.")
    personal_data = models.BooleanField(default=False)
    itar = models.BooleanField(default=False, help_text="Defence articles or technical data are touched.")
    happened_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    account = models.TextField(blank=True, default="", help_text="What the investigation found.")
    causes = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    sealed_because = models.TextField(blank=True, default="")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        permissions = [
            ("read_incident", "Read one incident"),
            ("read_privileged", "Read the privileged parts of one incident"),
            ("read_security", "Read the security-marked parts of one incident"),
            ("view_every_incident", "Read every incident, less its marked parts"),
            ("decide_disclosure", "Decide whether an incident is disclosed"),
            ("sit_on_panel", "Sit on panels that decide what follows from an incident"),
            ("investigate_incident", "Lead and investigate incidents"),
            ("contain_incident", "Suspend authorisations as a precaution"),
            ("keep_playbooks", "Keep playbooks, contacts and drills"),
        ]
        constraints = [
            models.CheckConstraint(
                name="incident_severity_has_reasons",
                condition=~Q(severity_reasons=""),
                violation_error_message="A severity has its reasons.",
            ),
            models.CheckConstraint(
                name="incident_unfounded_is_sealed",
                condition=Q(state=IncidentState.UNFOUNDED, sealed_at__isnull=False)
                | (~Q(state=IncidentState.UNFOUNDED) & Q(sealed_at__isnull=True)),
                violation_error_message="What was unfounded is sealed, and nothing else.",
            ),
            models.CheckConstraint(
                name="incident_closed_has_its_moment",
                condition=~Q(state=IncidentState.CLOSED) | Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the incident's page."""
        return reverse("incidents:incident", args=[self.reference])

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to act on it."""
        return self.state in OPEN_STATES


class IncidentPartQuerySet(models.QuerySet):
    """Parts by whether they are still held."""

    def current(self) -> "IncidentPartQuerySet":
        """Return the parts that are held."""
        return self.filter(ended_at=None)


class IncidentPart(models.Model):
    """
    Somebody has a part in an incident, or is kept away from a report.

    Whoever investigates, decides or is concerned has just one of these parts, for good: a part that has ended
    still keeps its holder from the others.
    """

    incident = models.ForeignKey("compliance.Incident", null=True, on_delete=models.PROTECT, related_name="parts")
    report = models.ForeignKey("compliance.Report", null=True, on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=Part.choices)
    since = models.DateTimeField()
    given_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = IncidentPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="incident_parts_stay_apart",
                fields=["incident", "person"],
                condition=Q(part__in=[part.value for part in APART]),
                violation_error_message="Whoever investigates, decides or is concerned has no second part.",
            ),
            models.UniqueConstraint(
                name="incident_has_one_lead",
                fields=["incident"],
                condition=Q(part=Part.LEAD, ended_at__isnull=True),
                violation_error_message="An incident has one lead.",
            ),
            models.UniqueConstraint(name="incident_part_once", fields=["incident", "person", "part"]),
            models.UniqueConstraint(name="report_kept_away_once", fields=["report", "person"]),
            models.CheckConstraint(
                name="incident_part_is_in_one_thing",
                condition=Q(incident__isnull=False, report__isnull=True)
                | Q(incident__isnull=True, report__isnull=False, part=Part.KEPT_AWAY),
                violation_error_message="A part is in an incident; from a report one can only be kept away.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_part_display()}"


class IncidentLink(models.Model):
    """What an incident touches."""

    incident = models.ForeignKey("compliance.Incident", on_delete=models.PROTECT, related_name="links")
    case = models.ForeignKey("compliance.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authorisation = models.ForeignKey(
        "compliance.Authorisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    party = models.ForeignKey("compliance.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60, blank=True, default="", help_text="Of anything else, as text.")
    path = models.CharField(max_length=200, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    added_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="incident_link_names_one_thing",
                condition=Q(case__isnull=False, authorisation=None, party=None, reference="")
                | Q(case=None, authorisation__isnull=False, party=None, reference="")
                | Q(case=None, authorisation=None, party__isnull=False, reference="")
                | (Q(case=None, authorisation=None, party=None) & ~Q(reference="")),
                violation_error_message="A link names one thing.",
            )
        ]

    def __str__(self) -> str:
        return str(self.case or self.authorisation or self.party or self.reference)


class IncidentFact(WrittenOnce):
    """Something that happened, with its moment, from which clocks are computed. It is written once."""

    incident = models.ForeignKey("compliance.Incident", on_delete=models.PROTECT, related_name="facts")
    subject = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=Fact.choices)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True, default="")
    recorded_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="incident_fact_is_not_ahead",
                condition=Q(at__lte=models.F("recorded_at")),
                violation_error_message="A fact lies in the past.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ClockChange(WrittenOnce):
    """More time asked for, granted or refused; or the reason why a clock does not apply. It is written once."""

    incident = models.ForeignKey("compliance.Incident", on_delete=models.PROTECT, related_name="clock_changes")
    subject = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    clock = models.CharField(max_length=40, help_text="The clock's code in the reference file.")
    kind = models.CharField(max_length=20, choices=Change.choices)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, help_text="The end that was granted.")
    reason = models.TextField()
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clock_change_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                name="clock_change_granted_has_an_end",
                condition=Q(kind=Change.GRANTED, until__isnull=False) | (~Q(kind=Change.GRANTED) & Q(until=None)),
                violation_error_message="Time that was granted has an end.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock}: {self.get_kind_display()}"
