"""How long cases like this took: groups large enough, bounds that hold, and what the researcher reads."""

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from compliance.licensing.predicting import ENOUGH, Coverage, Taken, bound, coverage, predict
from compliance.licensing.queries.predictions import history, prediction_for
from tests.factories.licensing import NOW, UNKNOWN, make_approved, make_case

TODAY = date(2026, 7, 1)


def taken(days, *, tier=1, activity="share", ago=30):
    return Taken(TODAY - timedelta(days=ago), tier, activity, days)


def test_half_and_three_quarters_of_cases_like_this_one():
    told = predict([taken(days) for days in range(1, 21)], tier=1, activity="share", on=TODAY)

    assert (told.half, told.three_quarters, told.cases) == (11, 16, 20)
    assert told.sentence == (
        "Half of cases like yours were decided within 11 working days with the office, "
        "three quarters within 16 working days."
    )


def test_a_group_that_is_too_small_gives_way_to_a_wider_one():
    alike = [taken(1)] * (ENOUGH - 1)
    same_tier = [taken(5, activity="host")] * ENOUGH
    others = [taken(30, tier=3)] * ENOUGH

    assert predict(alike, tier=1, activity="share", on=TODAY) is None
    wider = predict([*alike, *same_tier], tier=1, activity="share", on=TODAY)
    assert wider.like == "cases with as much review as yours"
    assert predict([*alike, *others], tier=2, activity="share", on=TODAY).like == "all cases"


def test_only_the_last_twelve_months_count_and_nothing_of_today():
    old, today = [taken(50, ago=366)] * ENOUGH, [taken(50, ago=0)] * ENOUGH

    assert predict([*old, *today], tier=1, activity="share", on=TODAY) is None


@given(days=st.lists(st.integers(0, 90), min_size=1, max_size=60), share=st.sampled_from([0.5, 0.75]))
def test_the_bound_holds_for_at_least_its_share_of_the_cases_themselves(days, share):
    assert sum(each <= bound(sorted(days), share) for each in days) >= share * len(days)


@given(
    past=st.lists(
        st.builds(
            taken, st.integers(0, 9), tier=st.sampled_from([1, 2]), ago=st.sampled_from([0, 1, 300, 364, 365, 366])
        ),
        max_size=150,
    )
)
def test_looking_back_is_what_each_case_would_have_been_told(past):
    told = [(predict(past, tier=each.tier, activity=each.activity, on=each.decided_on), each.days) for each in past]
    bounds = [(days, told.three_quarters) for told, days in told if told]

    assert coverage(past) == Coverage(len(bounds), sum(days <= most for days, most in bounds))


def test_the_bound_of_three_quarters_holds_for_70_to_80_of_100_later_cases():
    chance = random.Random(7)
    years = [
        Taken(TODAY - timedelta(days=ago), chance.choice([1, 2, 3]), "share", 0) for ago in range(730) for _ in range(2)
    ]
    history = [
        Taken(each.decided_on, each.tier, each.activity, round(chance.gammavariate(2.0, 3.0 * each.tier)))
        for each in years
    ]

    found = coverage(history)

    assert found.cases > 1000
    assert 0.70 <= found.share <= 0.80


def test_history_is_what_people_decided(lists):
    make_approved()
    make_case(item=UNKNOWN)

    found = history(on=TODAY + timedelta(days=30))

    assert found == [Taken(TODAY, 1, "share", 0)]
    assert prediction_for(make_case(item=UNKNOWN), at=NOW) is None
