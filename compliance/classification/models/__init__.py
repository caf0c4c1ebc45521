"""The tables of classification: what was determined, what was assessed, what was answered about exclusions."""

from compliance.classification.models.assessments import ItemAssessment
from compliance.classification.models.determinations import Determination
from compliance.classification.models.sessions import ExclusionAnswer, ExclusionSession

__all__ = ["Determination", "ExclusionAnswer", "ExclusionSession", "ItemAssessment"]
