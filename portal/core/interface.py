"""Small finished things that components take. Dicts with the same keys serve as well."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a timeline."""

    at: datetime | date
    title: str
    who: str = ""
    text: str = ""
    tone: str = "quiet"
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One line of a task list; ``status`` is in words."""

    title: str
    url: str = ""
    status: str = ""
    tone: str = "quiet"
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One station of a sequence: done, current or todo."""

    label: str
    state: str = "todo"
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A tab that is a link."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One fact of a summary list."""

    key: str
    value: object = ""
    url: str = ""
    change_url: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Crumb:
    """One station of the way here."""

    label: str
    url: str = ""
