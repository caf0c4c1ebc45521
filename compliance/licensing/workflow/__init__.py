"""The lives of a case, a question, an authorisation, a condition and an appeal."""

from compliance.licensing.workflow.authorisations import APPEAL, AUTHORISATION, CONDITION
from compliance.licensing.workflow.cases import CASE, REQUEST

__all__ = ["APPEAL", "AUTHORISATION", "CASE", "CONDITION", "REQUEST"]
