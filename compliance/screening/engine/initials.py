"""Given names cut down to letters: Y. V. Petrov may be Yevgeny, Evgeniy or Jevgenij Viktorovich."""

from dataclasses import replace
from itertools import combinations, pairwise

from compliance.screening.engine.lexicon import Class
from compliance.screening.engine.tokens import Token

OTHER_LETTERS = "initials as another transliteration writes them"
_LINKS = frozenset("ye")  # "and" in Spanish and Italian names, where they stand alone
_OTHERWISE = {"y": "e", "e": "y", "j": "y"}


def settle(tokens: list[Token]) -> list[Token]:
    """Return the tokens with Y and E made initials where they stand beside another single letter."""
    letters = [len(token.text) == 1 and token.cls in (Class.INITIAL, Class.PARTICLE) for token in tokens]
    beside = [any(letters[max(at - 1, 0) : at] + letters[at + 1 : at + 2]) for at in range(len(tokens))]
    return [
        replace(token, cls=Class.INITIAL) if near and token.text in _LINKS else token
        for token, near in zip(tokens, beside, strict=True)
    ]


def otherwise(tokens: list[Token]) -> list[list[Token]]:
    """Return the tokens with their first two initials as other transliterations have them, one or both."""
    if not any(left.cls == right.cls == Class.INITIAL for left, right in pairwise(tokens)):
        return []
    places = [at for at, token in enumerate(tokens) if token.cls == Class.INITIAL and token.text in _OTHERWISE][:2]
    return [
        [replace(token, text=_OTHERWISE[token.text]) if at in changed else token for at, token in enumerate(tokens)]
        for size in range(1, len(places) + 1)
        for changed in combinations(places, size)
    ]
