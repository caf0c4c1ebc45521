"""What the public pages show: everything from published snapshots, nothing from live tables."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, QuerySet

from dashboards import reading
from dashboards.figures import METRICS, Metric
from dashboards.models import Snapshot
from dashboards.periods import Quarter, parse
from dashboards.reading import Shown
from dashboards.serving import stamp
from portal.core.charts import Chart, columns

FIRST = (
    "cases-decided", "within-target", "days-with-us", "verifications-done", "training-current", "screenings",
    "cases-received",
)  # fmt: skip
TREND = 12


@dataclass(frozen=True)
class Page:
    """The dashboard for one published set, ready to be drawn."""

    snapshot: Snapshot
    quarter: Quarter
    before: Snapshot | None
    tier: str
    first: list[Shown]
    themes: list[tuple[str, list[Shown]]]


@stamp
def newest() -> QuerySet:
    """What public pages are drawn from; it changes with every set that is published, and with one that goes."""
    found = Snapshot.objects.published().order_by().values("state")
    return found.annotate(last=Max("released_at"), number=Max("number"), count=Count("pk"))


def latest() -> Snapshot | None:
    """Return the newest published figures of the newest quarter; one query."""
    return Snapshot.objects.published().order_by("-period", "-number").first()


def periods() -> list[str]:
    """Return the quarters for which there are published figures, newest first; one query."""
    found = Snapshot.objects.published().order_by("-period").values_list("period", flat=True)
    return list(dict.fromkeys(found))


def of_period(period: str) -> Snapshot | None:
    """Return the newest published figures of a quarter; one query."""
    return Snapshot.objects.published().filter(period=period).order_by("-number").first()


def page(snapshot: Snapshot, *, tier: str = "") -> Page:
    """Return the dashboard of a published set, compared with the same quarter of the year before; one query."""
    quarter = parse(snapshot.period)
    before = of_period(str(quarter.year_before))
    old = {figure["code"]: figure for figure in before.readable_figures} if before else {}
    shown = [reading.show(figure, tier=tier, before=old.get(figure["code"])) for figure in snapshot.readable_figures]
    by_code = {each.code: each for each in shown}
    themes = [(theme, list(each)) for theme, each in groupby(shown, key=lambda figure: figure.theme)]
    first = sorted((by_code[code] for code in FIRST if code in by_code), key=lambda figure: figure.kept_back)[:4]
    return Page(snapshot, quarter, before, tier, first, themes)


def find(snapshot: Snapshot, code: str) -> dict[str, Any] | None:
    """Return one figure of a set as it is stored."""
    return next((figure for figure in snapshot.readable_figures if figure["code"] == code), None)


def course(code: str) -> Chart | None:
    """Return the headline of a figure over the published quarters as columns; one query."""
    found: dict[str, dict[str, Any]] = {}
    for snapshot in Snapshot.objects.published().order_by("-period", "-number")[: 2 * TREND]:
        figure = find(snapshot, code)
        if figure is not None:
            found.setdefault(figure["period"], figure)
    rows = [(period, found[period]) for period in sorted(found)[-TREND:]]
    cells = [(period, reading.find(figure, {})) for period, figure in rows]
    if len(rows) < 2 or all(cell is None or cell["value"] is None for _, cell in cells):
        return None
    figure = rows[-1][1]
    share = figure["kind"] == "share"
    return columns(
        f"{figure['name']}, quarter by quarter",
        [(period, cell["value"] if cell else None) for period, cell in cells],
        unit="%" if share else "",
        label_head="Quarter",
        value_head="Per cent" if share else figure["unit"].capitalize(),
        kept_back=reading.KEPT_BACK,
        most=100 if share else None,
    )


def methods() -> list[tuple[str, list[Metric]]]:
    """Return every metric with its contract, by theme."""
    return [(theme, list(each)) for theme, each in groupby(METRICS.values(), key=lambda metric: metric.theme)]
