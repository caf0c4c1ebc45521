"""The tables of incidents, by noun."""

from compliance.incidents.models.disclosures import Correspondence, Disclosure, DisclosurePart
from compliance.incidents.models.incidents import ClockChange, Incident, IncidentFact, IncidentLink, IncidentPart
from compliance.incidents.models.investigation import Custody, Evidence, Interview, InvestigationTask
from compliance.incidents.models.measures import Measure, MeasureReview, Preserved
from compliance.incidents.models.reports import Report, ReportMessage

__all__ = [
    "ClockChange",
    "Correspondence",
    "Custody",
    "Disclosure",
    "DisclosurePart",
    "Evidence",
    "Incident",
    "IncidentFact",
    "IncidentLink",
    "IncidentPart",
    "Interview",
    "InvestigationTask",
    "Measure",
    "MeasureReview",
    "Preserved",
    "Report",
    "ReportMessage",
]
