"""The lives of a case, a question, an authorisation, a condition, an appeal and an application to the government."""

from compliance.licensing.workflow.applications import APPLICATION
from compliance.licensing.workflow.authorisations import APPEAL, AUTHORISATION, CONDITION
from compliance.licensing.workflow.cases import CASE, REQUEST

__all__ = ["APPEAL", "APPLICATION", "AUTHORISATION", "CASE", "CONDITION", "REQUEST"]
