"""Figures about the office's own promises: whether guidance is looked at again in time, and what people say."""

from dashboards.disclosure.cubes import Axis, Cube
from dashboards.disclosure.sheets import Measure
from dashboards.feedback.models import Comment, Feedback
from dashboards.feedback.states import Helped, Theme
from dashboards.figures import Plain, Share, Table, metric
from dashboards.guidance.models import PageReview
from dashboards.metrics.base import count_by, simple, tally
from dashboards.periods import Quarter
from portal.core.words import as_day

THEME = "Rules and readers"
HELPED = Axis("helped", "Answer", tuple((str(value), str(label)) for value, label in Helped.choices))
THEMES = Axis("theme", "Theme", tuple((str(value), str(label)) for value, label in Theme.choices))


@metric(
    "reviews-in-time",
    name="Rules and guidance looked at again",
    theme=THEME,
    unit="reviews",
    population="published pages of rules and guidance whose yearly review was due in the quarter",
    source="dashboards.PageReview: due_on in the quarter, done_at by that day",
)
def reviews_in_time(quarter: Quarter) -> Plain:
    """How many published pages were due to be looked at again, and how many were, by their day."""
    due = PageReview.objects.filter(due_on__gte=quarter.first, due_on__lte=quarter.last)
    rows = list(due.values_list("due_on", "done_at"))
    in_time = sum(done is not None and as_day(done) <= day for day, done in rows)
    return Plain((("in_time", "Looked at by their day", in_time), ("due", "Due", len(rows))))


@metric(
    "found-it",
    name="Readers who found what they needed",
    theme=THEME,
    unit="of those who answered found what they needed, or part of it",
    population="answers to the two questions on pages and closed cases in the quarter",
    source="dashboards.Feedback: given_on in the quarter, by the first answer",
    gaps="Whoever does not answer is not counted; unhappy readers answer more often.",
)
def found_it(quarter: Quarter) -> Share:
    """Share of answers that said yes or partly to the first of the two questions."""
    said = Feedback.objects.filter(given_on__gte=quarter.first, given_on__lte=quarter.last)
    cube = simple(f"feedback:{quarter}", HELPED, count_by(said, "helped"))
    return Share(cube, Measure("helped", (Helped.YES, Helped.PARTLY), (Helped.NO,)))


@metric(
    "themes",
    name="What remarks are about",
    theme=THEME,
    unit="remarks",
    population="remarks and comments in consultations of the quarter that somebody has read and sorted",
    source="dashboards.Feedback and dashboards.Comment with a theme, by theme",
    delay=1,
)
def themes(quarter: Quarter) -> Table:
    """Remarks of readers and comments in consultations, by what they are about."""
    remarks = Feedback.objects.filter(given_on__gte=quarter.first, given_on__lte=quarter.last).exclude(theme="")
    comments = Comment.objects.filter(made_at__gte=quarter.start, made_at__lt=quarter.end).exclude(theme="")
    rows = [*remarks.values_list("theme"), *comments.values_list("theme")]
    return Table(Cube(f"themes:{quarter}", (THEMES,), tally(rows)), by=("theme",))
