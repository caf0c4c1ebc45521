"""Scenario exercises: stories that end, ways that are one's own, nothing graded."""

import pytest
from django.urls import reverse

from portal.core.errors import Conflict, Denied, Invalid
from portal.core.events import events_about
from tests.factories.people import make_user
from training import actions, queries, shipped, stories
from training.models import Exercise, ExerciseRun

STORY = """
code: two-doors
title: Two doors
summary: Choose.
minutes: 1
start: hall
scenes:
  hall:
    text: Two **doors**.
    choices:
      - text: The left one
        leads_to: room
        consequence: It creaks.
      - text: The right one
        leads_to: cellar
  room:
    text: A room.
    choices:
      - text: Sit
        leads_to: rest
      - text: Jump
        leads_to: cellar
  rest:
    text: You rest.
    end: {outcome: well_done, debrief: Sitting is safe., citation: House rule 1}
  cellar:
    text: You fall.
    end: {outcome: went_wrong, debrief: Look first., citation: House rule 2}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("start: hall", "start: attic", "“start” names a scene"),
        ("leads_to: room\n", "leads_to: attic\n", "leads to a scene"),
        ("leads_to: rest", "leads_to: hall", "turns in a circle at “hall”"),
        ("      - text: Sit\n        leads_to: rest\n", "", "at least two choices"),
        ("leads_to: rest", "leads_to: cellar", "Nothing leads to the scene “rest”"),
        ("citation: House rule 1", "citation: ''", "a debrief and a citation"),
        ("outcome: well_done", "outcome: fine", "has an outcome"),
        ("text: You rest.", "text: ''", "has no text"),
        ("minutes: 1", "minutes: soon", "whole number"),
        ("title: Two doors", "title: ", "“title” is missing"),
        ("code: two-doors", "code: Two Doors", "small letters"),
        ("scenes:", "scenes: [", "readable as YAML"),
    ],
)
def test_what_is_wrong_with_a_story_is_said(old, new, said):
    assert old in STORY

    with pytest.raises(Invalid, match=said):
        stories.parse(STORY.replace(old, new, 1))


@pytest.mark.parametrize("path", sorted(shipped.EXERCISES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_exercises_are_whole(path):
    story = stories.parse(path.read_text(encoding="utf-8"))

    ends = {scene["end"]["outcome"] for scene in story["scenes"].values() if "end" in scene}
    assert story["code"] == path.stem
    assert len(ends) > 1
    assert "well_done" in ends


def test_eight_exercises_ship():
    assert len(list(shipped.EXERCISES.glob("*.yaml"))) == 8


@pytest.fixture
def exercise(db, tmp_path, now):
    """An exercise with two doors."""
    (tmp_path / "two-doors.yaml").write_text(STORY)
    return actions.load_exercises(tmp_path, actor=None, at=now)[0]


def test_loading_twice_changes_nothing_and_a_change_replaces(exercise, tmp_path, now):
    assert actions.load_exercises(tmp_path, actor=None, at=now) == []
    (tmp_path / "two-doors.yaml").write_text(STORY.replace("You fall.", "You fall far."))

    (fresh,) = actions.load_exercises(tmp_path, actor=None, at=now)

    assert Exercise.objects.get(retired_at=None) == fresh
    with pytest.raises(Conflict, match="replaced"):
        actions.begin_exercise(Exercise.objects.get(pk=exercise.pk), actor=make_user(), at=now)


def test_a_run_remembers_its_way_and_ends(exercise, now):
    person = make_user()
    run = actions.begin_exercise(exercise, actor=person, at=now)
    actions.choose(run, choice=0, actor=person, at=now)
    assert queries.scene_of(run) == "room"
    assert actions.begin_exercise(exercise, actor=person, at=now) == run

    actions.choose(run, choice=0, actor=person, at=now)

    kept = ExerciseRun.objects.get()
    assert (kept.outcome, kept.finished_at, kept.steps) == ("well_done", now, 2)
    assert events_about(kept).get().data == {"outcome": "well_done"}
    with pytest.raises(Conflict, match="finished"):
        actions.choose(kept, choice=0, actor=person, at=now)


def test_a_stale_window_loses(exercise, now):
    person = make_user()
    run = actions.begin_exercise(exercise, actor=person, at=now)
    stale = ExerciseRun.objects.select_related("exercise").get(pk=run.pk)
    actions.choose(run, choice=0, actor=person, at=now)

    with pytest.raises(Conflict, match="another window"):
        actions.choose(stale, choice=1, actor=person, at=now)


def test_choices_are_ones_own_and_exist(exercise, now):
    person = make_user()
    run = actions.begin_exercise(exercise, actor=person, at=now)

    with pytest.raises(Denied):
        actions.choose(run, choice=0, actor=make_user(), at=now)
    with pytest.raises(Invalid, match="one of the answers"):
        actions.choose(run, choice=7, actor=person, at=now)


def test_through_the_pages_to_the_debrief(exercise, client):
    client.force_login(make_user())
    page = client.post(exercise.get_absolute_url(), follow=True).content.decode()
    assert "Two <strong>doors</strong>." in page
    run = ExerciseRun.objects.get()
    page = client.post(run.get_absolute_url(), {"choice": 0}, follow=True).content.decode()
    assert "It creaks." in page
    assert "Choose an answer." in client.post(run.get_absolute_url(), {}).content.decode()

    page = client.post(run.get_absolute_url(), {"choice": 1}, follow=True).content.decode()

    assert "It went wrong" in page
    assert "House rule 2" in page
    assert "Try another way" in page
    assert "it went wrong" in client.get(exercise.get_absolute_url()).content.decode()


def test_anothers_run_does_not_exist(exercise, client, now):
    run = actions.begin_exercise(exercise, actor=make_user(), at=now)
    client.force_login(make_user())

    assert client.get(run.get_absolute_url()).status_code == 404
    assert client.get(reverse("training:exercise", args=["no-such"])).status_code == 404


def test_what_waits_is_shown_at_home(db, now):
    from portal.core import waiting
    from tests.factories.training import complete, make_course, require
    from training.waiting import waiting as training_waiting

    person = make_user()
    require("basics", grace_days=30)
    require("later", grace_days=90)
    require("done")
    complete(person, make_course("done"), expires_on=None)

    items = [item for group in waiting.waiting_for(person, at=now).groups for item in group.items]

    assert [(item.title, item.detail) for item in items if item.kind == "Training"] == [("Basics", "Take the course")]
    assert len(list(training_waiting(person, now))) == 1
