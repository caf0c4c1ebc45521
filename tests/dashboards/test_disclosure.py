"""Nothing small can be read, or worked out from what stands beside it, even by linear programming."""

from random import Random

import pytest

from dashboards.disclosure.attacking import Contradiction, attack, differences
from dashboards.disclosure.cubes import Axis, Cube, Group
from dashboards.disclosure.protecting import protect
from dashboards.disclosure.rules import Rules, Share, share, spread
from dashboards.disclosure.sheets import Fate, Kind, Measure, Sheet
from tests.dashboards.attack import SETS_IN_TESTS, axis, draw, naive, publish, recovered, run

TWO, THREE = axis("a", 2), axis("b", 3)


def table(counts, axes=(TWO, THREE), universe="u"):
    cube = Cube(universe, axes, counts)
    return Sheet("t", Kind.COUNT, cube, tuple((each.code, each.single) for each in axes))


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
    assert share(numerator, denominator) == shown


def test_percentiles_need_twenty_values():
    assert spread([3.0] * 19) is None
    assert spread([float(day) for day in range(1, 22)]) == (11.0, 16.0, 19.0)


@pytest.mark.parametrize("rules", [{"smallest": 4}, {"fewest": 9}])
def test_nobody_goes_below_the_floor(rules):
    with pytest.raises(ValueError, match="ever published"):
        Rules(**rules)


def test_a_table_without_small_cells_is_shown_as_it_is():
    fates = protect([table({(a, b): 10 for a in TWO.codes for b in THREE.codes})])[0]

    assert set(fates.values()) == {Fate.SHOWN}


def test_one_small_cell_takes_the_cheapest_company_with_it():
    counts = {(a, b): 40 for a in TWO.codes for b in THREE.codes} | {("a0", "b0"): 3}

    fates = protect([table(counts)])[0]
    hidden = {key for key, fate in fates.items() if fate == Fate.HIDDEN}

    assert ("a0", "b0") in hidden
    assert len(hidden) == 4  # the corners of one rectangle
    assert all("" not in key for key in hidden)


def test_a_total_that_gives_a_cell_away_is_hidden():
    one = axis("a", 2)
    fates = protect([table({("a0",): 4, ("a1",): 50}, axes=(one,))])[0]

    assert fates[("a0",)] == Fate.HIDDEN
    assert Fate.HIDDEN in (fates[("a1",)], fates[("",)])


def test_two_figures_about_the_same_cases_are_protected_together():
    by_a = table({("a0",): 30, ("a1",): 30}, axes=(TWO,))
    by_b = table({("b0",): 4, ("b1",): 26, ("b2",): 30}, axes=(THREE,))

    first, second = protect([by_a, by_b])
    hidden = [key for key, fate in second.items() if fate == Fate.HIDDEN]

    assert set(first.values()) == {Fate.SHOWN}  # its total says 60, so the other figure hides two cells, not its total
    assert len([key for key in hidden if key != ("",)]) >= 2


def test_a_share_is_a_table_of_two():
    done = Axis("done", "done", (("yes", "yes"), ("no", "no")))
    counts = {("a0", "yes"): 30, ("a0", "no"): 20, ("a1", "yes"): 25, ("a1", "no"): 2}
    sheet = Sheet(
        "s", Kind.SHARE, Cube("u", (TWO, done), counts), (("a", TWO.single),), {}, Measure("done", ("yes",), ("no",))
    )

    fates = protect([sheet])[0]

    assert fates[("a1",)] != Fate.SHOWN
    assert list(fates.values()).count(Fate.SHOWN) <= 1  # one row and the whole would give the other row


def test_broader_groups_are_sums():
    group = Group("all", "both", ("a0", "a1"))
    sheet = Sheet("t", Kind.COUNT, Cube("u", (TWO,), {("a0",): 6, ("a1",): 6}), (("a", (group,)),))

    assert sheet.number(("all",)) == 12
    assert protect([sheet])[0][("all",)] == Fate.SHOWN


def test_the_attack_works_on_a_table_without_protection():
    """Only the small cells are left out, as beginners do. Every one of them must be found."""
    random = Random(7)
    tried = found = 0
    for number in range(40):
        sheet = draw(random, number)
        results = recovered([naive(sheet)], sheet)
        tried += bool(results)
        found += any(results)

    assert tried >= 30
    assert found >= 0.5 * tried  # in the others the small cells happen to hide each other


def test_a_single_small_cell_without_protection_is_found_exactly():
    counts = {(a, b): 40 for a in TWO.codes for b in THREE.codes} | {("a1", "b2"): 7}
    sheet = table(counts)

    [interval] = attack([naive(sheet)])

    assert (interval.low, interval.high) == (7, 7)
    assert interval.gives_away


def test_shares_are_attacked_by_their_rounding():
    done = Axis("done", "done", (("yes", "yes"), ("no", "no")))
    cube = Cube("u", (done,), {("yes",): 30, ("no",): 20})
    shown = publish(Sheet("s", Kind.SHARE, cube, (), {}, Measure("done", ("yes",), ("no",))))
    count = publish(Sheet("t", Kind.COUNT, cube, (("done", done.single),)))
    count["cells"] = [cell | {"value": None} if cell["at"] else cell for cell in count["cells"]]

    intervals = {each.at: each for each in attack([shown, count])}

    assert intervals[(("done", "yes"),)].low == pytest.approx(29.75)
    assert intervals[(("done", "no"),)].gives_away


def test_figures_that_contradict_each_other_are_told():
    first, second = (
        publish(table({("a0",): 20, ("a1",): 30}, axes=(TWO,))),
        publish(table({("a0",): 20, ("a1",): 31}, axes=(TWO,))),
    )
    second = {**second, "code": "other"}

    with pytest.raises(Contradiction):
        attack([first, second | {"cells": [*second["cells"], {"at": {"a": "a0"}, "value": None}]}])


@pytest.mark.parametrize("smallest", [5, 10])
def test_random_tables_withstand_the_attack(smallest):
    report = run(SETS_IN_TESTS // 2, seed=smallest, rules=Rules(smallest=smallest))
    print(report)

    assert report.sets == SETS_IN_TESTS // 2
    assert report.hidden > 500
    assert report.given_away == 0
    assert report.differences > 20
    assert report.differences_given_away == 0


def test_a_correction_by_one_case_shows_nobody():
    counts = {(a, b): 40 for a in TWO.codes for b in THREE.codes}
    before = table(counts)
    after = table({**counts, ("a0", "b0"): 41})
    old = publish(before)
    new = publish(after, earlier=old)

    found = differences(old, new)

    assert next(cell["value"] for cell in new["cells"] if not cell["at"]) is None
    low, high = found[(("a", "a0"), ("b", "b0"))]
    assert high - low > 4
    untouched = next(cell for cell in new["cells"] if cell["at"] == {"a": "a1", "b": "b1"})
    assert untouched["value"] == 40


def test_what_was_kept_back_stays_so():
    counts = {(a, b): 40 for a in TWO.codes for b in THREE.codes} | {("a0", "b0"): 9}
    before = table(counts)
    old = publish(before)
    new = publish(table({**counts, ("a0", "b0"): 30}), earlier=old)

    hidden_before = {str(cell["at"]) for cell in old["cells"] if cell["value"] is None}
    hidden_after = {str(cell["at"]) for cell in new["cells"] if cell["value"] is None}
    assert hidden_before <= hidden_after


@pytest.mark.parametrize("kind", [Kind.SHARE, Kind.SPREAD])
def test_what_was_said_of_data_that_have_changed_since_stops_no_later_figure(kind):
    """An earlier set said that a side was small, or that there were enough to measure; late entries changed that."""
    done = Axis("done", "done", (("yes", "yes"), ("no", "no")))
    counts = {("a0", "yes"): 30, ("a0", "no"): 10, ("a1", "yes"): 4, ("a1", "no"): 12}
    cube = Cube("u", (TWO, done), counts)
    by_a = (("a", TWO.single),)
    measure = Measure("done", ("yes",), ("no",)) if kind == Kind.SHARE else None
    before = Sheet("before", kind, cube, by_a, {}, measure)
    said = {("a0",): Fate.BOUNDED if measure else Fate.SHOWN, ("a1",): Fate.HIDDEN if measure else Fate.SHOWN}
    now = Sheet("now", Kind.COUNT, cube, (*by_a, ("done", done.single)))

    fates = protect([now, before], settled={1: said})[0]

    assert fates[("a1", "yes")] == Fate.HIDDEN
