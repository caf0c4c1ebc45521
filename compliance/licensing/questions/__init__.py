"""What is asked of whoever opens a case, declared as data: one set per activity."""

from compliance.licensing.questions.base import ActivitySet, Answers, DocumentAsked, Question, Section
from compliance.licensing.questions.goods import CLOUD, PROCURE, SHIP, TRAVEL
from compliance.licensing.questions.research import HOST, PUBLISH, SHARE

__all__ = ["SETS", "ActivitySet", "Answers", "DocumentAsked", "Question", "Section", "set_for"]

SETS = {each.activity.value: each for each in (SHARE, HOST, SHIP, TRAVEL, PUBLISH, CLOUD, PROCURE)}


def set_for(activity: str) -> ActivitySet:
    """Return the question set of an activity."""
    return SETS[activity]
