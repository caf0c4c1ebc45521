"""
Published figures as a reader meets them: a headline, a sentence, a chart, a table, a comparison.

Everything here is made from the JSON of a snapshot and from nothing else.
"""

from dataclasses import dataclass
from typing import Any

from dashboards.periods import parse
from portal.core import charts
from portal.core.words import number

Figure = dict[str, Any]
Cell = dict[str, Any]
KEPT_BACK = "Kept back"
TIERS = (
    ("0", "Recorded at once"),
    ("reviewed", "Reviewed by people"),
    ("1", "One officer"),
    ("2", "Officer and second reviewer"),
    ("3", "Advisory council"),
)
WORDS = {"over": "more than ", "under": "less than ", "": ""}


@dataclass(frozen=True)
class Matrix:
    """A table as it stands below a chart: a caption, heads, rows with a head each."""

    caption: str
    head: list[str]
    rows: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Shown:
    """One figure, ready to be drawn."""

    code: str
    name: str
    theme: str
    kind: str
    headline: str
    unit: str
    sentence: str
    period: str
    delayed: bool
    kept_back: bool
    some_kept_back: bool
    comparison: str
    target: str
    not_by_tier: bool
    bars: charts.Chart | None
    ranges: charts.Ranges | None
    matrix: Matrix
    figure: Figure


def show(figure: Figure, *, tier: str = "", before: Figure | None = None) -> Shown:
    """Return a figure as it is drawn; ``tier`` narrows it, ``before`` is the same figure a year earlier."""
    narrowed = bool(tier) and "tier" in figure["by"]
    at = {"tier": tier} if narrowed else {}
    cell = find(figure, at)
    hidden = cell is None or cell["value"] is None
    bars, ranges = _chart(figure, at)
    return Shown(
        code=figure["code"],
        name=figure["name"],
        theme=figure["theme"],
        kind=figure["kind"],
        headline=headline(figure, cell),
        unit=figure["unit"],
        sentence=sentence(figure, at, cell),
        period=parse(figure["period"]).words,
        delayed=bool(figure["delay"]),
        kept_back=hidden and figure["kind"] != "plain",
        some_kept_back=any(each["value"] is None for each in figure["cells"]) and figure["kind"] != "plain",
        comparison=comparison(figure, at, before),
        target=_target(figure),
        not_by_tier=bool(tier) and not narrowed,
        bars=bars,
        ranges=ranges,
        matrix=matrix(figure),
        figure=figure,
    )


def find(figure: Figure, at: dict[str, str]) -> Cell | None:
    """Return the cell at these groups; what is not named is taken together."""
    if figure["kind"] == "plain":
        return figure["cells"][0] if figure["cells"] else None
    if figure["kind"] == "noisy" and not at:
        return {"at": {}, "value": sum(cell["value"] for cell in figure["cells"])}
    return next((cell for cell in figure["cells"] if cell["at"] == at), None)


def groups(figure: Figure, axis: str) -> list[tuple[str, str]]:
    """Return the groups of an axis that are shown: code and words."""
    named = next((each for each in figure["axes"] if each["code"] == axis), None)
    return [(group["code"], group["label"]) for group in named["groups"]] if named else []


def headline(figure: Figure, cell: Cell | None) -> str:
    """Return the one number that can be read from across the room."""
    if cell is None or cell["value"] is None:
        return ""
    if figure["kind"] == "share":
        return {"over": "> ", "under": "< ", "": ""}[cell["bound"]] + f"{cell['value']} %"
    return number(cell["value"])


def sentence(figure: Figure, at: dict[str, str], cell: Cell | None) -> str:
    """Return what the figure says, as one sentence for somebody who reads nothing else."""
    if figure["kind"] == "plain":
        return _plain_sentence(figure)
    if cell is None:
        return "There are too few cases to show this kind of review by itself."
    if cell["value"] is None:
        return _why(figure)
    unit = figure["unit"]
    if figure["kind"] == "noisy":
        return f"About {number(cell['value'])} {unit}; every number has noise on it, so that none is about anybody."
    if figure["kind"] == "share":
        text = f"{WORDS[cell['bound']]}{cell['value']} % {unit}."
        return text[0].upper() + text[1:]
    if figure["kind"] == "percentiles":
        half, most, nearly_all = (figure_number(cell[key]) for key in ("value", "p75", "p90"))
        return f"Half within {half} {unit}, three quarters within {most}, nine in ten within {nearly_all}."
    largest = _largest(figure, at)
    most_often = f"; more than half of them “{largest[0]}” ({number(largest[1])})" if largest else ""
    return f"{number(cell['value'])} {unit}{most_often}."


def figure_number(value: float) -> str:
    """Write a value without a needless decimal."""
    return number(int(value) if float(value).is_integer() else value)


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]


def _plain_sentence(figure: Figure) -> str:
    names = dict(groups(figure, "row"))
    told = [cell for cell in figure["cells"] if cell["value"] is not None]
    text = "; ".join(f"{_lower(names[cell['at']['row']])}: {figure_number(cell['value'])}" for cell in told)
    return f"{text[0].upper()}{text[1:]}." if text else "Nothing to report for this quarter."


def _why(figure: Figure) -> str:
    if figure["kind"] == "percentiles":
        return "Kept back: there are too few cases to measure."
    if figure["kind"] == "share":
        return "Kept back: there are too few on one side of it, or it would give another number away."
    return "Kept back: the number is small, or it would give a small one away."


def _largest(figure: Figure, at: dict[str, str]) -> tuple[str, float] | None:
    axis = next((name for name in figure["by"] if name not in at), None)
    if axis is None:
        return None
    rows = [(label, (find(figure, {**at, axis: code}) or {}).get("value")) for code, label in groups(figure, axis)]
    known = [(label, value) for label, value in rows if value is not None]
    total = (find(figure, at) or {}).get("value") or 0
    best = max(known, key=lambda row: row[1], default=None)
    return best if best and 2 * best[1] > total else None


def comparison(figure: Figure, at: dict[str, str], before: Figure | None) -> str:
    """Return what the same quarter of the year before said."""
    if figure["kind"] == "plain":
        return ""
    old = find(before, at) if before is not None and before["kind"] == figure["kind"] else None
    if before is None or old is None:
        return "No figure of the year before."
    if old["value"] is None:
        return "A year before: kept back."
    unit = f" {figure['unit']}" if figure["kind"] == "percentiles" else ""
    return f"A year before: {headline(before, old)}{unit}."


def _target(figure: Figure) -> str:
    if figure["target"] is None:
        return ""
    unit = " %" if figure["kind"] == "share" else f" {figure['unit']}"
    return f"Target: {number(figure['target'])}{unit}."


def _chart(figure: Figure, at: dict[str, str]) -> tuple[charts.Chart | None, charts.Ranges | None]:
    axis = next((name for name in figure["by"] if name not in at), None)
    if figure["kind"] in ("plain", "noisy") or axis is None or len(groups(figure, axis)) < 2:
        return None, None
    label = next(each["label"] for each in figure["axes"] if each["code"] == axis)
    cells = [(words, find(figure, {**at, axis: code}) or {"value": None}) for code, words in groups(figure, axis)]
    if all(cell["value"] is None for _, cell in cells):
        return None, None
    title = f"{figure['name']}, by {_lower(label)}"
    if figure["kind"] == "percentiles":
        rows = [(words, _three(cell), figure["target"]) for words, cell in cells]
        return None, charts.ranges(title, rows, label_head=label, unit=figure["unit"], kept_back=KEPT_BACK)
    is_share = figure["kind"] == "share"
    chart = charts.bars(
        title,
        [(words, cell["value"]) for words, cell in cells],
        unit="%" if is_share else "",
        label_head=label,
        value_head="Per cent" if is_share else figure["unit"].capitalize(),
        kept_back=KEPT_BACK,
        most=100 if is_share else None,
        target=figure["target"],
    )
    return chart, None


def _three(cell: Cell) -> tuple[float, float, float] | None:
    return None if cell["value"] is None else (cell["value"], cell["p75"], cell["p90"])


def matrix(figure: Figure) -> Matrix:
    """Return everything a figure says as one table."""
    if figure["kind"] == "percentiles":
        return Matrix(
            figure["name"], ["Group", "Median", "75th percentile", "90th percentile"], _percentile_rows(figure)
        )
    if len(figure["by"]) < 2:
        axis = figure["by"][0] if figure["by"] else ""
        rows = [(label, [printed(figure, find_row(figure, axis, code))]) for code, label in groups(figure, axis)]
        if figure["kind"] != "plain":
            rows.append(("All", [printed(figure, find(figure, {}))]))
        return Matrix(figure["name"], ["Group", _value_head(figure)], rows)
    down, across = figure["by"][:2]
    whole = [] if figure["kind"] == "noisy" else [("", "All")]
    columns = [*groups(figure, across), *whole]
    rows = []
    for code, label in [*groups(figure, down), *whole]:
        named = {down: code} if code else {}
        cells = [find(figure, {**named, **({across: each} if each else {})}) for each, _ in columns]
        rows.append((label, [printed(figure, cell) for cell in cells]))
    return Matrix(figure["name"], ["Group", *(label for _, label in columns)], rows)


def find_row(figure: Figure, axis: str, code: str) -> Cell | None:
    """Return the cell of one group of the only axis."""
    return next((cell for cell in figure["cells"] if cell["at"] == {axis: code}), None)


def _percentile_rows(figure: Figure) -> list[tuple[str, list[str]]]:
    axis = figure["by"][0] if figure["by"] else ""
    named = [(label, find_row(figure, axis, code)) for code, label in groups(figure, axis)]
    rows = [*named, ("All", find(figure, {}))]
    return [(label, [_three_words(cell, key) for key in ("value", "p75", "p90")]) for label, cell in rows]


def _three_words(cell: Cell | None, key: str) -> str:
    return KEPT_BACK if cell is None or cell[key] is None else figure_number(cell[key])


def _value_head(figure: Figure) -> str:
    if figure["kind"] == "plain":
        return "Number"
    return "Per cent" if figure["kind"] == "share" else figure["unit"].capitalize()


def printed(figure: Figure, cell: Cell | None) -> str:
    """Return a cell in words."""
    if cell is None or cell["value"] is None:
        return "None" if figure["kind"] == "plain" else KEPT_BACK
    if figure["kind"] == "share":
        return f"{WORDS[cell['bound']]}{cell['value']} %"
    return figure_number(cell["value"])
