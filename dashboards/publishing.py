"""
From raw numbers to what may be published: plain JSON, protected as a whole.

All figures of a set are protected together with whatever earlier sets said about the same units. What comes out is
attacked as an outsider would, from the JSON alone; a universe in which anything can be worked out is not shown at all.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dashboards.disclosure import rules as disclosure
from dashboards.disclosure.attacking import given_away
from dashboards.disclosure.cubes import Axis, Group
from dashboards.disclosure.protecting import Fates, protect
from dashboards.disclosure.sheets import ALL, Fate, Key, Kind, Sheet
from dashboards.disclosure.solving import Contradiction
from dashboards.figures import METRICS, Metric, Plain, Raw, Spread
from dashboards.periods import Quarter, parse
from dashboards.thresholds import rules

Figure = dict[str, Any]


def publishable(quarter: Quarter, *, earlier: Sequence[Figure] = (), only: Iterable[str] | None = None) -> list[Figure]:
    """Return every figure of a quarter as it may be published, given the figures that were published before."""
    wanted = [each for each in METRICS.values() if not each.noise and (only is None or each.code in only)]
    found = {each.code: each.find(each.period(quarter)) for each in wanted}
    sheets = {
        code: sheet_of(METRICS[code], raw, _groups_before(earlier, METRICS[code], quarter))
        for code, raw in found.items()
        if not isinstance(raw, Plain)
    }
    fates: dict[str, Fates] = {}
    for universe, codes in _by_universe(sheets).items():
        said = [each for each in earlier if each.get("universe") == universe]
        fates |= _protected({code: sheets[code] for code in codes}, said)
    figures = [
        _described(METRICS[code], quarter, raw) | _shown(sheets.get(code), raw, fates.get(code, {}))
        for code, raw in found.items()
    ]
    return _audited(figures, earlier)


def finer(quarter: Quarter, draw: Callable[..., list[int]]) -> list[Figure]:
    """Return the finer tables of a quarter, with noise instead of suppression. ``draw`` keeps the budget."""
    found = []
    for metric in METRICS.values():
        if not metric.noise:
            continue
        raw = metric.find(metric.period(quarter))
        sheet = sheet_of(metric, raw)
        keys = [key for key in sheet.addresses() if ALL not in key]
        counts = [sheet.number(key) for key in keys]
        values = draw(metric.code, period=str(metric.period(quarter)), counts=counts, hundredths=metric.noise)
        figure = _described(metric, quarter, raw) | _shown(sheet, raw, {})
        names = [name for name, _ in sheet.by]
        cells = [
            {"at": dict(zip(names, key, strict=True)), "value": value} for key, value in zip(keys, values, strict=True)
        ]
        found.append(figure | {"kind": "noisy", "universe": "", "epsilon": metric.noise / 100, "cells": cells})
    return found


def sheet_of(metric: Metric, raw: Any, groups: Mapping[str, tuple[Group, ...]] | None = None) -> Sheet:
    """Return the cells of a figure. Where most categories are too small, they are shown by broader groups."""
    axes = {axis.code: axis for axis in raw.cube.axes}
    if metric.noise:  # noise needs no broader groups, and a choice by size would tell something
        groups = {name: axes[name].single for name in raw.by}
    by = tuple((name, (groups or {}).get(name) or _within(raw, axes[name])) for name in raw.by)
    return Sheet(metric.code, raw.kind, raw.cube, by, raw.base, raw.measure, raw.kind != Kind.COUNT)


def _within(raw: Any, axis: Axis) -> tuple[Group, ...]:
    """Return the groups that lie in what the figure looks at."""
    allowed = raw.base.get(axis.code, axis.codes)
    return tuple(group for group in _level(raw, axis) if set(group.of) <= set(allowed))


def _level(raw: Any, axis: Axis) -> tuple[Group, ...]:
    if not axis.broader:
        return axis.single
    allowed = raw.base.get(axis.code, axis.codes)
    sizes = [raw.cube.sum({**raw.base, axis.code: (code,)}) for code in axis.codes if code in allowed]
    large = sum(not rules().is_small(size) for size in sizes)
    return axis.single if 2 * large >= len(sizes) else axis.broader


def _groups_before(earlier: Sequence[Figure], metric: Metric, quarter: Quarter) -> dict[str, tuple[Group, ...]]:
    """Return the groups in which an earlier set showed the same figure of the same time; they are kept."""
    for figure in earlier:
        if figure["code"] == metric.code and figure["period"] == str(metric.period(quarter)):
            return groups_of(figure)
    return {}


def groups_of(figure: Figure) -> dict[str, tuple[Group, ...]]:
    """Return the groups of a published figure, by axis."""
    return {
        axis["code"]: tuple(Group(group["code"], group["label"], tuple(group["of"])) for group in axis["groups"])
        for axis in figure.get("axes", ())
        if axis["groups"]
    }


def _by_universe(sheets: Mapping[str, Sheet]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for code, sheet in sheets.items():
        found[sheet.cube.universe].append(code)
    return found


def _protected(sheets: Mapping[str, Sheet], said: Sequence[Figure]) -> dict[str, Fates]:
    """Protect the sheets of one universe together with what was said about it before."""
    codes = list(sheets)
    something = any(cell["value"] is not None for figure in said for cell in figure["cells"])
    settled: dict[int, Fates] = {}
    forced: dict[int, set[Key]] = defaultdict(set)
    everything = [sheets[code] for code in codes]
    for figure in said:
        metric = METRICS.get(figure["code"])
        if metric is None:
            continue
        if figure["code"] in sheets:  # a correction: it shows no more than before, and nothing that has moved a little
            forced[codes.index(figure["code"])] |= _too_telling(sheets[figure["code"]], figure) if something else set()
            continue
        settled[len(everything)] = fates_of(figure)
        everything.append(sheet_of(metric, metric.find(parse(figure["period"])), groups_of(figure)))
    found = protect(everything, rules(), settled=settled, forced=forced)
    return dict(zip(codes, found, strict=False))


def fates_of(figure: Figure) -> Fates:
    """Return what became of each cell of a published figure."""
    found = {}
    for cell in figure["cells"]:
        shown = Fate.BOUNDED if cell.get("bound") else Fate.SHOWN
        found[key_of(figure, cell)] = Fate.HIDDEN if cell["value"] is None else shown
    return found


def key_of(figure: Figure, cell: dict[str, Any]) -> Key:
    """Return the address of a published cell."""
    return tuple(cell["at"].get(name, ALL) for name in figure["by"])


def _too_telling(sheet: Sheet, before: Figure) -> set[Key]:
    """
    Return the cells of a correction that may not be shown.

    What was kept back stays so. What has changed by less than the smallest count would say that much about the few
    who were added or taken away.
    """
    found = set()
    for cell in before["cells"]:
        key = key_of(before, cell)
        if cell["value"] is None or cell.get("bound") or _has_moved_a_little(sheet, before["kind"], key, cell["value"]):
            found.add(key)
    return found


def _has_moved_a_little(sheet: Sheet, kind: str, key: Key, value: float) -> bool:
    if kind == Kind.COUNT:
        return 0 < abs(sheet.number(key) - value) < rules().smallest
    return kind == Kind.SHARE and value != _share(sheet, key)[0]


def _share(sheet: Sheet, key: Key) -> tuple[int | None, str]:
    yes, no = sheet.sides(key)
    share = disclosure.share(yes, yes + no, rules())
    return share.percent, share.bound


def _described(metric: Metric, quarter: Quarter, raw: Raw) -> Figure:
    """Return the contract of a figure as it stood when it was computed; a later version of the code changes nothing."""
    return {
        "code": metric.code,
        "name": metric.name,
        "theme": metric.theme,
        "kind": str(raw.kind),
        "unit": metric.unit,
        "definition": metric.definition,
        "population": metric.population,
        "source": metric.source,
        "gaps": metric.gaps,
        "period": str(metric.period(quarter)),
        "delay": metric.delay,
        "target": metric.target,
        "lower_is_better": metric.lower_is_better,
    }


def _shown(sheet: Sheet | None, raw: Raw, fates: Fates) -> Figure:
    if sheet is None:
        assert isinstance(raw, Plain)
        cells = [{"at": {"row": code}, "value": value} for code, _, value in raw.rows]
        lines = [{"code": code, "label": label, "of": [code]} for code, label, _ in raw.rows]
        axis = {"code": "row", "label": "Figure", "of": [code for code, _, _ in raw.rows], "groups": lines}
        return {"universe": "", "by": ["row"], "axes": [axis], "base": {}, "measure": None, "cells": cells}
    groups = dict(sheet.by)
    axes = [
        {
            "code": axis.code,
            "label": axis.label,
            "of": list(axis.codes),
            "groups": [
                {"code": each.code, "label": each.label, "of": list(each.of)} for each in groups.get(axis.code, ())
            ],
        }
        for axis in sheet.cube.axes
    ]
    measure = sheet.measure
    sides = {"axis": measure.axis, "yes": list(measure.yes), "no": list(measure.no)} if measure else None
    return {
        "universe": sheet.cube.universe,
        "by": [name for name, _ in sheet.by],
        "axes": axes,
        "base": {axis: list(codes) for axis, codes in sheet.base.items()},
        "measure": sides,
        "cells": [_cell(sheet, raw, key, fate) for key, fate in fates.items()],
    }


def _cell(sheet: Sheet, raw: Raw, key: Key, fate: Fate) -> dict[str, Any]:
    at = {name: code for (name, _), code in zip(sheet.by, key, strict=True) if code != ALL}
    hidden = fate == Fate.HIDDEN
    if sheet.kind == Kind.COUNT:
        return {"at": at, "value": None if hidden else sheet.number(key)}
    if isinstance(raw, Spread):
        found = None if hidden else disclosure.spread(raw.among(sheet.where(key)), rules())
        low, high, highest = [round(value, 1) for value in found] if found else (None, None, None)
        return {"at": at, "value": low, "p75": high, "p90": highest}
    percent, bound = (None, "") if hidden else _share(sheet, key)
    return {"at": at, "value": percent, "bound": bound}


def _audited(figures: list[Figure], earlier: Sequence[Figure]) -> list[Figure]:
    """Attack what would be published; hide every figure of a universe in which something can be worked out."""
    weak = set()
    for universe in {figure["universe"] for figure in figures} - {""}:
        fresh = [figure for figure in figures if figure["universe"] == universe]
        again = {(figure["code"], figure["period"]) for figure in fresh}
        others = [each for each in earlier if each.get("universe") == universe]
        others = [each for each in others if (each["code"], each["period"]) not in again]
        try:
            found = given_away([*fresh, *others], rules())
        except Contradiction:  # the data have changed since; then the new figures stand by themselves
            found = given_away(fresh, rules())
        if any(each.figure == figure["code"] for each in found for figure in fresh):
            weak.add(universe)
    return [_withheld(figure) if figure["universe"] in weak else figure for figure in figures]


def _withheld(figure: Figure) -> Figure:
    empty = dict.fromkeys(("value", "p75", "p90"))
    cells = [{**cell, **{key: None for key in empty if key in cell}} for cell in figure["cells"]]
    return {**figure, "cells": [{**cell, "bound": ""} if "bound" in cell else cell for cell in cells]}
