"""The clock: golden cases that can be checked with a calendar in hand, and properties that hold for all of them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.licensing.clock import Hours, Mark, read
from portal.core.calendar import WorkingCalendar

NEW_YORK = ZoneInfo("America/New_York")
HOLIDAYS = {date(2026, 7, 3), date(2026, 9, 7), date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)}
HOURS = Hours(
    WorkingCalendar(lambda year: {day for day in HOLIDAYS if day.year == year}, zone="America/New_York"), time(17)
)
US, YOU, STOPPED = "with_us", "with_you", "stopped"


def ny(text: str) -> datetime:
    """A moment in the institution's own time."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def reading(until: str, *marks: tuple[str, str], allowed: int | None = None):
    return read([Mark(ny(at), side) for at, side in marks], until=ny(until), hours=HOURS, allowed=allowed)


@pytest.mark.parametrize(
    ("until", "marks", "with_us", "with_you"),
    [
        # Wednesday morning to Thursday morning is one working day.
        ("2026-07-02T09:00", [("2026-07-01T09:00", US)], 1, 0),
        # Wednesday to Monday over Independence Day observed (Friday) and a weekend: Thursday and Monday.
        ("2026-07-06T09:00", [("2026-07-01T09:00", US)], 2, 0),
        # Submitted after the cut-off: it belongs to the next day, so nothing has passed by then.
        ("2026-07-02T09:00", [("2026-07-01T17:00", US)], 0, 0),
        # Submitted on Saturday counts as Monday.
        ("2026-07-07T10:00", [("2026-07-04T11:00", US)], 1, 0),
        # Asked on Wednesday, answered the Wednesday after: four days are the applicant's.
        ("2026-07-09T09:00", [("2026-07-01T09:00", US), ("2026-07-01T10:00", YOU), ("2026-07-08T10:00", US)], 1, 4),
        # Asked and answered within one day stops nothing.
        ("2026-07-02T09:00", [("2026-07-01T09:00", US), ("2026-07-01T11:00", YOU), ("2026-07-01T12:00", US)], 1, 0),
        # After the decision no side pays for time.
        ("2026-08-03T09:00", [("2026-07-01T09:00", US), ("2026-07-02T09:00", STOPPED)], 1, 0),
        # An appeal that sends the case back starts the office's time again.
        (
            "2026-07-15T09:00",
            [("2026-07-01T09:00", US), ("2026-07-02T09:00", STOPPED), ("2026-07-14T09:00", US)],
            2,
            0,
        ),
        # A pause that begins and ends on one weekend belongs to nobody.
        ("2026-07-13T09:00", [("2026-07-10T09:00", US), ("2026-07-11T09:00", YOU), ("2026-07-12T20:00", US)], 1, 0),
    ],
)
def test_golden_cases(until, marks, with_us, with_you):
    found = reading(until, *marks)

    assert (found.with_us, found.with_you) == (with_us, with_you)


@pytest.mark.parametrize(
    ("until", "marks", "allowed", "target"),
    [
        ("2026-07-01T09:00", [("2026-07-01T09:00", US)], 3, date(2026, 7, 7)),
        ("2026-07-01T09:00", [("2026-07-01T17:30", US)], 3, None),
        ("2026-07-01T18:00", [("2026-07-01T17:30", US)], 3, date(2026, 7, 8)),
        # While the applicant holds the case, the target is what would follow from an answer now.
        ("2026-07-08T09:00", [("2026-07-01T09:00", US), ("2026-07-02T09:00", YOU)], 3, date(2026, 7, 10)),
        ("2026-07-09T09:00", [("2026-07-01T09:00", US), ("2026-07-02T09:00", YOU)], 3, date(2026, 7, 13)),
        # A target that has passed stays the day on which the time ran out.
        ("2026-08-01T09:00", [("2026-07-01T09:00", US)], 3, date(2026, 7, 7)),
        (
            "2026-08-01T09:00",
            [("2026-07-01T09:00", US), ("2026-07-14T09:00", YOU), ("2026-07-20T09:00", US)],
            3,
            date(2026, 7, 7),
        ),
    ],
)
def test_golden_targets(until, marks, allowed, target):
    assert reading(until, *marks, allowed=allowed).target_on == target


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01"])
def test_the_night_on_which_clocks_change_counts_as_one_night(day):
    before, after = date.fromisoformat(day) - timedelta(days=2), date.fromisoformat(day) + timedelta(days=1)

    found = reading(f"{after}T16:59", (f"{before}T16:59", US))

    assert found.with_us == 1


def test_the_cut_off_is_the_institutions_own_time_in_summer_and_winter():
    assert HOURS.day_of(datetime(2026, 7, 1, 20, 59, tzinfo=UTC)) == date(2026, 7, 1)
    assert HOURS.day_of(datetime(2026, 7, 1, 21, 0, tzinfo=UTC)) == date(2026, 7, 2)
    assert HOURS.day_of(datetime(2026, 12, 1, 21, 59, tzinfo=UTC)) == date(2026, 12, 1)
    assert HOURS.day_of(datetime(2026, 12, 1, 22, 0, tzinfo=UTC)) == date(2026, 12, 2)


def test_what_has_not_happened_yet_is_left_out():
    found = reading("2026-07-02T09:00", ("2026-07-01T09:00", US), ("2026-07-09T09:00", YOU))

    assert found.running == US
    assert found.with_you == 0


def test_a_case_without_a_log_has_no_time():
    found = read([], until=ny("2026-07-02T09:00"), hours=HOURS, allowed=3)

    assert (found.with_us, found.with_you, found.target_on, found.running) == (0, 0, None, "")


START = datetime(2026, 6, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 400 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
SIDES = st.sampled_from([US, YOU, STOPPED])
MARKS = st.lists(st.builds(Mark, at=MOMENTS, side=SIDES), max_size=12)


@given(a=MOMENTS, b=MOMENTS, c=MOMENTS)
def test_intervals_add_up(a, b, c):
    first, middle, last = sorted((a, b, c))

    assert HOURS.between(first, last) == HOURS.between(first, middle) + HOURS.between(middle, last)
    assert HOURS.between(first, last) >= 0


@given(marks=MARKS, until=MOMENTS, later=MOMENTS)
def test_time_never_runs_backwards(marks, until, later):
    until, later = sorted((until, later))
    marks = [mark for mark in marks if mark.at <= until]

    now, then = (read(marks, until=moment, hours=HOURS) for moment in (until, later))

    assert then.with_us >= now.with_us
    assert then.with_you >= now.with_you


@given(marks=MARKS, until=MOMENTS)
def test_both_sides_together_are_the_time_that_was_not_stopped(marks, until):
    known = sorted((mark for mark in marks if mark.at <= until), key=lambda mark: mark.at)
    ends = [mark.at for mark in known[1:]] + [until]
    wanted = (
        sum(HOURS.between(mark.at, end) for mark, end in zip(known, ends, strict=True) if mark.side != STOPPED)
        if known
        else 0
    )

    found = read(marks, until=until, hours=HOURS)

    assert found.with_us + found.with_you == wanted


@given(marks=MARKS, until=MOMENTS)
def test_the_order_in_which_the_log_is_read_does_not_matter(marks, until):
    distinct = list({mark.at: mark for mark in marks}.values())

    assert read(distinct, until=until, hours=HOURS, allowed=5) == read(
        list(reversed(distinct)), until=until, hours=HOURS, allowed=5
    )


@given(allowed=st.integers(1, 30), start=MOMENTS)
def test_an_undisturbed_case_uses_just_its_time_by_the_target_day(allowed, start):
    target = read([Mark(start, US)], until=start, hours=HOURS, allowed=allowed).target_on
    noon = datetime.combine(target, time(12), tzinfo=NEW_YORK)

    assert read([Mark(start, US)], until=noon, hours=HOURS).with_us == allowed


@settings(max_examples=20)
@given(marks=MARKS)
def test_replaying_a_year_day_by_day_gives_the_same_as_computing_once(marks):
    marks = sorted(marks, key=lambda mark: mark.at)
    end = START + timedelta(days=365)
    spent = {US: 0, YOU: 0, STOPPED: 0}
    for number in range(365 * 4):  # a look every six hours
        since, until = START + timedelta(hours=6 * number), START + timedelta(hours=6 * (number + 1))
        begun = [mark for mark in marks if mark.at <= since]
        changes = [mark for mark in marks if since < mark.at <= until]
        at, side = since, begun[-1].side if begun else STOPPED
        for mark in [*changes, Mark(until, STOPPED)]:
            spent[side] += HOURS.between(at, mark.at)
            at, side = mark.at, mark.side

    found = read(marks, until=end, hours=HOURS)

    assert (found.with_us, found.with_you) == (spent[US], spent[YOU])
