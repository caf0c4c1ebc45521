"""The tables of incidents, by noun."""

from compliance.incidents.models.incidents import ClockChange, Incident, IncidentFact, IncidentLink, IncidentPart
from compliance.incidents.models.reports import Report, ReportMessage

__all__ = [
    "ClockChange",
    "Incident",
    "IncidentFact",
    "IncidentLink",
    "IncidentPart",
    "Report",
    "ReportMessage",
]
