"""What happens in training. One module a noun; this is the door."""

from training.actions.attempts import answer, begin, finish, read
from training.actions.courses import draft_version, load_courses, open_course, publish, retire, revise_draft
from training.actions.exercises import begin_exercise, choose, load_exercises
from training.actions.imports import map_course, mend, record, set_aside, stage
from training.actions.records import exempt, merge_records, record_outside_completion, strike
from training.actions.reminders import nudge, remind_everyone
from training.actions.requirements import accept, end_requirement, load_requirements, require

__all__ = [
    "accept",
    "answer",
    "begin",
    "begin_exercise",
    "choose",
    "draft_version",
    "end_requirement",
    "exempt",
    "finish",
    "load_courses",
    "load_exercises",
    "load_requirements",
    "map_course",
    "mend",
    "merge_records",
    "nudge",
    "open_course",
    "publish",
    "read",
    "record",
    "record_outside_completion",
    "remind_everyone",
    "require",
    "retire",
    "revise_draft",
    "set_aside",
    "stage",
    "strike",
]
