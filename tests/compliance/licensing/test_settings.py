"""Thresholds and targets, each from a day on, with a look at what would move."""

from datetime import date

import pytest

from compliance.licensing import actions, targets
from compliance.licensing.queries.preview import would_move
from portal.core.errors import Denied, Invalid
from portal.core.events import events_about
from tests.factories.licensing import FREE, UNKNOWN, make_case, make_officer, make_official


def change(now, **given):
    given = {"value": 6, "valid_from": date(2026, 8, 1), "reason": "Two colleagues are away.", **given}
    code = given.pop("code", "target_tier_1")
    return actions.change_setting(code, actor=given.pop("actor", None) or make_official(), at=now, **given)


def test_a_setting_counts_from_its_day_on_and_the_past_stays_answerable(db, now):
    row = change(now)
    change(now, value=4, valid_from=date(2026, 9, 1))

    assert targets.values(on=date(2026, 7, 31))["target_tier_1"] == 3
    assert targets.values(on=date(2026, 8, 1))["target_tier_1"] == 6
    assert targets.values(on=date(2026, 9, 1))["target_tier_1"] == 4
    assert [event.verb for event in events_about(row)] == ["licensing.setting.changed"]


def test_of_two_changes_for_one_day_the_later_counts(db, now):
    change(now)
    change(now, value=5)

    assert targets.values(on=date(2026, 8, 1))["target_tier_1"] == 5


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "coffee"}, "code"),
        ({"value": 0}, "value"),
        ({"value": 61}, "value"),
        ({"valid_from": date(2026, 6, 30)}, "valid_from"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_setting_stays_within_reason(db, now, given, field):
    with pytest.raises(Invalid) as refused:
        change(now, **given)

    assert refused.value.field == field


def test_only_the_empowered_official_changes_the_rules(db, now):
    with pytest.raises(Denied, match="Only the empowered official"):
        change(now, actor=make_officer())


def test_a_case_keeps_the_target_of_the_day_on_which_it_was_submitted(lists, now):
    case = make_case(item=UNKNOWN)
    change(now, valid_from=date(2026, 7, 1))

    assert targets.allowed(case, targets.settings_for(case)) == 6
    change(now, value=9, valid_from=date(2026, 7, 2))
    assert targets.allowed(case, targets.settings_for(case)) == 6


def test_the_preview_names_the_open_cases_that_would_move(lists, now):
    case = make_case(item=UNKNOWN)

    moved = would_move("target_tier_1", 10, at=now)

    assert [(each.case, each.before, each.after) for each in moved] == [
        (
            case,
            "Tier 1 · one officer, answer by 7 July 2026",
            "Tier 1 · one officer, answer by 16 July 2026",
        )
    ]
    assert would_move("long_stay_days", 400, at=now) == []


def test_the_preview_follows_thresholds_and_leaves_what_somebody_raised(lists, now):
    worth = {**FREE, "value_usd": 3000}
    shipped, raised = (make_case(activity="ship", item=worth, at=now) for _ in range(2))
    actions.raise_tier(raised, tier=2, reason="It is the third one.", actor=make_officer(), at=now)
    assert (shipped.tier, shipped.state) == (1, "officer_review")

    moved = would_move("value_threshold", 5000, at=now)

    assert [(each.case, each.before[:6], each.after) for each in moved] == [
        (shipped, "Tier 1", "Tier 0 · recorded at once")
    ]
    assert would_move("value_threshold", 1000, at=now) == []
