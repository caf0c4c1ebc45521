"""The tables of assurance."""

from compliance.assurance.models.assessments import Assessment, AssessmentAnswer
from compliance.assurance.models.audits import Audit, AuditedCase
from compliance.assurance.models.findings import Finding
from compliance.assurance.models.passes import CheckPass

__all__ = ["Assessment", "AssessmentAnswer", "Audit", "AuditedCase", "CheckPass", "Finding"]
