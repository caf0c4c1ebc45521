"""The tables of training, by noun."""

from training.models.courses import Choice, Course, CourseVersion, Lesson, Question
from training.models.exercises import Exercise, ExerciseRun
from training.models.outside import ImportBatch, OutsideCourse, OutsideRow
from training.models.packages import ScormPackage, ScormTrack
from training.models.proposals import Proposal, ProposalPerson
from training.models.records import Answer, Attempt, Completion, Enrolment, Exemption, LessonRead, Reminder
from training.models.requirements import Equivalent, Requirement
from training.models.tabletops import (
    Improvement,
    Inject,
    InjectQuestion,
    Release,
    Response,
    SessionSeat,
    Tabletop,
    TabletopSession,
)

__all__ = [
    "Answer",
    "Attempt",
    "Choice",
    "Completion",
    "Course",
    "CourseVersion",
    "Enrolment",
    "Equivalent",
    "Exemption",
    "Exercise",
    "ExerciseRun",
    "ImportBatch",
    "Improvement",
    "Inject",
    "InjectQuestion",
    "Lesson",
    "LessonRead",
    "OutsideCourse",
    "OutsideRow",
    "Proposal",
    "ProposalPerson",
    "Question",
    "Release",
    "Reminder",
    "Requirement",
    "Response",
    "ScormPackage",
    "ScormTrack",
    "SessionSeat",
    "Tabletop",
    "TabletopSession",
]
