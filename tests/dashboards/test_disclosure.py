"""Nothing small can be read, or worked out from what stands beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import disclosure
from dashboards.disclosure import Cells, Share

SMALL = st.integers(0, 60)


@pytest.mark.parametrize(("number", "shown"), [(0, None), (1, None), (9, None), (10, 10), (250, 250)])
def test_counts(number, shown):
    assert disclosure.count(number) == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (15, 30, Share(50)),
        (20, 30, Share(67)),
        (21, 30, Share(66, "over")),  # nine on the other side
        (30, 30, Share(66, "over")),
        (9, 30, Share(34, "under")),
        (0, 30, Share(34, "under")),
        (10, 19, Share(None)),
        (0, 0, Share(None)),
    ],
)
def test_shares(numerator, denominator, shown):
    assert disclosure.share(numerator, denominator) == shown


@given(st.integers(20, 500), st.data())
def test_a_bound_is_true_and_the_same_for_every_small_side(denominator, data):
    small = data.draw(st.integers(0, 9))

    over = disclosure.share(denominator - small, denominator)
    under = disclosure.share(small, denominator)

    assert over == disclosure.share(denominator, denominator)
    assert under == disclosure.share(0, denominator)
    assert 100 * (denominator - small) / denominator > over.percent
    assert 100 * small / denominator < under.percent


def test_percentiles_need_twenty_values():
    assert disclosure.spread([3.0] * 19) is None
    assert disclosure.spread([float(day) for day in range(1, 22)]) == (11.0, 16.0, 19.0)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([20, 30, 40], Cells((20, 30, 40), 90)),
        ([3, 30, 40], Cells((None, None, 40), 73)),  # one small cell alone would follow from the total
        ([3, 4, 40], Cells((None, None, None), 47)),  # two whose sum is small would be narrowed down
        ([9, 9, 9, 40], Cells((None, None, None, 40), 67)),
        ([3, 4], Cells((None, None), None)),
        ([0, 0, 50], Cells((None, None, None), 50)),
        ([12], Cells((12,), 12)),
        ([], Cells((), None)),
    ],
)
def test_tables(values, shown):
    assert disclosure.cells(values) == shown


def attack(table):
    """Work out the narrowest range of each hidden cell that the published table allows."""
    hidden = [place for place, value in enumerate(table.values) if value is None]
    if table.total is None:
        return dict.fromkeys(hidden, (0, None))
    rest = table.total - sum(value for value in table.values if value is not None)
    return {place: (rest if len(hidden) == 1 else 0, rest) for place in hidden}


def test_the_attack_works_on_a_table_without_protection():
    naive = Cells((None, 30, 40), 73)

    assert attack(naive) == {0: (3, 3)}


@given(st.lists(SMALL, min_size=1, max_size=8))
def test_no_hidden_cell_is_known_to_within_two(values):
    table = disclosure.cells(values)

    for low, high in attack(table).values():
        assert high is None or high - low > 4


@given(st.lists(SMALL, min_size=1, max_size=8))
def test_what_is_shown_is_true_and_never_small(values):
    table = disclosure.cells(values)

    for value, shown in zip(values, table.values, strict=True):
        assert shown is None or (shown == value and value >= disclosure.SMALLEST)
    assert table.total in (None, sum(values))


@given(st.lists(st.integers(10, 60), min_size=1, max_size=8))
def test_nothing_is_kept_back_without_need(values):
    assert disclosure.cells(values) == Cells(tuple(values), sum(values))
