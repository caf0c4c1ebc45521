"""The words that reference data may hold are those that the engine has a rule for, no more and no fewer."""

import pytest

from compliance.classification.engine import duties, facts
from compliance.classification.engine.authorising import LISTS, TESTS
from compliance.classification.engine.outcomes import Policy
from compliance.classification.engine.rulebook import exclusions, requirements, uses
from compliance.controls import vocabulary
from compliance.controls.checks import identifiers

TOLD_IN_WORDS = """
acquisition brokering foreign_person intra_union listed_address listed_item national_list strong_influence
student_visa surveillance transit vessel_aircraft
""".split()  # circumstances that no field of a case speaks of


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("mode of a reason", requirements.BY_MODE),
        ("kind of item", facts.KINDS),
        ("mode of a transfer", facts.MODES),
        ("effect", uses.EFFECTS),
        ("fact that sets a rule off", [*uses.FACTS, *TOLD_IN_WORDS]),
        ("policy", [str(policy) for policy in Policy]),
        ("kind of list", LISTS),
        ("duty", duties.SENTENCES.keys() - {"termination_30d"}),
    ],
)
def test_words_of_the_data_are_words_of_the_engine(kind, known):
    assert vocabulary.WORDS[kind] == frozenset(known)


def test_every_test_of_a_condition_is_one_that_the_engine_makes():
    assert set(identifiers.TESTS) == set(TESTS)


def test_every_ending_that_loses_an_exclusion_is_an_ending():
    assert exclusions.LOST | {"excluded"} <= vocabulary.ENDINGS
