"""Right or wrong: pure questions."""

from decimal import Decimal

import pytest

from training import grading
from training.models import Choice, Question


def question(kind, **given):
    """Make a question that is nowhere stored."""
    return Question(kind=kind, **given)


def choices(*correct, places=()):
    """Make choices numbered from 1."""
    places = places or [None] * len(correct)
    return [
        Choice(position=number, correct=right, place=place)
        for number, (right, place) in enumerate(zip(correct, places, strict=True), 1)
    ]


def test_single():
    given = choices(False, True)

    assert grading.is_correct(question("single"), given, 2)
    assert not grading.is_correct(question("single"), given, 1)


@pytest.mark.parametrize(
    ("answer", "right"), [([1, 3], True), ([3, 1], True), ([1], False), ([1, 2, 3], False), ([], False)]
)
def test_several_are_right_together_or_not_at_all(answer, right):
    assert grading.is_correct(question("multiple"), choices(True, False, True), answer) is right


def test_ordering_is_right_as_a_whole():
    shown = choices(False, False, False, places=[2, 3, 1])

    assert grading.is_correct(question("ordering"), shown, [3, 1, 2])
    assert not grading.is_correct(question("ordering"), shown, [1, 2, 3])


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("0.004", True),
        ("0,004", True),
        ("4e-3", True),
        (" .004 ", True),
        ("0.0041", True),
        ("0.0042", False),
        ("four", False),
        ("", False),
        ("nan", False),
        ("inf", False),
        ("1e999999999", False),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, right):
    asked = question("numeric", number=Decimal("0.004"), tolerance=Decimal("0.0001"))

    assert grading.is_correct(asked, [], typed) is right


@pytest.mark.parametrize(("right", "asked", "score"), [(3, 4, 75), (2, 3, 66), (0, 4, 0), (4, 4, 100), (0, 0, 0)])
def test_nobody_passes_by_rounding(right, asked, score):
    assert grading.percent(right, asked) == score
