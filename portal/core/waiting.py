"""
What is waiting, for whom, by when.

Capabilities register a function of ``(user, at)``; the home page asks all of them,
groups what they name by its day, and never learns what a case is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.core import words

YOU = "you"
SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class WaitingItem:
    """One thing that waits. ``who`` is "you", or the person or office whose move it is."""

    title: str
    url: str
    kind: str
    who: str = YOU
    due_at: datetime | date | None = None
    tone: str = "waiting"
    reference: str = ""
    detail: str = ""

    @property
    def due_on(self) -> date | None:
        """The institution's calendar day on which it is due."""
        return words.as_day(self.due_at) if self.due_at else None


@dataclass(frozen=True, kw_only=True)
class Count:
    """One small figure of the home page."""

    label: str
    figure: int
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Items that fall due at about the same time."""

    title: str
    items: list[WaitingItem]
    overdue: bool = False

    @property
    def first(self) -> list[WaitingItem]:
        """The items that are shown; nobody reads two hundred lines."""
        return self.items[:SHOWN]

    @property
    def more(self) -> int:
        """How many are left out."""
        return len(self.items) - len(self.first)


@dataclass(frozen=True)
class Waiting:
    """Everything the home page shows."""

    groups: list[Group]
    others: list[WaitingItem]
    counts: list[Count]

    @property
    def total(self) -> int:
        """How many things wait for this person."""
        return sum(len(group.items) for group in self.groups)


Source = Callable[[Any, datetime], Iterable[WaitingItem]]
Figures = Callable[[Any, datetime], Iterable[Count]]
_sources: dict[str, Source] = {}
_figures: dict[str, Figures] = {}


def register(name: str) -> Callable[[Source], Source]:
    """Add a source under a name; the same name again replaces it, so that reloading adds nothing."""

    def remember(source: Source) -> Source:
        _sources[name] = source
        return source

    return remember


def register_counts(name: str) -> Callable[[Figures], Figures]:
    """Add a source of figures under a name."""

    def remember(source: Figures) -> Figures:
        _figures[name] = source
        return source

    return remember


def waiting_for(user: Any, *, at: datetime) -> Waiting:
    """Ask every source, and put what it names in order: overdue first, then by day, then what has no day."""
    items = [item for source in _sources.values() for item in source(user, at)]
    items.sort(key=lambda item: (item.due_on is None, item.due_on or date.max, item.title))
    counts = [count for source in _figures.values() for count in source(user, at)]
    own = [item for item in items if item.who == YOU]
    return Waiting(by_day(own, words.as_day(at)), [item for item in items if item.who != YOU], counts)


def by_day(items: list[WaitingItem], today: date) -> list[Group]:
    """Group items by how near their day is."""
    week = today + timedelta(days=7)
    named = [
        ("Overdue", lambda due: due is not None and due < today),
        ("Today", lambda due: due == today),
        ("In the next seven days", lambda due: due is not None and today < due <= week),
        ("Later", lambda due: due is not None and due > week),
        ("Without a date", lambda due: due is None),
    ]
    groups = [(title, [item for item in items if wanted(item.due_on)]) for title, wanted in named]
    return [Group(title, found, overdue=title == "Overdue") for title, found in groups if found]
