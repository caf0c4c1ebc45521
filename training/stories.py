"""
A scenario exercise as its authors write it: scenes in YAML, each with choices that lead on, or an end with its debrief.

Every scene can be reached, every way ends, every end cites the rule that decides it.
"""

from typing import Any

import yaml

from portal.core.errors import Invalid
from training.parsing import CODE

OUTCOMES = ("well_done", "could_be_better", "went_wrong")


def parse(source: str) -> dict[str, Any]:
    """
    Read an exercise: ``code``, ``title``, ``summary``, ``minutes``, ``start`` and ``scenes`` by name.

    :raises Invalid: with what is wrong; field ``source``
    """
    try:
        story = yaml.safe_load(source)
    except yaml.YAMLError:
        raise _wrong("This is not readable as YAML") from None
    if not isinstance(story, dict) or not isinstance(story.get("scenes"), dict):
        raise _wrong("An exercise has a head and scenes")
    for name in ("code", "title", "summary"):
        if not isinstance(story.get(name), str) or not story[name].strip():
            raise _wrong(f"“{name}” is missing")
    if not CODE.fullmatch(story["code"]):
        raise _wrong("The code has small letters, figures and single hyphens only")
    if not isinstance(story.get("minutes"), int) or story["minutes"] < 1:
        raise _wrong("“minutes” is a whole number")
    for name, scene in story["scenes"].items():
        _check_scene(name, scene, story["scenes"])
    _walk(story)
    return story


def _check_scene(name: str, scene: Any, scenes: dict[str, Any]) -> None:
    if not isinstance(scene, dict) or not str(scene.get("text") or "").strip():
        raise _wrong(f"The scene “{name}” has no text")
    end, choices = scene.get("end"), scene.get("choices")
    if bool(end) == bool(choices):
        raise _wrong(f"The scene “{name}” has choices or an end")
    if end:
        if not isinstance(end, dict) or end.get("outcome") not in OUTCOMES:
            raise _wrong(f"The end “{name}” has an outcome: {', '.join(OUTCOMES)}")
        if not end.get("debrief") or not end.get("citation"):
            raise _wrong(f"The end “{name}” has a debrief and a citation")
        return
    if not isinstance(choices, list) or len(choices) < 2:
        raise _wrong(f"The scene “{name}” has at least two choices")
    for choice in choices:
        if not isinstance(choice, dict) or not choice.get("text") or choice.get("leads_to") not in scenes:
            raise _wrong(f"A choice of “{name}” has a text and leads to a scene")


def _walk(story: dict[str, Any]) -> None:
    """Follow every way from the start: none turns in a circle, and none is left out."""
    scenes, start = story["scenes"], str(story.get("start") or "")
    if start not in scenes:
        raise _wrong("“start” names a scene")
    seen: set[str] = set()
    ways: list[tuple[str, ...]] = [(start,)]
    while ways:
        way = ways.pop()
        seen.add(way[-1])
        for choice in scenes[way[-1]].get("choices") or []:
            if choice["leads_to"] in way:
                raise _wrong(f"The story turns in a circle at “{choice['leads_to']}”")
            ways.append((*way, choice["leads_to"]))
    lost = sorted(set(scenes) - seen)
    if lost:
        raise _wrong(f"Nothing leads to the scene “{lost[0]}”")


def _wrong(what: str) -> Invalid:
    return Invalid(f"{what}.", field="source")
