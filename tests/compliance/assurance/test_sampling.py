"""Samples that an outsider can draw again: with a table, a seed, two numbers, and nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.assurance.sampling import Member, digest_of, draw, rank, read_table, shares, table_of

POPULATION = [Member(f"FL-2025-{number:05}", number % 3, f"unit-{number % 2}") for number in range(1, 61)]


def references(sample):
    return [drawn.member.reference for drawn in sample]


def test_the_same_seed_draws_the_same_cases_whatever_the_order():
    first = draw(POPULATION, seed="5eed", size=12, least=1)

    assert draw(POPULATION[::-1], seed="5eed", size=12, least=1) == first
    assert references(draw(POPULATION, seed="other", size=12, least=1)) != references(first)


def test_a_draw_by_hand_gives_the_same():
    """As docs/sampling.md tells an outsider to do it, with nothing of ours but the table."""
    sample = draw(POPULATION, seed="5eed", size=12, least=1)
    rows = [line.split(",") for line in table_of(POPULATION).splitlines()[1:]]
    strata = {}
    for reference, tier, unit in rows:
        digest = hashlib.sha256(b"5eed\n" + reference.encode()).hexdigest()
        strata.setdefault(f"tier {tier} · {unit}", []).append((digest, reference))
    by_hand = [reference for name in sorted(strata) for _, reference in sorted(strata[name])[:2]]

    assert by_hand == references(sample)


def test_known_answer():
    assert rank("5eed", "FL-2025-00001") == hashlib.sha256(b"5eed\nFL-2025-00001").hexdigest()
    assert references(draw(POPULATION[:6], seed="5eed", size=3, least=0)) == [
        "FL-2025-00006",
        "FL-2025-00003",
        "FL-2025-00004",
    ]


@pytest.mark.parametrize(
    ("sizes", "size", "least", "expected"),
    [
        ({"a": 50, "b": 30, "c": 20}, 10, 0, {"a": 5, "b": 3, "c": 2}),
        ({"a": 50, "b": 30, "c": 20}, 10, 1, {"a": 5, "b": 3, "c": 2}),
        ({"a": 97, "b": 2, "c": 1}, 10, 1, {"a": 8, "b": 1, "c": 1}),
        ({"a": 1, "b": 1, "c": 1}, 10, 1, {"a": 1, "b": 1, "c": 1}),
        ({"a": 5, "b": 5, "c": 5, "d": 5}, 2, 1, {"a": 1, "b": 1, "c": 1, "d": 1}),
        ({"a": 1, "b": 1}, 1, 0, {"a": 1, "b": 0}),
        ({"a": 9, "b": 0}, 4, 2, {"a": 4, "b": 0}),
    ],
)
def test_shares_by_largest_remainder(sizes, size, least, expected):
    assert shares(sizes, size=size, least=least) == expected


@given(
    st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), min_size=1, max_size=8),
    st.integers(1, 100),
    st.integers(0, 5),
)
def test_no_stratum_gives_more_than_it_has_or_less_than_its_least(sizes, size, least):
    given_ = shares(sizes, size=size, least=least)

    assert all(min(least, sizes[name]) <= given_[name] <= sizes[name] for name in sizes)
    assert sum(given_.values()) == max(min(size, sum(sizes.values())), sum(min(least, n) for n in sizes.values()))


def test_the_table_is_read_back_and_one_byte_changes_its_digest():
    assert read_table(table_of(POPULATION)) == sorted(POPULATION)
    assert digest_of(POPULATION) == hashlib.sha256(table_of(POPULATION).encode()).hexdigest()
    assert digest_of(POPULATION[1:]) != digest_of(POPULATION)


@pytest.mark.parametrize("text", ["", "a,b,c\n", "reference,tier,unit\nFL-1,x,u\n", "reference,tier,unit\nFL-1,1\n"])
def test_a_table_that_is_none_is_named(text):
    with pytest.raises(ValueError, match=r"(?i)row"):
        read_table(text)
