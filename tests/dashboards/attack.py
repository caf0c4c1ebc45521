"""
The attack suite: random data, published as the portal would, attacked as an outsider would.

``python -m tests.dashboards.attack [SETS]`` runs it in full and prints its figures.
"""

import sys
import time
from dataclasses import dataclass
from random import Random

from dashboards.disclosure import rules as disclosure
from dashboards.disclosure.attacking import attack, differences
from dashboards.disclosure.cubes import Axis, Cube
from dashboards.disclosure.protecting import protect
from dashboards.disclosure.rules import Rules
from dashboards.disclosure.sheets import ALL, Fate, Kind, Measure, Sheet

SETS = 1000
SETS_IN_TESTS = 150
USUAL = Rules()
SIZES = (0, 0, 1, 2, 4, 7, 9, 10, 12, 18, 25, 40, 80)
DONE = Axis("done", "done", (("yes", "yes"), ("no", "no")))


@dataclass
class Report:
    """What came of it."""

    sets: int = 0
    cells: int = 0
    small: int = 0
    hidden: int = 0
    given_away: int = 0
    differences: int = 0
    differences_given_away: int = 0
    narrowest: float = 1e9


def axis(code, size):
    return Axis(code, code, tuple((f"{code}{number}", f"{code}{number}") for number in range(size)))


def draw(random, number, kind=None):
    """Draw a table of one or two axes, or a share by one axis, with many zeros and small cells."""
    kind = kind or (Kind.SHARE if number % 4 == 3 else Kind.COUNT)
    first = axis("a", random.randint(2, 5))
    second = DONE if kind == Kind.SHARE else axis("b", random.randint(2, 4))
    axes = (first,) if kind == Kind.COUNT and number % 4 == 0 else (first, second)
    cube = Cube("u", axes, {})
    cube = Cube("u", axes, {cell: random.choice(SIZES) for cell in cube.cells()})
    if kind == Kind.SHARE:
        return Sheet("t", kind, cube, (("a", first.single),), {}, Measure("done", ("yes",), ("no",)))
    return Sheet("t", kind, cube, tuple((each.code, each.single) for each in axes))


def publish(sheet, rules=USUAL, *, earlier=None):
    """Publish a sheet as the portal does, given what an earlier release said."""
    forced = {}
    if earlier:
        keys = {tuple(cell["at"].get(name, ALL) for name, _ in sheet.by): cell for cell in earlier["cells"]}
        forced = {
            0: {
                key
                for key, cell in keys.items()
                if cell["value"] is None or 0 < abs(sheet.number(key) - cell["value"]) < rules.smallest
            }
        }
    return written(sheet, protect([sheet], rules, forced=forced)[0], rules)


def naive(sheet, rules=USUAL):
    """Publish a sheet as a beginner does: leave out what is small, and nothing else."""
    return written(
        sheet,
        {key: Fate.HIDDEN if sheet.number(key) < rules.smallest else Fate.SHOWN for key in sheet.addresses()},
        rules,
    )


def written(sheet, fates, rules):
    cells = []
    for key, fate in fates.items():
        at = {name: code for (name, _), code in zip(sheet.by, key, strict=True) if code}
        cell = {"at": at, "value": None if fate == Fate.HIDDEN else sheet.number(key)}
        if sheet.kind == Kind.SHARE:
            yes, no = sheet.sides(key)
            shown = disclosure.Share(None) if fate == Fate.HIDDEN else disclosure.share(yes, yes + no, rules)
            cell = {"at": at, "value": shown.percent, "bound": shown.bound}
        cells.append(cell)
    groups = dict(sheet.by)
    measure = sheet.measure and {"axis": "done", "yes": ["yes"], "no": ["no"]}
    return {
        "code": sheet.code,
        "kind": str(sheet.kind),
        "universe": sheet.cube.universe,
        "axes": [
            {
                "code": each.code,
                "label": each.label,
                "of": list(each.codes),
                "groups": [{"code": g.code, "label": g.label, "of": list(g.of)} for g in groups.get(each.code, ())],
            }
            for each in sheet.cube.axes
        ],
        "by": list(groups),
        "base": {},
        "measure": measure,
        "cells": cells,
    }


def recovered(figures, sheet, rules=USUAL):
    """Return for each hidden number whether the attack finds it to within two; fail if an interval is untrue."""
    found = []
    for each in attack(figures, rules):
        at = dict(each.at)
        key = tuple(at.get(name, ALL) for name, _ in sheet.by)
        truth = sheet.number(key) if each.part == "all" else sheet.sides(key)[each.part == "no"]
        assert each.low - 1e-4 <= truth <= each.high + 1e-4, f"{each} does not hold the truth, {truth}"
        if truth >= each.large:
            continue  # how many there are in a large group is no secret of a share
        found.append(max(truth - each.low, each.high - truth) <= 2 or each.gives_away)
    return found


def run(sets, *, seed, rules=USUAL):
    """Draw, publish, attack; every second table is published again after a few cases were added."""
    random, report = Random(seed), Report()
    for number in range(sets):
        sheet = draw(random, number)
        figure = publish(sheet, rules)
        found = recovered([figure], sheet, rules)
        report.sets += 1
        report.cells += len(figure["cells"])
        report.small += sum(rules.is_small(sheet.number(key)) for key in sheet.addresses())
        report.hidden += len(found)
        report.given_away += sum(found)
        if sheet.kind == Kind.COUNT and number % 2:
            _again(random, sheet, figure, rules, report)
    return report


def _again(random, sheet, figure, rules, report):
    counts = dict(sheet.cube.counts)
    for cell in random.sample(sorted(counts), min(2, len(counts))):
        counts[cell] += random.randint(1, 3)
    later = Sheet("t", sheet.kind, Cube("u", sheet.cube.axes, counts), sheet.by)
    newer = publish(later, rules, earlier=figure)
    report.given_away += sum(recovered([newer], later, rules))
    for at, (low, high) in differences(figure, newer, rules).items():
        key = tuple(dict(at).get(name, ALL) for name, _ in sheet.by)
        added = later.number(key) - sheet.number(key)
        assert low - 1e-4 <= added <= high + 1e-4
        if 0 < added < rules.smallest:
            report.differences += 1
            report.differences_given_away += high - low <= 4


if __name__ == "__main__":
    begun = time.perf_counter()
    done = run(int(sys.argv[1]) if len(sys.argv) > 1 else SETS, seed=2026)
    print(done, f"{time.perf_counter() - begun:.0f} s")
    sys.exit(1 if done.given_away or done.differences_given_away else 0)
