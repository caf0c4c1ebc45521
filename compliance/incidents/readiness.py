"""
Readiness as a pure function of facts: drills, verified contacts, the age of the text, and how fast it went in earnest.

Each fact is met or not, and the score is how many are met. Nobody enters a score.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

DRILLED, VERIFIED, REVISED = timedelta(days=365), timedelta(days=183), timedelta(days=730)
ACKNOWLEDGE, CONTAIN, DECIDE = timedelta(hours=24), timedelta(hours=24), timedelta(days=28)


@dataclass(frozen=True)
class Point:
    """One fact that readiness looks at."""

    title: str
    met: bool
    fact: str
    measure: str


@dataclass(frozen=True)
class Book:
    """What readiness knows of one playbook."""

    title: str
    revised_at: datetime | None
    drilled_at: datetime | None
    contacts: int
    verified: Sequence[datetime]


@dataclass(frozen=True)
class Readiness:
    """All points, and how many are met."""

    points: tuple[Point, ...]

    @property
    def met(self) -> int:
        """How many points are met."""
        return sum(point.met for point in self.points)

    @property
    def score(self) -> int:
        """The share that is met, in percent; zero where there is nothing to look at."""
        return round(100 * self.met / len(self.points)) if self.points else 0


def of_book(book: Book, *, at: datetime) -> list[Point]:
    """Return the points of one playbook."""
    fresh = sum(at - each <= VERIFIED for each in book.verified)
    return [
        Point(
            f"{book.title}: tried within a year",
            book.drilled_at is not None and at - book.drilled_at <= DRILLED,
            _ago(book.drilled_at, at, "Never tried"),
            "last drill",
        ),
        Point(
            f"{book.title}: everybody to call was tried within six months",
            book.contacts > 0 and fresh == book.contacts,
            f"{fresh} of {book.contacts} contacts",
            "contacts verified",
        ),
        Point(
            f"{book.title}: looked through within two years",
            book.revised_at is not None and at - book.revised_at <= REVISED,
            _ago(book.revised_at, at, "Never written"),
            "version",
        ),
    ]


def of_times(
    *, acknowledged: Iterable[timedelta], contained: Iterable[timedelta], decided: Iterable[timedelta]
) -> list[Point]:
    """Return the points of how fast it went in earnest; what has not happened yet gives none."""
    rows = (
        ("Reports are read within a day", ACKNOWLEDGE, sorted(acknowledged)),
        ("Incidents are contained within a day", CONTAIN, sorted(contained)),
        ("Disclosure is decided within four weeks", DECIDE, sorted(decided)),
    )
    return [
        Point(title, median(spans) <= most, f"median {in_words(median(spans))}, of {len(spans)}", "time")  # type: ignore[type-var]  # a span adds and halves
        for title, most, spans in rows
        if spans
    ]


def in_words(span: timedelta) -> str:
    """Write a span: 40 minutes, 5 hours, 12 days."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"


def _ago(moment: datetime | None, at: datetime, never: str) -> str:
    return never if moment is None else f"{(at - moment).days} days ago"
