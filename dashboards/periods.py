"""Quarters, in the institution's own time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from portal.core.errors import Invalid


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, written 2026-Q3."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def words(self) -> str:
        """The quarter as people say it."""
        return f"{self.first:%B} to {date(self.year, 3 * self.number, 1):%B} {self.year}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def year_before(self) -> "Quarter":
        """The same quarter of the year before."""
        return Quarter(self.year - 1, self.number)

    @property
    def next(self) -> "Quarter":
        """The quarter that follows."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @property
    def previous(self) -> "Quarter":
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def start(self) -> datetime:
        """The moment at which it begins."""
        zone = ZoneInfo(settings.INSTITUTION["timezone"])
        return datetime.combine(self.first, time(), zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The moment at which the next one begins."""
        return self.next.start


def quarter_of(day: date) -> Quarter:
    """Return the quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def parse(text: str) -> Quarter:
    """
    Return the quarter that is written as 2026-Q3.

    :raises Invalid: if it is written otherwise; field ``period``
    """
    match = re.fullmatch(r"(20\d\d)-Q([1-4])", text)
    if not match:
        raise Invalid(f"“{text}” is no quarter. Write it as 2026-Q3.", field="period")
    return Quarter(int(match[1]), int(match[2]))
