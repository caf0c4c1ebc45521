"""Is an answer right? Pure questions about what was given and what is known."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from training.models import Choice, Question
from training.states import QuestionKind


def is_correct(question: Question, choices: Sequence[Choice], given: Any) -> bool:
    """
    Tell whether the answer is right.

    ``given`` is a choice's position, the positions chosen, the number as typed, or the
    positions in the order into which they were put. Several answers are right together or not at all.
    """
    if question.kind == QuestionKind.NUMERIC:
        number = as_number(given)
        return number is not None and abs(number - question.number) <= question.tolerance  # type: ignore[operator]
    if question.kind == QuestionKind.ORDERING:
        ranked = sorted(choices, key=lambda choice: choice.place or 0)
        return [choice.position for choice in ranked] == list(given)
    right = {choice.position for choice in choices if choice.correct}
    return right == ({given} if question.kind == QuestionKind.SINGLE else set(given))


def as_number(text: Any) -> Decimal | None:
    """Read a number as people type it: 600, 1 100, 0.001, 1e-3, 0,001; None when it is none."""
    plain = str(text).strip().replace("\u00a0", "").replace(" ", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 30 else None


def percent(right: int, asked: int) -> int:
    """Return the score, rounded down: nobody passes by rounding."""
    return right * 100 // asked if asked else 0
