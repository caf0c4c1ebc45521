"""What searching keeps in memory does not grow with the names that were searched."""

import gc
import random
import sys

import pytest

from compliance.screening import engine

NAMES = 9_000  # of three words each that nobody has met: more than every memory of the engine holds


@pytest.fixture
def index(tmp_path):
    listed = engine.Listed("ofac", "306", "organisation", (engine.ListedName("Kedrovka Cryogenic Works"),))
    return engine.build([listed], tmp_path)


def _names(seed: int):
    """Yield names of made-up words; two seeds share no word worth speaking of."""
    dice = random.Random(seed)
    for number in range(NAMES):
        words = ("".join(dice.choices("abdeghiklmnoprstuv", k=7)) for _ in range(3))
        yield engine.Query(name=" ".join(words), kind="person", id=str(number))


def _held_after(index, seed: int) -> int:
    """Return how many blocks of memory Python holds after so many names."""
    asked = sum(1 for result in engine.search_many(index, _names(seed)) if result.searchable)
    assert asked == NAMES
    gc.collect()
    return sys.getallocatedblocks()


def test_what_one_file_of_names_filled_the_next_does_not_add_to(index):
    filled = _held_after(index, seed=1)

    again = _held_after(index, seed=2)

    assert again - filled < 0.02 * filled
