"""Publish figures as they would be after a busy quarter: the figures are made up, what becomes of them is not."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from dashboards import actions
from dashboards.disclosure.cubes import Cube
from dashboards.figures import METRICS, Plain, Spread
from dashboards.models import Snapshot
from dashboards.periods import Quarter
from portal.accounts.roles import EmpoweredOfficial
from tests.factories.people import make_user

THIS, YEAR_AGO = Quarter(2026, 3), Quarter(2025, 3)
AT = datetime(2026, 10, 6, 9, tzinfo=UTC)
_kept: dict[tuple, list[dict]] = {}


def busy(metric, random):
    """Return the metric with a busy quarter's numbers in the cells that it has."""

    def find(quarter):
        raw = metric.find(quarter)
        if isinstance(raw, Plain):
            return Plain(tuple((code, label, 3) for code, label, _ in raw.rows))
        counts = {cell: random.choice([0, 4, 12, 31, 55]) for cell in raw.cube.cells()}
        cube = Cube(raw.cube.universe, raw.cube.axes, counts)
        if not isinstance(raw, Spread):
            return replace(raw, cube=cube)
        values = {cell: [float(random.randint(0, 14)) for _ in range(number)] for cell, number in counts.items()}
        return Spread(cube, values, raw.by, raw.base)

    return replace(metric, find=find)


def publish_figures(*quarters: Quarter, at: datetime = AT) -> list[Snapshot]:
    """
    Publish sets of figures of busy quarters, each universe with numbers of its own.

    Protecting them takes seconds, so it is done once for each choice of quarters; later tests get the same sets.
    """
    official = make_user(EmpoweredOfficial)
    wanted = quarters or (YEAR_AGO, THIS)
    if Snapshot.objects.exists():
        return _publish(wanted, official, at)
    if (wanted, at) in _kept:
        return [Snapshot.objects.create(released_by=official, **fields) for fields in _kept[wanted, at]]
    made = _publish(wanted, official, at)
    names = [field.name for field in Snapshot._meta.concrete_fields if field.name not in ("id", "released_by")]
    _kept[wanted, at] = [{name: getattr(each, name) for name in names} for each in made]
    return made


def _publish(quarters, official, at):
    made, metrics = [], dict(METRICS)
    try:
        for place, quarter in enumerate(quarters):
            METRICS.update({code: busy(each, Random(place)) for code, each in metrics.items()})
            snapshot = actions.compute(quarter, at=at)
            actions.release(snapshot, actor=official, at=at)
            made.append(snapshot)
    finally:
        METRICS.clear()
        METRICS.update(metrics)
    return made
