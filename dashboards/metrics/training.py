"""Figures about training."""

from dashboards.disclosure.cubes import Axis, Cube
from dashboards.disclosure.sheets import Measure
from dashboards.figures import Share, Table, metric
from dashboards.metrics.base import NONE, faculty_of, tally
from dashboards.periods import Quarter
from portal.accounts.models import User
from training.models import Completion, Course

THEME = "Training"
CURRENT = Axis("current", "In force", (("yes", "In force"), ("no", "Not in force")))


@metric(
    "training-completed",
    name="Training completed",
    theme=THEME,
    unit="completions",
    population="courses completed in the quarter by anybody with an account",
    source="training.Completion: completed_on in the quarter, not struck out, by course and faculty",
)
def training_completed(quarter: Quarter) -> Table:
    """Training courses completed in the quarter, by course and by part of the institution."""
    courses = Course.objects.order_by("code").values_list("code", "title")
    unit, faculty = faculty_of(quarter)
    done = Completion.objects.filter(completed_on__gte=quarter.first, completed_on__lte=quarter.last, struck_at=None)
    rows = done.values_list("course__code", "person")
    counts = tally((course, faculty.get(person, NONE)) for course, person in rows)
    axis = Axis("course", "Course", tuple(courses))
    return Table(Cube(f"completions:{quarter}", (axis, unit), counts), by=("course", "unit"))


@metric(
    "training-current",
    name="Trained researchers",
    theme=THEME,
    unit="of people with an account had a course in force at the end of the quarter",
    population="people with an account at the end of the quarter",
    source="training.Completion in force on the last day, among active accounts opened by then",
    gaps="People who left during the quarter are left out.",
    target=95,
)
def training_current(quarter: Quarter) -> Share:
    """Share of people with an account whose training in at least one course was in force on the last day."""
    unit, faculty = faculty_of(quarter)
    current = set(Completion.objects.counting(quarter.last).values_list("person", flat=True))
    people = User.objects.active().filter(date_joined__lt=quarter.end).values_list("pk", flat=True)
    counts = tally((faculty.get(pk, NONE), "yes" if pk in current else "no") for pk in people)
    return Share(
        Cube(f"people:{quarter}", (unit, CURRENT), counts), Measure("current", ("yes",), ("no",)), by=("unit",)
    )


@metric(
    "course-current",
    name="Courses in force",
    theme=THEME,
    unit="of people with an account had the courses in force at the end of the quarter",
    population="people with an account at the end of the quarter, once for each course",
    source="training.Completion in force on the last day, among active accounts opened by then, by course",
    gaps="Not everybody needs every course; the share says how many have it, not how many should.",
)
def course_current(quarter: Quarter) -> Share:
    """Share of people with an account for whom a course was in force on the last day, by course."""
    courses = dict(Course.objects.order_by("code").values_list("code", "title"))
    people = User.objects.active().filter(date_joined__lt=quarter.end)
    held = Completion.objects.counting(quarter.last).filter(person__in=people).values_list("course__code", "person")
    number, holders = people.count(), tally((course,) for course, _ in set(held))
    counts: dict[tuple[str, ...], int] = {}
    for course in courses:
        yes = holders.get((course,), 0)
        counts[(course, "yes")], counts[(course, "no")] = yes, number - yes
    axis = Axis("course", "Course", tuple(courses.items()))
    cube = Cube(f"people-by-course:{quarter}", (axis, CURRENT), counts)
    return Share(cube, Measure("current", ("yes",), ("no",)), by=("course",))
