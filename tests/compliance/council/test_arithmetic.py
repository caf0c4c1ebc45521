"""The quorum and the tally are pure questions."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.council.models import Seat
from compliance.council.quorum import quorum
from compliance.council.states import Choice, Discipline
from compliance.council.tally import tally


def seats(*disciplines):
    """Make seats that are nowhere stored."""
    return [Seat(discipline=each) for each in disciplines]


SEVEN = seats(*Discipline)
LAW, ETHICS, PHYSICS, COMPUTING = Discipline.LAW, Discipline.ETHICS, Discipline.PHYSICS, Discipline.COMPUTER_SCIENCE
OTHERS = (Discipline.SECURITY, Discipline.EXTERNAL, Discipline.EARLY_CAREER)


@pytest.mark.parametrize(
    ("counted", "met"),
    [
        ((LAW, PHYSICS, *OTHERS[:2]), True),
        ((ETHICS, COMPUTING, *OTHERS[:2]), True),
        ((LAW, PHYSICS, OTHERS[0]), False),
        ((LAW, ETHICS, *OTHERS), False),
        ((PHYSICS, COMPUTING, *OTHERS), False),
        ((), False),
    ],
)
def test_of_seven_four_with_both_voices_make_a_quorum(counted, met):
    assert quorum(SEVEN, seats(*counted)).met is met


@pytest.mark.parametrize(("voting", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4), (8, 5)])
def test_a_majority_is_more_than_half(voting, needed):
    assert quorum(seats(*[LAW] * voting), []).needed == needed


def test_what_is_missing_is_said():
    sentence = quorum(SEVEN, seats(*OTHERS)).sentence

    assert "4 voting members are needed and 3 count" in sentence
    assert "no member for law or ethics counts" in sentence
    assert "no member for physics or computer science counts" in sentence


@pytest.mark.parametrize(
    ("votes", "recommendation", "unanimous"),
    [
        ("AAAA", Choice.APPROVE, True),
        ("AAAC", Choice.APPROVE, False),
        ("AACC", Choice.APPROVE_WITH_CONDITIONS, False),
        ("CCCC", Choice.APPROVE_WITH_CONDITIONS, True),
        ("CCRR", Choice.NEED_MORE, False),
        ("RRRA", Choice.REFUSE, False),
        ("RRRR", Choice.REFUSE, True),
        ("NNNA", Choice.NEED_MORE, False),
        ("AARR", Choice.NEED_MORE, False),
        ("", Choice.NEED_MORE, False),
    ],
)
def test_more_than_half_carries(votes, recommendation, unanimous):
    named = dict(zip("ACRN", Choice, strict=True))

    result = tally(named[each] for each in votes)

    assert (result.recommendation, result.unanimous) == (recommendation, unanimous)


@given(st.lists(st.sampled_from(list(Choice)), max_size=12))
def test_a_tally_loses_no_vote_and_does_not_depend_on_order(votes):
    result = tally(votes)

    assert result.cast == len(votes)
    assert all(tally(order) == result for order in itertools.islice(itertools.permutations(votes), 20))


@given(st.lists(st.sampled_from(list(Choice)), min_size=1, max_size=12))
def test_nothing_is_recommended_against_half_of_the_votes(votes):
    result = tally(votes)

    if result.recommendation == Choice.REFUSE:
        assert result.counts[Choice.REFUSE] * 2 > len(votes)
    if result.recommendation == Choice.APPROVE:
        assert result.counts[Choice.APPROVE] * 2 > len(votes)
