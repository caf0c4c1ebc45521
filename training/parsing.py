"""
A course as its authors write it: one Markdown file.

A head of YAML between two lines of dashes says what the course is. Each heading of
the second level begins a lesson. A fenced block named ``check`` holds a question in
YAML, at the place in the lesson where it is asked. What is wrong is said with its line.
"""

import hashlib
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from portal.core.errors import Invalid
from training.states import QuestionKind

LIMIT = 200_000
HEAD = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class ChoiceText:
    """One answer as written."""

    text: str
    correct: bool = False
    place: int | None = None
    feedback: str = ""


@dataclass(frozen=True)
class QuestionText:
    """One question as written."""

    kind: str
    prompt: str
    explanation: str
    citation: str = ""
    number: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    choices: list[ChoiceText] = field(default_factory=list)


@dataclass(frozen=True)
class LessonText:
    """One lesson as written."""

    title: str
    body: str


@dataclass(frozen=True)
class CourseText:
    """A course as written: what it is, and its lessons and questions in the order in which they come."""

    code: str
    title: str
    audience: str
    summary: str
    language: str
    minutes: int
    pass_mark: int
    valid_months: int | None
    steps: list[LessonText | QuestionText]
    source: str

    @property
    def digest(self) -> str:
        """SHA-256 of the source."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    @property
    def questions(self) -> list[QuestionText]:
        """The questions alone."""
        return [step for step in self.steps if isinstance(step, QuestionText)]


def parse(source: str) -> CourseText:
    """
    Read a course.

    :raises Invalid: with the line and what is wrong there; field ``source``
    """
    source = source.replace("\r\n", "\n")
    if len(source) > LIMIT:
        raise _wrong(1, f"the text is longer than {LIMIT:,} characters")
    match = HEAD.match(source)
    if match is None:
        raise _wrong(1, "the file begins with a head between two lines of three dashes")
    head = _yaml(match["head"], 2)
    steps = list(_steps(match["body"], match["head"].count("\n") + 4))
    if not any(isinstance(step, LessonText) for step in steps):
        raise _wrong(1, "there is no lesson; a line that begins with “## ” begins one")
    if not any(isinstance(step, QuestionText) for step in steps):
        raise _wrong(1, "there is no question, so nobody could pass")
    return CourseText(
        code=_code(head),
        title=_text(head, "title", 2, most=150),
        audience=str(head.get("audience") or ""),
        summary=str(head.get("summary") or "").strip(),
        language=str(head.get("language") or "en"),
        minutes=_count(head, "minutes", least=1, most=1000),
        pass_mark=_count(head, "pass_mark", least=1, most=100),
        valid_months=_count(head, "valid_months", least=1, most=240) if head.get("valid_months") else None,
        steps=steps,
        source=source,
    )


def _steps(body: str, line: int) -> Any:
    """Yield lessons and questions in order. A question inside a lesson ends its page; the lesson goes on after it."""
    title, began = "", line
    text: list[str] = []
    fence: list[str] | None = None
    for number, row in enumerate(body.split("\n"), start=line):
        if fence is not None:
            if row.strip() == "```":
                yield _question(_yaml("\n".join(fence), began + 1), began)
                fence = None
            else:
                fence.append(row)
        elif row.strip() == "```check":
            if not title:
                raise _wrong(number, "a question stands in a lesson")
            yield from _lesson(title, text)
            text, fence, began = [], [], number
        elif row.startswith("## "):
            yield from _lesson(title, text)
            title, text = row[3:].strip(), []
        elif title or not row.strip():
            text.append(row)
        else:
            raise _wrong(number, "text stands before the first lesson")
    if fence is not None:
        raise _wrong(began, "the question is not closed with three backticks")
    yield from _lesson(title, text)


def _lesson(title: str, text: list[str]) -> Any:
    body = "\n".join(text).strip()
    if title and body:
        yield LessonText(title, body)


def _question(given: dict[str, Any], line: int) -> QuestionText:
    kind = given.get("kind")
    if kind not in QuestionKind.values:
        raise _wrong(line, f"the kind is one of {', '.join(QuestionKind.values)}")
    number = _decimal(given.get("number"), line) if kind == QuestionKind.NUMERIC else None
    return QuestionText(
        kind=kind,
        prompt=_text(given, "prompt", line, most=2000),
        explanation=_text(given, "explanation", line, most=4000),
        citation=str(given.get("citation") or ""),
        number=number,
        tolerance=_decimal(given.get("tolerance") or 0, line),
        unit=str(given.get("unit") or ""),
        choices=_choices(kind, given.get("choices") or [], line),
    )


def _choices(kind: str, given: list[Any], line: int) -> list[ChoiceText]:
    if kind == QuestionKind.NUMERIC:
        return []
    if not isinstance(given, list) or len(given) < 2:
        raise _wrong(line, "a question has at least two choices")
    if kind == QuestionKind.ORDERING:
        return _shuffled([ChoiceText(_choice_text(each, line), place=place) for place, each in enumerate(given, 1)])
    choices = [
        ChoiceText(
            _choice_text(each, line), correct=each.get("correct") is True, feedback=str(each.get("feedback") or "")
        )
        if isinstance(each, dict)
        else ChoiceText(_choice_text(each, line))
        for each in given
    ]
    right = sum(choice.correct for choice in choices)
    if kind == QuestionKind.SINGLE and right != 1:
        raise _wrong(line, "a question with one answer has exactly one correct choice")
    if not right:
        raise _wrong(line, "no choice is correct")
    return choices


def _choice_text(given: Any, line: int) -> str:
    text = str(given.get("text", "") if isinstance(given, dict) else given).strip()
    if not text:
        raise _wrong(line, "a choice has a text")
    return text


def _shuffled(choices: list[ChoiceText]) -> list[ChoiceText]:
    """Put things in an order that is always the same and not the right one."""
    shown = sorted(choices, key=lambda choice: hashlib.sha256(choice.text.encode()).digest())
    return shown[1:] + shown[:1] if [choice.place for choice in shown] == list(range(1, len(shown) + 1)) else shown


def _yaml(text: str, line: int) -> dict[str, Any]:
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        raise _wrong(line + (mark.line if mark else 0), "this is not readable as YAML") from None
    if not isinstance(given, dict):
        raise _wrong(line, "names and values are expected here")
    return given


def _text(given: dict[str, Any], name: str, line: int, *, most: int) -> str:
    text = str(given.get(name) or "").strip()
    if not text:
        raise _wrong(line, f"“{name}” is missing")
    if len(text) > most:
        raise _wrong(line, f"“{name}” is longer than {most:,} characters")
    return text


def _code(head: dict[str, Any]) -> str:
    code = _text(head, "code", 2, most=60)
    if not CODE.fullmatch(code):
        raise _wrong(2, "the code has small letters, figures and single hyphens only")
    return code


def _count(head: dict[str, Any], name: str, *, least: int, most: int) -> int:
    value = head.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _wrong(2, f"“{name}” is a whole number from {least} to {most}")
    return value


def _decimal(value: Any, line: int) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _wrong(line, "a question for a number names the right number")
    return number


def _wrong(line: int, what: str) -> Invalid:
    return Invalid(f"Line {line}: {what}.", field="source")
