"""Is somebody current? The one question that gates ask."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.accounts.models import User
from tests.factories.people import make_user
from tests.factories.training import complete, enter_proposal, make_course, make_session, make_version, take
from training import actions
from training.models import Completion
from training.queries import current_among, is_current, last_completion

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 1)


def test_nobody_is_current_in_a_course_that_does_not_exist():
    assert not is_current(make_user(), "no-such-course", TODAY)


def test_a_completion_counts_through_its_last_day():
    person = make_user()
    complete(person, "basics", expires_on=date(2026, 12, 31))

    assert is_current(person, "basics", date(2026, 12, 31))
    assert not is_current(person, "basics", date(2027, 1, 1))


def test_it_does_not_count_before_it_was_earned():
    person = make_user()
    complete(person, "basics")

    assert not is_current(person, "basics", TODAY - timedelta(days=1))


def test_the_day_is_the_institutions_own():
    """At 02:00 UTC on 2 July it is still 1 July in New York, so two years end on 1 July."""
    person = make_user()
    version = make_version("basics")
    late = datetime(2026, 7, 2, 2, tzinfo=UTC)

    take(person, version.course, at=late)

    earned = Completion.objects.get()
    assert (earned.completed_on, earned.expires_on) == (date(2026, 7, 1), date(2028, 7, 1))


def test_a_leap_day_lapses_on_the_last_of_february():
    person = make_user()
    version = make_version("basics", valid_months=12, at=datetime(2024, 1, 1, 12, tzinfo=UTC))

    take(person, version.course, at=datetime(2024, 2, 29, 15, tzinfo=UTC))

    assert Completion.objects.get().expires_on == date(2025, 2, 28)


def test_an_equivalent_counts_backwards_in_time_but_not_the_other_way_round():
    person = make_user()
    ours, theirs = make_course("ours"), make_course("theirs")
    complete(person, theirs)
    assert not is_current(person, ours, TODAY)

    actions.accept(ours, instead=theirs, actor=None, at=datetime(2026, 9, 1, tzinfo=UTC))

    assert is_current(person, ours, TODAY)
    somebody = make_user()
    complete(somebody, ours)
    assert not is_current(somebody, theirs, TODAY)


def test_an_exemption_counts_for_its_days(now):
    person, manager = make_user(), make_manager()
    course = make_course("ours")

    actions.exempt(
        person,
        course=course,
        reason="Teaches it.",
        from_on=TODAY,
        to_on=TODAY + timedelta(days=10),
        actor=manager,
        at=now,
    )

    assert is_current(person, course, TODAY + timedelta(days=10))
    assert not is_current(person, course, TODAY + timedelta(days=11))


def make_manager():
    """Open a training manager's account."""
    from portal.accounts.roles import TrainingManager

    return make_user(TrainingManager)


def test_what_was_struck_out_does_not_count(now):
    person = make_user()
    done = complete(person, "ours")

    actions.strike(done, reason="Another person's.", actor=make_manager(), at=now)

    assert not is_current(person, "ours", TODAY)
    assert last_completion(person, "ours", TODAY) is None


def test_the_last_completion_is_the_one_that_counts_longest(now):
    person, course = make_user(), make_course("ours")
    longest = complete(person, course, expires_on=date(2030, 1, 1), at=now - timedelta(days=9))
    complete(person, course, expires_on=date(2027, 1, 1))

    assert last_completion(person, course, TODAY) == longest


def test_many_people_are_one_statement(django_assert_num_queries):
    course = make_course("ours")
    done = [make_user() for _ in range(3)]
    for person in done:
        complete(person, course)
    make_user()

    with django_assert_num_queries(1):
        found = set(current_among(User.objects.all(), course, TODAY))

    assert found == set(done)


def test_merged_accounts_keep_what_was_earned(now):
    old, new = make_user(), make_user()
    complete(old, "ours")

    make_version("seen")
    actions.enrol(old, course=make_course("seen"), actor=old, at=now)
    shared = enter_proposal([old, new], due_on=date(2027, 1, 1))
    alone = enter_proposal([old], due_on=date(2027, 1, 1))
    table = make_session(people=[old])

    moved = actions.merge_records(old, into=new, actor=make_manager(), at=now)

    assert moved == 1
    assert new.enrolments.count() == 1
    assert set(new.training_proposals.values_list("proposal", flat=True)) == {shared.pk, alone.pk}
    assert table.seats.get().person == new
    assert is_current(new, "ours", TODAY)
    assert not is_current(old, "ours", TODAY)
