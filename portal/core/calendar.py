"""Working days of the institution. Time is computed, never counted."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from portal.core.models import ClosureDay

WEEKEND = {5, 6}


class WorkingCalendar:
    """Which days count: Monday to Friday, less public holidays, less the institution's own closures."""

    def __init__(self, holidays_of: Callable[[int], Iterable[date]], closures: Iterable[date] = (), zone: str = "UTC"):
        self._holidays_of = holidays_of
        self._closures = frozenset(closures)
        self.zone = ZoneInfo(zone)

    def is_working(self, day: date) -> bool:
        """Tell whether the day counts."""
        return day.weekday() not in WEEKEND and day not in self._closures and day not in self._holidays_of(day.year)

    def next_working(self, day: date) -> date:
        """Return the day itself if it counts, else the next one that does."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the day on which ``count`` working days after ``day`` have passed. Zero gives the next that counts."""
        day = self.next_working(day) if count == 0 else day
        while count:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after ``start`` up to and including ``end``."""
        span = (end - start).days
        return sum(self.is_working(start + timedelta(days=offset)) for offset in range(1, span + 1))


def institution_calendar() -> WorkingCalendar:
    """Return the institution's calendar with the closures on record; one query."""
    place = settings.INSTITUTION
    closures = ClosureDay.objects.values_list("day", flat=True)
    return WorkingCalendar(
        lambda year: public_holidays(place["country"], place["region"], year), closures, place["timezone"]
    )


@cache
def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country and region, observed days included."""
    import holidays  # 1 s to import, so only where a calendar is asked for

    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
