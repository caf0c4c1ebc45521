"""Working days: weekends, public holidays and the institution's own closures do not count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.calendar import WorkingCalendar, institution_calendar, public_holidays
from portal.core.models import ClosureDay

PLAIN = WorkingCalendar(lambda year: {date(year, 1, 1), date(year, 12, 25)}, [date(2026, 7, 3)])
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 7, 1), 1, date(2026, 7, 2)),
        (date(2026, 7, 2), 1, date(2026, 7, 6)),  # over a closure and a weekend
        (date(2026, 7, 4), 1, date(2026, 7, 6)),  # from a Saturday
        (date(2026, 7, 4), 0, date(2026, 7, 6)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
        (date(2028, 2, 28), 2, date(2028, 3, 1)),  # over a leap day
    ],
)
def test_adding(start, count, end):
    assert PLAIN.add_working_days(start, count) == end


def test_counting():
    assert PLAIN.working_days_between(date(2026, 7, 1), date(2026, 7, 8)) == 4
    assert PLAIN.working_days_between(date(2026, 7, 8), date(2026, 7, 8)) == 0


@given(DAYS, st.integers(1, 60))
def test_counting_undoes_adding(start, count):
    assert PLAIN.working_days_between(start, PLAIN.add_working_days(start, count)) == count


@given(DAYS, st.integers(0, 200), st.integers(0, 200))
def test_spans_add_up(start, first, second):
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)

    whole = PLAIN.working_days_between(start, end)

    assert whole == PLAIN.working_days_between(start, middle) + PLAIN.working_days_between(middle, end)


@pytest.mark.django_db
def test_the_institutions_calendar_has_its_holidays_and_closures(settings, django_assert_num_queries):
    settings.INSTITUTION = {**settings.INSTITUTION, "country": "US", "region": ""}
    ClosureDay.objects.create(day=date(2026, 12, 28), reason="Winter closure", known_since=date(2026, 1, 1))

    with django_assert_num_queries(1):
        calendar = institution_calendar()

    assert not calendar.is_working(date(2026, 11, 26))  # Thanksgiving
    assert not calendar.is_working(date(2026, 12, 28))
    assert calendar.is_working(date(2026, 12, 29))
    assert str(calendar.zone) == settings.INSTITUTION["timezone"]


def test_holidays_differ_by_country():
    assert date(2026, 7, 3) in public_holidays("US", "", 2026)  # Independence Day, observed
    assert date(2026, 7, 3) not in public_holidays("GB", "", 2026)
