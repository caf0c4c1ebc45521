"""
Reports: what somebody said, and the conversation that follows.

Of an anonymous report nothing is kept that could lead to the person: no account, no address, no browser, and the
hour in place of the moment. The receipt code is known to the reporter alone; here is its keyed digest.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from compliance.incidents.states import Known, Nature, ReportState
from portal.core.fields import EncryptedTextField
from portal.core.models import Stateful
from portal.core.policy import holds

USER = settings.AUTH_USER_MODEL


class ReportQuerySet(models.QuerySet):
    """Reports by who may read them and where they stand."""

    def visible_to(self, actor: Any) -> "ReportQuerySet":
        """
        Return what the actor may read; the twin of ``policies.may_read_report``.

        A report waits before all who take up reports. Once it is taken up, only the team of its incident reads it.
        Whoever was kept away never does, and nobody whom the incident concerns.
        """
        from compliance.incidents.models.incidents import IncidentPart
        from compliance.incidents.states import SHUT_OUT, TEAM

        if actor is None or not actor.is_active:
            return self.none()
        mine = IncidentPart.objects.filter(person=actor, ended_at=None)
        theirs = Q(incident__in=mine.filter(part__in=TEAM).values("incident"))
        if holds(actor, "compliance.take_up_report"):
            theirs |= Q(incident=None)
        shut_out = IncidentPart.objects.filter(person=actor, part__in=SHUT_OUT).exclude(incident=None)
        kept = IncidentPart.objects.filter(person=actor, part__in=SHUT_OUT).exclude(report=None)
        return (
            self.filter(theirs).exclude(incident__in=shut_out.values("incident")).exclude(pk__in=kept.values("report"))
        )

    def waiting(self) -> "ReportQuerySet":
        """Return reports that nobody has taken up or answered."""
        return self.filter(state=ReportState.RECEIVED)

    def unopened(self) -> "ReportQuerySet":
        """Return reports that still lie in the letterbox."""
        return self.filter(opened_at=None)


class Report(Stateful):
    """What somebody said."""

    state = models.CharField(max_length=20, choices=ReportState.choices, default=ReportState.RECEIVED)
    reference = models.CharField(max_length=30, unique=True)
    nature = models.CharField(max_length=30, choices=Nature.choices, default=Nature.OTHER)
    what = EncryptedTextField()
    when = EncryptedTextField(blank=True, default="")
    affected = EncryptedTextField(blank=True, default="")
    going_on = models.CharField(max_length=10, choices=Known.choices, default=Known.UNSURE)
    anonymous = models.BooleanField()
    reporter = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=64, unique=True, help_text="Keyed digest of the receipt code.")
    received_at = models.DateTimeField(help_text="The hour of an anonymous report, the moment of any other.")
    opened_at = models.DateTimeField(null=True, help_text="When the letterbox was emptied.")
    acknowledged_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    incident = models.ForeignKey(
        "compliance.Incident", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    set_aside_because = EncryptedTextField(blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="", help_text="finding, audit, verification …")
    source_reference = models.CharField(max_length=60, blank=True, default="")
    source_path = models.CharField(max_length=200, blank=True, default="", help_text="Where it stands in the portal.")

    objects = ReportQuerySet.as_manager()

    class Meta:
        permissions = [("take_up_report", "Take up reports of incidents")]
        constraints = [
            models.CheckConstraint(
                name="report_anonymous_names_nobody",
                condition=Q(anonymous=False) | Q(reporter__isnull=True),
                violation_error_message="An anonymous report names nobody.",
            ),
            models.CheckConstraint(
                name="report_taken_up_has_an_incident",
                condition=~Q(state=ReportState.TAKEN_UP) | Q(incident__isnull=False),
                violation_error_message="A report that was taken up belongs to an incident.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the page on which the team reads it."""
        return reverse("incidents:report", args=[self.reference])

    def get_source_words(self) -> str:
        """Say what brought it up, where no person did."""
        return f"The portal, from {self.source} {self.source_reference}".strip() if self.source else "The portal"


class ReportMessage(models.Model):
    """One message between a reporter and the team."""

    report = models.ForeignKey("compliance.Report", on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the reporter."
    )
    text = EncryptedTextField()
    retaliation = models.BooleanField(default=False, help_text="The reporter says that they are treated badly for it.")
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Message on {self.report_id}"
