"""When a verification is due, by tier and by the authorisation's end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.enduse.schedule import next_due
from compliance.enduse.states import Reason

START = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("tier", "valid_to", "on", "reason", "rule"),
    [
        (3, date(2028, 7, 1), date(2027, 1, 1), Reason.SCHEDULE, "tier-3-half-yearly"),
        (3, date(2026, 12, 31), date(2026, 12, 31), Reason.CLOSE_OUT, "tier-3-half-yearly"),
        (2, date(2028, 7, 1), date(2027, 7, 1), Reason.SCHEDULE, "tier-2-yearly"),
        (2, date(2027, 7, 1), date(2027, 7, 1), Reason.CLOSE_OUT, "tier-2-yearly"),
        (1, date(2027, 3, 1), date(2027, 3, 1), Reason.CLOSE_OUT, "tier-1-close-out"),
        (1, None, date(2027, 7, 1), Reason.SCHEDULE, "open-ended-yearly"),
        (2, None, date(2027, 7, 1), Reason.SCHEDULE, "tier-2-yearly"),
    ],
)
def test_rhythm(tier, valid_to, on, reason, rule):
    due = next_due(tier=tier, valid_to=valid_to, after=START)

    assert (due.on, due.reason, due.rule) == (on, reason, rule)


def test_six_months_after_the_end_of_august_is_a_day_that_exists():
    assert next_due(tier=3, valid_to=None, after=date(2026, 8, 31)).on == date(2027, 2, 28)


@given(st.integers(0, 3), st.none() | st.dates(START, date(2036, 1, 1)), st.dates(START, date(2030, 1, 1)))
def test_a_verification_never_lies_before_its_beginning_or_far_behind_the_end(tier, valid_to, after):
    due = next_due(tier=tier, valid_to=valid_to, after=after)

    assert due.on >= after
    assert due.on <= max(valid_to or date.max, after)
    assert valid_to or due.on - after <= timedelta(days=366)


@given(st.dates(START, date(2036, 1, 1)), st.sampled_from([2, 3]))
def test_following_the_rhythm_ends_with_exactly_one_close_out(valid_to, tier):
    after, reasons = START, []
    while Reason.CLOSE_OUT not in reasons:
        due = next_due(tier=tier, valid_to=valid_to, after=after)
        reasons.append(due.reason)
        after = due.on

    assert reasons.count(Reason.CLOSE_OUT) == 1
    assert after == valid_to
