"""What is asked of whoever opens a case, declared as data: one set per activity."""

from compliance.licensing.questions.activities import SETS
from compliance.licensing.questions.base import ActivitySet, Answers, DocumentAsked, Question, Section

__all__ = ["SETS", "ActivitySet", "Answers", "DocumentAsked", "Question", "Section", "set_for"]


def set_for(activity: str) -> ActivitySet:
    """Return the question set of an activity."""
    return SETS[activity]
