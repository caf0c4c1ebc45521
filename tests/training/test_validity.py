"""How long things count: calendar months, leap days, the last day included."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.validity import add_months, earliest_counting, last_day


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 7, 1), 12, date(2027, 7, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_a_day_that_the_month_lacks_becomes_its_last(day, months, later):
    assert add_months(day, months) == later


def test_no_period_counts_for_ever():
    assert last_day(date(2026, 7, 1), None) is None


@given(on=st.dates(date(2020, 1, 1), date(2040, 12, 31)), months=st.integers(1, 72))
def test_the_earliest_counting_day_is_exactly_the_border(on, months):
    first = earliest_counting(on, months)

    assert last_day(first, months) >= on
    assert last_day(first - timedelta(days=1), months) < on
