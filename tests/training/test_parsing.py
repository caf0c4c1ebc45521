"""A course as its authors write it: read, or refused with the line."""

import contextlib
import random
import string
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Invalid
from tests.factories.training import source
from training.parsing import LessonText, parse
from training.rendering import lesson_html
from training.shipped import COURSES

GOOD = source()


def test_lessons_and_questions_come_in_order():
    text = parse(GOOD)

    kinds = ["lesson" if isinstance(step, LessonText) else step.kind for step in text.steps]
    assert kinds == ["lesson", "single", "lesson", "multiple", "numeric", "ordering"]
    assert (text.code, text.pass_mark, text.valid_months) == ("basics", 75, 24)


def test_windows_line_ends_are_the_same_course():
    assert parse(GOOD.replace("\n", "\r\n")).digest == parse(GOOD).digest


def test_things_to_order_are_not_shown_in_the_right_order():
    ordering = parse(GOOD).questions[-1]

    assert [choice.place for choice in ordering.choices] != [1, 2, 3]
    assert sorted(choice.place for choice in ordering.choices) == [1, 2, 3]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: "x", "begins with a head"),
        (lambda text: text.replace("minutes: 10", ""), "“minutes” is a whole number"),
        (lambda text: text.replace("minutes: 10", "minutes: yes"), "“minutes” is a whole number"),
        (lambda text: text.replace("pass_mark: 75", "pass_mark: 120"), "from 1 to 100"),
        (lambda text: text.replace("code: basics", "code: Bad Code"), "small letters"),
        (lambda text: text.replace("title: Basics", "title: [unclosed"), "not readable as YAML"),
        (lambda text: text.replace("kind: single", "kind: riddle"), "the kind is one of"),
        (lambda text: text.replace('    correct: true\n  - text: "No"', '  - text: "No"'), "exactly one correct"),
        (lambda text: text.replace("number: 5\n", "number: five\n"), "names the right number"),
        (lambda text: text.replace("number: 5\n", "number: .inf\n"), "names the right number"),
        (lambda text: text.replace("explanation: Five.", ""), "“explanation” is missing"),
        (lambda text: text.replace("```\n\n## Second", "\n## Second"), "not readable as YAML"),
        (lambda text: text.rstrip().removesuffix("```"), "not closed with three backticks"),
        (lambda text: text.replace("## First lesson", "First lesson"), "before the first lesson"),
        (lambda text: text.split("```check")[0], "no question"),
        (lambda text: text + "x" * 200_000, "longer than"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(change, said):
    with pytest.raises(Invalid, match=r"^Line \d+: ") as refusal:
        parse(change(GOOD))

    assert said in str(refusal.value)
    assert refusal.value.field == "source"


@given(st.integers(0, 2**32))
def test_any_damage_is_read_or_refused(seed):
    chance = random.Random(seed)
    letters = list(GOOD)
    for _ in range(chance.randint(1, 12)):
        letters[chance.randrange(len(letters))] = chance.choice(string.printable)
    with contextlib.suppress(Invalid):
        parse("".join(letters))


@pytest.mark.parametrize("path", sorted(COURSES.glob("*.md")), ids=lambda path: path.stem)
def test_the_shipped_courses_are_whole(path):
    text = parse(path.read_text(encoding="utf-8"))

    assert path.stem in {text.code, f"{text.code}.{text.language}"}
    assert len(text.questions) >= 5
    assert all(question.citation for question in text.questions)
    assert not any("TODO" in step.body for step in text.steps if isinstance(step, LessonText))


def test_six_courses_ship_and_one_of_them_in_two_languages():
    texts = [parse(path.read_text(encoding="utf-8")) for path in COURSES.glob("*.md")]
    german, english = (
        next(t for t in texts if (t.code, t.language) == ("for-champions", each)) for each in ("de", "en")
    )

    assert len({text.code for text in texts}) == 6
    assert [question.kind for question in german.questions] == [question.kind for question in english.questions]
    assert (german.pass_mark, german.valid_months) == (english.pass_mark, english.valid_months)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](https://elsewhere.example/pixel.png)",
        "<style>body{display:none}</style>",
        "<iframe src='https://elsewhere.example'></iframe>",
        '<p style="position:fixed" onclick="x()">hello</p>',
        "[x](vbscript:x)",
    ],
)
def test_a_lesson_cannot_run_load_or_restyle_anything(attack):
    tags, attributes = elements(lesson_html(f"Before\n\n{attack}\n\nAfter"))

    assert tags <= {"p", "a"}
    assert {name for name, _ in attributes} <= {"class", "href", "rel"}
    assert all(value.startswith("https://") for name, value in attributes if name == "href")


def elements(html):
    """Return the tags and attributes that a browser would see."""
    tags, attributes = set(), []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            tags.add(tag)
            attributes.extend(attrs)

    Reader().feed(html)
    return tags, attributes


def test_headings_of_a_lesson_lie_below_the_pages_own():
    html = lesson_html("# One\n\n### Three\n\n###### Six")

    assert "<h1" not in html
    assert html.count("<h2") == 2
    assert "<h4" in html
