"""The tables of end use."""

from compliance.enduse.models.diligence import DiligenceAnswer, DueDiligence, ProjectScope
from compliance.enduse.models.statements import RecipientLink, Statement, StatementAnswer, StatementCheck
from compliance.enduse.models.verifications import Verification
from compliance.enduse.models.visits import Visit, VisitAction, VisitAnswer, VisitArea, VisitPerson

__all__ = [
    "DiligenceAnswer",
    "DueDiligence",
    "ProjectScope",
    "RecipientLink",
    "Statement",
    "StatementAnswer",
    "StatementCheck",
    "Verification",
    "Visit",
    "VisitAction",
    "VisitAnswer",
    "VisitArea",
    "VisitPerson",
]
