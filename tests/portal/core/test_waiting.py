"""What waits is gathered from everywhere and put in order of its day."""

from datetime import date, timedelta

import pytest

from portal.core import waiting
from portal.core.waiting import Count, WaitingItem


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch):
    monkeypatch.setattr(waiting, "_sources", {})
    monkeypatch.setattr(waiting, "_figures", {})


def item(title, due_at=None, **more):
    return WaitingItem(title=title, url="/", kind="Case", due_at=due_at, **more)


def test_items_are_grouped_by_how_near_their_day_is(now):
    today = date(2026, 7, 1)
    items = [
        item("none"),
        item("later", today + timedelta(days=8)),
        item("soon", today + timedelta(days=7)),
        item("overdue", today - timedelta(days=1)),
        item("today", now),
    ]
    waiting.register("test")(lambda user, at: items)

    found = waiting.waiting_for(None, at=now)

    assert [(group.title, [each.title for each in group.items]) for group in found.groups] == [
        ("Overdue", ["overdue"]),
        ("Today", ["today"]),
        ("In the next seven days", ["soon"]),
        ("Later", ["later"]),
        ("Without a date", ["none"]),
    ]
    assert [group.overdue for group in found.groups] == [True, False, False, False, False]
    assert found.total == 5


def test_a_long_group_shows_its_beginning_and_counts_the_rest(now):
    waiting.register("test")(lambda user, at: [item(f"{number:02d}") for number in range(23)])

    group = waiting.waiting_for(None, at=now).groups[0]

    assert (len(group.first), group.more) == (20, 3)


def test_what_waits_for_somebody_else_is_kept_apart(now):
    waiting.register("test")(lambda user, at: [item("mine"), item("theirs", who="Ada Vexley")])

    found = waiting.waiting_for(None, at=now)

    assert found.total == 1
    assert [each.title for each in found.others] == ["theirs"]


def test_the_same_name_again_replaces_its_source(now):
    waiting.register("test")(lambda user, at: [item("old")])
    waiting.register("test")(lambda user, at: [item("new")])

    assert [each.title for each in waiting.waiting_for(None, at=now).groups[0].items] == ["new"]


def test_sources_are_told_who_and_when(now):
    told = []
    waiting.register("test")(lambda user, at: told.append((user, at)) or [])

    waiting.waiting_for("Ada", at=now)

    assert told == [("Ada", now)]


def test_figures_are_gathered_too(now):
    waiting.register_counts("test")(lambda user, at: [Count(label="in your queue", figure=12)])

    assert waiting.waiting_for(None, at=now).counts[0].figure == 12
