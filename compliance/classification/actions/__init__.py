"""What people and the portal do in classification."""

from compliance.classification.actions.assessments import keep_assessment
from compliance.classification.actions.determinations import determine_transfer, reopen
from compliance.classification.actions.sessions import amend_agreement, answer, begin, take_back

__all__ = ["amend_agreement", "answer", "begin", "determine_transfer", "keep_assessment", "reopen", "take_back"]
