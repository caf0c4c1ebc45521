"""How long a completion counts. Months are calendar months; a day that the month lacks becomes its last."""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later (or earlier, if negative): 29 February and a year is 28 February."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def last_day(completed_on: date, months: int | None) -> date | None:
    """Return the last day on which something done on ``completed_on`` counts; None is for ever."""
    return None if months is None else add_months(completed_on, months)


def earliest_counting(on: date, months: int) -> date:
    """Return the earliest day on which it may have been done to count still on ``on``."""
    day = add_months(on, -months)
    while last_day(day, months) < on:  # type: ignore[operator]
        day = date.fromordinal(day.toordinal() + 1)
    while last_day(date.fromordinal(day.toordinal() - 1), months) >= on:  # type: ignore[operator]
        day = date.fromordinal(day.toordinal() - 1)
    return day
