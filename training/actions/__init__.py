"""What happens in training. One module a noun; this is the door."""

from training.actions.attempts import answer, begin, finish, read
from training.actions.courses import draft_version, load_courses, open_course, publish, retire, revise_draft
from training.actions.enrolments import enrol, withdraw
from training.actions.exercises import begin_exercise, choose, load_exercises
from training.actions.imports import map_course, mend, record, set_aside, stage
from training.actions.materials import attach, detach
from training.actions.packages import report, take_package
from training.actions.proposals import add_to_proposal, enter_proposal, remove_from_proposal, withdraw_proposal
from training.actions.records import exempt, merge_records, record_outside_completion, strike
from training.actions.reminders import nudge, remind_everyone
from training.actions.requirements import (
    accept,
    assign,
    change_requirement,
    end_requirement,
    load_requirements,
    require,
)
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
    "add_to_proposal",
    "answer",
    "assign",
    "attach",
    "begin",
    "begin_exercise",
    "cancel_session",
    "change_requirement",
    "choose",
    "detach",
    "draft_version",
    "end_requirement",
    "end_session",
    "enrol",
    "enter_proposal",
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
    "remove_from_proposal",
    "report",
    "require",
    "respond",
    "retire",
    "revise_draft",
    "seat",
    "set_aside",
    "stage",
    "start_session",
    "strike",
    "take_package",
    "withdraw",
    "withdraw_proposal",
]
