"""What the public pages show: everything from one published snapshot, nothing from live tables."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dashboards.figures import METRICS, sentence
from dashboards.models import Snapshot
from dashboards.periods import Quarter, parse
from portal.core.charts import Chart, bars


@dataclass(frozen=True)
class Shown:
    """One figure, ready to be drawn."""

    code: str
    name: str
    theme: str
    headline: str
    unit: str
    sentence: str
    kept_back: bool
    chart: Chart | None
    rows: list[list[Any]]
    head: list[str]


def latest() -> Snapshot | None:
    """Return the newest published figures; one query."""
    return Snapshot.objects.published().order_by("-period", "-number").first()


def quarter_of_snapshot(snapshot: Snapshot) -> Quarter:
    """Return the quarter that the figures speak of."""
    return parse(snapshot.period)


def themes(snapshot: Snapshot) -> list[tuple[str, list[Shown]]]:
    """Return the figures of a snapshot under their themes, in the order of the registry."""
    shown = [show(figure) for figure in snapshot.figures]
    return [(theme, list(figures)) for theme, figures in groupby(shown, key=lambda each: each.theme)]


def find(snapshot: Snapshot, code: str) -> Shown | None:
    """Return one figure of a snapshot."""
    return next((show(figure) for figure in snapshot.figures if figure["code"] == code), None)


def show(figure: dict[str, Any]) -> Shown:
    """Return a stored figure as it is drawn."""
    kind, value = figure["kind"], figure["value"]
    rows, head = _table(figure)
    chart = bars(figure["name"], figure["rows"], label_head="Group", value_head="Number") if kind == "table" else None
    return Shown(
        code=figure["code"],
        name=figure["name"],
        theme=figure["theme"],
        headline=_headline(figure),
        unit="" if kind == "share" else figure["unit"],
        sentence=sentence(figure),
        kept_back=value is None,
        chart=chart,
        rows=rows,
        head=head,
    )


def _headline(figure: dict[str, Any]) -> str:
    value = figure["value"]
    if value is None:
        return ""
    if figure["kind"] == "share":
        return {"over": "> ", "under": "< ", "": ""}[figure["bound"]] + f"{value} %"
    return f"{value:g}"


def _table(figure: dict[str, Any]) -> tuple[list[list[Any]], list[str]]:
    """Return the figure as rows: what the CSV holds and what stands below a chart."""
    if figure["kind"] == "table":
        return [*figure["rows"], ["All", figure["value"]]], ["Group", "Number"]
    if figure["kind"] == "percentiles":
        parts = [("Median", "value"), ("75th percentile", "p75"), ("90th percentile", "p90")]
        return [[label, figure[key]] for label, key in parts], ["Measure", figure["unit"].capitalize()]
    if figure["kind"] == "share":
        bound = {"over": "more than", "under": "fewer than", "": ""}[figure["bound"]]
        return [["Share", figure["value"], bound]], ["Measure", "Per cent", "Bound"]
    return [["Number", figure["value"]]], ["Measure", figure["unit"].capitalize()]


def flat(snapshot: Snapshot) -> list[list[Any]]:
    """Return every figure as rows of the open data file: code, measure, value, bound."""
    lines = []
    for figure in snapshot.figures:
        rows, _ = _table(figure)
        for row in rows:
            label, value, bound = [*row, ""][:3]
            lines.append([snapshot.period, figure["code"], label, "" if value is None else value, bound, value is None])
    return lines


def methods() -> list[Any]:
    """Return every metric with its contract."""
    return list(METRICS.values())
