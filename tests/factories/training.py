"""Make courses, completions, requirements and attempts."""

import itertools
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from portal.accounts.models import User
from portal.accounts.roles import IncidentHandler
from tests.factories.people import NOW, make_user
from training import actions
from training.models import Attempt, Completion, Course, CourseVersion, Proposal, Requirement, Tabletop, TabletopSession
from training.states import QuestionKind

_numbers = itertools.count(1)
SOURCE = """---
code: {code}
title: {title}
minutes: 10
pass_mark: {pass_mark}
{valid}
language: {language}
---

## First lesson

{body}

```check
kind: single
prompt: Is a quiet amplifier for qubits on the lists?
choices:
  - text: "Yes"
    correct: true
  - text: "No"
    feedback: Look at 3A901.
explanation: It is entry 3A901.b.
citation: 15 CFR 774
```

## Second lesson

More.

```check
kind: multiple
prompt: Which are exports?
choices:
  - text: A parcel
    correct: true
  - text: A tour
    correct: true
  - text: A nap
explanation: Naps reveal nothing.
```

```check
kind: numeric
prompt: How many years are records kept?
number: 5
unit: years
explanation: Five.
```

```check
kind: ordering
prompt: In order.
choices:
  - Ask
  - Wait
  - Send
explanation: Asking comes first.
```
"""


def source(code: str = "basics", *, title: str = "Basics", **given: Any) -> str:
    """Write a course with four questions, one of each kind."""
    valid = given.pop("valid_months", 24)
    words = {"pass_mark": 75, "language": "en", "body": "Read this **well**.", **given}
    return SOURCE.format(code=code, title=title, valid=f"valid_months: {valid}" if valid else "", **words)


def make_course(code: str = "", *, title: str = "") -> Course:
    """Open a course without a version."""
    code = code or f"course-{next(_numbers)}"
    found = Course.objects.filter(code=code).first()
    return found or actions.open_course(code, title=title or code.replace("-", " ").capitalize(), actor=None, at=NOW)


def make_version(code: str = "basics", *, at: datetime = NOW, **given: Any) -> CourseVersion:
    """Publish a course with four questions."""
    version = actions.draft_version(source(code, **given), actor=None, at=at)
    actions.publish(version, actor=None, at=at)
    return version


def complete(
    person: User, course: Course | str, *, at: datetime = NOW, expires_on: date | None = date(2028, 7, 1)
) -> Completion:
    """Record that the person did the course elsewhere."""
    course = make_course(course) if isinstance(course, str) else course
    return actions.record_outside_completion(
        person, course=course, completed_at=at, expires_on=expires_on, key=f"test-{next(_numbers)}", actor=None, at=at
    )


def require(course: Course | str, audience: str = "everyone", audience_key: str = "", **given: Any) -> Requirement:
    """Require a course since 2025."""
    course = make_course(course) if isinstance(course, str) else course
    return actions.require(
        given.pop("code", f"rule-{next(_numbers)}"),
        course=course,
        audience=audience,
        audience_key=audience_key,
        from_on=given.pop("from_on", date(2025, 1, 1)),
        ground=given.pop("ground", "The policy"),
        actor=None,
        at=NOW,
        **given,
    )


def right(question: Any) -> Any:
    """Return the right answer of a question."""
    choices = list(question.choices.order_by("position"))
    if question.kind == QuestionKind.NUMERIC:
        return str(question.number)
    if question.kind == QuestionKind.ORDERING:
        return [choice.position for choice in sorted(choices, key=lambda choice: choice.place)]
    positions = [choice.position for choice in choices if choice.correct]
    return positions[0] if question.kind == QuestionKind.SINGLE else positions


def wrong(question: Any) -> Any:
    """Return a wrong answer of a question."""
    choices = list(question.choices.order_by("position"))
    if question.kind == QuestionKind.NUMERIC:
        return "-1"
    if question.kind == QuestionKind.ORDERING:
        return list(reversed(right(question)))
    position = next(choice.position for choice in choices if not choice.correct)
    return position if question.kind == QuestionKind.SINGLE else [position]


def take(person: User, course: Course, *, mistakes: int = 0, at: datetime = NOW) -> Attempt:
    """Take a course from beginning to end, with so many mistakes."""
    attempt = actions.begin(course, actor=person, at=at)
    for lesson in attempt.version.lessons.all():
        actions.read(attempt, lesson=lesson, actor=person, at=at)
    for number, question in enumerate(attempt.version.questions.order_by("position")):
        given = wrong(question) if number < mistakes else right(question)
        actions.answer(attempt, question=question, given=given, actor=person, at=at)
    actions.finish(attempt, actor=person, at=at)
    return attempt


def make_learner(**given: Any) -> User:
    """Open an account of somebody who has been here long."""
    return make_user(**given)


SCRIPT = """
code: wet-floor
title: The wet floor
summary: Water.
audience: Everybody
minutes: 30
opening: It **rains**.
objectives: [Find the tap.]
sources: House rules
injects:
  - {minute: 0, title: A drop, sender: The cellar, text: Drip., hint: Look up., citation: Rule 1, questions: ["Where?"]}
  - {minute: 10, title: A stream, sender: The sea, text: Gush., hint: Shut it., citation: Rule 2, questions: ["Who?"]}
"""


def make_tabletop() -> Tabletop:
    """Load a short script with a message at the start and one after ten minutes."""
    known = Tabletop.objects.offered().filter(code="wet-floor").first()
    if known:
        return known
    with TemporaryDirectory() as folder:
        Path(folder, "wet-floor.yaml").write_text(SCRIPT)
        return actions.load_tabletops(Path(folder), actor=None, at=NOW)[0]


def make_session(
    *, facilitator: User | None = None, people: list[User] | None = None, tabletop: Tabletop | None = None, **given: Any
) -> TabletopSession:
    """Plan a sitting, led by an incident handler if nobody is named."""
    return actions.plan_session(
        tabletop or make_tabletop(),
        title=given.pop("title", "A drill"),
        planned_for=NOW,
        people=[make_user()] if people is None else people,
        actor=facilitator or make_user(IncidentHandler),
        at=NOW,
        **given,
    )


def enter_proposal(people: list[User], *, due_on: date, funder: str = "nsf", actor: User | None = None) -> Proposal:
    """Enter a proposal with its people."""
    return actions.enter_proposal(
        f"Quiet amplifiers {next(_numbers)}",
        funder=funder,
        due_on=due_on,
        people=people,
        actor=actor or people[0],
        at=NOW,
    )
