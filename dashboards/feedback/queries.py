"""What the pages about feedback show."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from dashboards.feedback.models import Comment, Consultation, Feedback
from dashboards.feedback.states import CommentState, Helped, Theme
from portal.core.charts import Chart, bars


@dataclass(frozen=True)
class Sum:
    """Feedback of a time, counted."""

    total: int
    helped: Chart
    themes: Chart


def counted(*, since: date) -> Sum:
    """Return how often what was said since a day; two queries."""
    rows = list(Feedback.objects.filter(given_on__gte=since).values_list("helped", "theme"))
    said = list(Comment.objects.filter(made_at__date__gte=since).exclude(theme="").values_list("theme", flat=True))
    helped, themes = Counter(row[0] for row in rows), Counter([row[1] for row in rows if row[1]] + said)
    return Sum(
        len(rows),
        bars("Did it help?", [(str(label), helped[value]) for value, label in Helped.choices], label_head="Answer"),
        bars(
            "What remarks are about",
            [(str(label), themes[value]) for value, label in Theme.choices],
            label_head="Theme",
        ),
    )


def consultations() -> list[Consultation]:
    """Return every consultation, the newest first; one query."""
    return list(Consultation.objects.select_related("version__page").order_by("-closes_on", "-pk")[:100])


def published_comments(consultation: Consultation) -> list[Comment]:
    """Return the comments that were answered; one query."""
    return list(consultation.comments.filter(state=CommentState.ANSWERED).order_by("made_at", "pk"))
