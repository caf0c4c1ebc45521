"""Who reads the files of incidents, the log's events about them, and the remedies that answer to them."""

from compliance.incidents import letters, policies
from compliance.incidents.models import (
    Disclosure,
    Evidence,
    Hearing,
    HearingLetter,
    Incident,
    InvestigationTask,
    Lesson,
    Measure,
    Report,
)
from compliance.incidents.states import Part
from compliance.remedies import sources
from portal.core import attachments, events

attachments.register("compliance.Report", policies.may_read_report)
attachments.register("compliance.Evidence", policies.may_read_piece)
attachments.register("compliance.HearingLetter", policies.may_read_letter)
for _model in (Disclosure, Evidence, Hearing, HearingLetter, Incident, InvestigationTask, Lesson, Measure, Report):
    events.restrict(_model)


def leads(incident: Incident) -> list[int]:
    """Return who hears when a remedy of the incident is late."""
    return [person.pk for person in letters.people_with(incident, Part.LEAD)]


sources.register(
    "incident",
    label="Incident",
    may_read=policies.may_read,
    visible=lambda actor: Incident.objects.visible_to(actor),
    answers=leads,
)
sources.register("drill", label="Drill", may_read=policies.may_read_playbooks)
