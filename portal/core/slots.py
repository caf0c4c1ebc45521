"""When a row of the timetable was last due, and how its rhythm is said in words. Pure functions of a crontab."""

from datetime import datetime, timedelta

from celery.schedules import crontab
from django.utils import timezone

LOOKED_BACK = 62  # days; no row of a timetable is rarer than every second month
WEEKDAYS = ("Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays")


def latest(every: crontab, *, at: datetime) -> datetime | None:
    """Return the last moment at or before ``at`` for which the row asks, in the institution's time."""
    here = timezone.localtime(at).replace(second=0, microsecond=0)
    for back in range(LOOKED_BACK):
        day = here - timedelta(days=back)
        if not _asks_for(every, day):
            continue
        for hour in sorted(every.hour, reverse=True):
            for minute in sorted(every.minute, reverse=True):
                slot = day.replace(hour=hour, minute=minute, fold=0)
                if slot <= here:
                    return slot
    return None


def _asks_for(every: crontab, day: datetime) -> bool:
    return (
        day.isoweekday() % 7 in every.day_of_week and day.day in every.day_of_month and day.month in every.month_of_year
    )


def in_words(every: crontab) -> str:
    """Say the rhythm: every 5 minutes, daily at 07:15, Sundays at 03:30."""
    minutes, hours = sorted(every.minute), sorted(every.hour)
    if len(hours) == 24:
        return _within_the_hour(minutes)
    times = " and ".join(f"{hour:02}:{minute:02}" for hour in hours for minute in minutes)
    return f"{_days(every)} at {times}"


def _within_the_hour(minutes: list[int]) -> str:
    if len(minutes) == 60:
        return "every minute"
    if len(minutes) == 1:
        return f"hourly, {minutes[0]} minutes past" if minutes[0] else "hourly, on the hour"
    return f"every {minutes[1] - minutes[0]} minutes"


def _days(every: crontab) -> str:
    if len(every.day_of_month) < 31:
        days = ", ".join(str(day) for day in sorted(every.day_of_month))
        if len(every.month_of_year) < 12:
            return f"on day {days} of months {', '.join(str(month) for month in sorted(every.month_of_year))}"
        return f"on day {days} of the month"
    if len(every.day_of_week) < 7:
        return " and ".join(WEEKDAYS[day] for day in sorted(every.day_of_week))
    return "daily"
