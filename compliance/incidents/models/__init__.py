"""The tables of incidents, by noun."""

from compliance.incidents.models.disclosures import Correspondence, Disclosure, DisclosurePart
from compliance.incidents.models.hearings import (
    Hearing,
    HearingLetter,
    PanelDraft,
    PanelMeasure,
    PanelVoice,
    Restriction,
)
from compliance.incidents.models.incidents import ClockChange, Incident, IncidentFact, IncidentLink, IncidentPart
from compliance.incidents.models.investigation import Custody, Evidence, Interview, InvestigationTask
from compliance.incidents.models.lessons import Lesson
from compliance.incidents.models.measures import Measure, MeasureReview, Preserved
from compliance.incidents.models.playbooks import Drill, Playbook, PlaybookContact, PlaybookVersion
from compliance.incidents.models.reports import Report, ReportMessage

__all__ = [
    "ClockChange",
    "Correspondence",
    "Custody",
    "Disclosure",
    "DisclosurePart",
    "Drill",
    "Evidence",
    "Hearing",
    "HearingLetter",
    "Incident",
    "IncidentFact",
    "IncidentLink",
    "IncidentPart",
    "Interview",
    "InvestigationTask",
    "Lesson",
    "Measure",
    "MeasureReview",
    "PanelDraft",
    "PanelMeasure",
    "PanelVoice",
    "Playbook",
    "PlaybookContact",
    "PlaybookVersion",
    "Preserved",
    "Report",
    "ReportMessage",
    "Restriction",
]
