"""The tables of the top storey, by noun; those of guidance and feedback lie with them."""

from dashboards.feedback.models import CaseAsked, Comment, Consultation, Feedback
from dashboards.guidance.models import GuidancePage, PageReview, PageVersion
from dashboards.models.snapshots import Snapshot
from dashboards.noise.models import PrivacySpend

__all__ = [
    "CaseAsked",
    "Comment",
    "Consultation",
    "Feedback",
    "GuidancePage",
    "PageReview",
    "PageVersion",
    "PrivacySpend",
    "Snapshot",
]
