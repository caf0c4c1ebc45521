"""What happens in training. One module a noun; this is the door."""

from training.actions.attempts import answer, begin, finish, read
from training.actions.courses import draft_version, load_courses, open_course, publish, retire, revise_draft
from training.actions.exercises import begin_exercise, choose, load_exercises
from training.actions.imports import map_course, mend, record, set_aside, stage
from training.actions.records import exempt, merge_records, record_outside_completion, strike
from training.actions.reminders import nudge, remind_everyone
from training.actions.requirements import accept, end_requirement, load_requirements, require
from training.actions.tabletops import (
    cancel_session,
    end_session,
    load_tabletops,
    note_improvement,
    plan_session,
    release,
    respond,
    seat,
    start_session,
)

__all__ = [
    "accept",
    "answer",
    "begin",
    "begin_exercise",
    "cancel_session",
    "choose",
    "draft_version",
    "end_requirement",
    "end_session",
    "exempt",
    "finish",
    "load_courses",
    "load_exercises",
    "load_requirements",
    "load_tabletops",
    "map_course",
    "mend",
    "merge_records",
    "note_improvement",
    "nudge",
    "open_course",
    "plan_session",
    "publish",
    "read",
    "record",
    "record_outside_completion",
    "release",
    "remind_everyone",
    "require",
    "respond",
    "retire",
    "revise_draft",
    "seat",
    "set_aside",
    "stage",
    "start_session",
    "strike",
]
