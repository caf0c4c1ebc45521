"""Rows about clocks, duties and what happened to others."""

from dataclasses import dataclass

from compliance.controls.rows.base import Row


@dataclass(frozen=True, kw_only=True, slots=True)
class Procedure(Row):
    """A time limit, a retention period, a duty or an amount."""

    regime: str
    topic: str
    limit: int | None = None
    alternative: int | None = None
    unit: str = ""  # calendar_days | working_days | years | percent
    counted_from: str = ""
    percent: int | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseStudy(Row):
    family: str  # illustrative | enforcement | listing
    facts: str
    result: str
    lesson: str = ""
    path: tuple[str, ...] = ()
    year: int | None = None
