"""
Parties as a university might have them, as many as wanted, the same every time.

Given and family names of people and words of universities from the negatives are put together anew; one in fifty is a
listed name with a slip in it, so that sweeps have something to find.
"""

import random
from collections.abc import Iterator

from bench.screening import lists

LISTED_EVERY = 50
SEED = 7


def names(count: int) -> Iterator[tuple[str, str]]:
    """Yield so many names with the kind of party."""
    chance = random.Random(SEED)
    people = [case.query.split() for case in lists.cases("negatives") if case.kind.startswith("person")]
    people = [name for name in people if len(name) > 1]
    schools = [case.query.split() for case in lists.cases("negatives") if case.kind == "university"]
    listed = [entry.names[0].text for entry in lists.consolidated()][::7]
    for number in range(count):
        if number % LISTED_EVERY == 0:
            yield _slipped(chance.choice(listed), chance), "unknown"
        elif number % 2:
            left, right = chance.choice(people), chance.choice(people)
            middle = f" {chance.choice('ABCDEFGHIJKLMNOPRSTVWYZ')}." if number % 6 == 1 else ""
            yield f"{' '.join(left[:-1])}{middle} {right[-1]}", "person"
        else:
            left, right = chance.choice(schools), chance.choice(schools)
            yield " ".join([*left[: max(1, len(left) // 2)], *right[len(right) // 2 :]]), "organisation"


def _slipped(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, max(2, len(name) - 1))
    return name[:at] + name[at + 1 :] if len(name) > 4 else name
