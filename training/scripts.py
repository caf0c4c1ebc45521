"""
A tabletop exercise as its authors write it: a head, and messages in YAML with the minute at which each is due.

Every message says from whom it comes, asks at least one question, tells the facilitator what a good answer holds,
and cites what that rests on.
"""

from dataclasses import dataclass
from typing import Any

import yaml

from portal.core.errors import Invalid
from training.parsing import CODE


@dataclass(frozen=True)
class InjectText:
    """One message as written."""

    minute: int
    title: str
    sender: str
    text: str
    hint: str
    citation: str
    questions: list[str]


@dataclass(frozen=True)
class ScriptText:
    """A script as written."""

    code: str
    title: str
    summary: str
    audience: str
    minutes: int
    opening: str
    objectives: list[str]
    sources: str
    injects: list[InjectText]


def parse(source: str) -> ScriptText:
    """
    Read a script.

    :raises Invalid: with what is wrong; field ``source``
    """
    try:
        given = yaml.safe_load(source)
    except yaml.YAMLError:
        raise _wrong("This is not readable as YAML") from None
    if not isinstance(given, dict) or not isinstance(given.get("injects"), list) or not given["injects"]:
        raise _wrong("A script has a head and injects")
    words = {
        name: _text(given, name, "The head") for name in ("code", "title", "summary", "audience", "opening", "sources")
    }
    if not CODE.fullmatch(words["code"]):
        raise _wrong("The code has small letters, figures and single hyphens only")
    injects = [_inject(number, each) for number, each in enumerate(given["injects"], start=1)]
    minutes = _minute(given, "minutes", "The head")
    _in_order(injects, minutes)
    objectives = _lines(given.get("objectives"), "The head has objectives, each a sentence")
    return ScriptText(minutes=minutes, objectives=objectives, injects=injects, **words)


def _inject(number: int, given: Any) -> InjectText:
    where = f"Inject {number}"
    if not isinstance(given, dict):
        raise _wrong(f"{where} has names and values")
    words = {name: _text(given, name, where) for name in ("title", "sender", "text", "hint", "citation")}
    questions = _lines(given.get("questions"), f"{where} asks at least one question")
    return InjectText(minute=_minute(given, "minute", where), questions=questions, **words)


def _in_order(injects: list[InjectText], minutes: int) -> None:
    due = [inject.minute for inject in injects]
    if due != sorted(due):
        raise _wrong("The injects stand in the order of their minutes")
    if due[-1] >= minutes:
        raise _wrong("The last inject comes before the end")


def _text(given: dict[str, Any], name: str, where: str) -> str:
    text = given.get(name)
    if not isinstance(text, str) or not text.strip():
        raise _wrong(f"{where} has no “{name}”")
    return text.strip()


def _minute(given: dict[str, Any], name: str, where: str) -> int:
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 600:
        raise _wrong(f"{where} has “{name}”, a whole number from 0 to 600")
    return value


def _lines(given: Any, what: str) -> list[str]:
    if not isinstance(given, list) or not given or not all(isinstance(each, str) and each.strip() for each in given):
        raise _wrong(what)
    return [each.strip() for each in given]


def _wrong(what: str) -> Invalid:
    return Invalid(f"{what}.", field="source")
