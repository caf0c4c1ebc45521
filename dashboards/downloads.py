"""Published figures as open data: rows for CSV, and a description of them in the manner of a Frictionless package."""

from typing import Any

from dashboards.models import Snapshot

COLUMNS = (
    ("period", "string", "The quarter of which the figure speaks, such as 2026-Q3. Sensitive figures lag by one."),
    ("figure", "string", "The code of the figure; its definition stands under the same code in this package."),
    (
        "group",
        "string",
        "The groups for which the row speaks, as axis=group, joined by semicolons. Empty: all of them.",
    ),
    ("measure", "string", "count, percent, median, p75, p90 or value."),
    ("value", "number", "The value. Empty where it is kept back or there is none."),
    ("bound", "string", "over or under: the true percentage lies on that side of the value. Empty: it is the value."),
    ("kept_back", "boolean", "Whether disclosure control keeps the value back."),
)
MEASURES = {
    "table": (("count", "value"),),
    "share": (("percent", "value"),),
    "percentiles": (("median", "value"), ("p75", "p75"), ("p90", "p90")),
    "plain": (("value", "value"),),
    "noisy": (("count", "value"),),
}


def rows(figures: list[dict[str, Any]]) -> list[list[Any]]:
    """Return figures as rows of the open data file, in the order of ``COLUMNS``."""
    found = []
    for figure in figures:
        for cell in figure["cells"]:
            group = ";".join(f"{axis}={code}" for axis, code in cell["at"].items())
            for measure, key in MEASURES[figure["kind"]]:
                value = cell[key]
                kept = value is None and figure["kind"] != "plain"
                shown = "" if value is None else value
                found.append([figure["period"], figure["code"], group, measure, shown, cell.get("bound", ""), kept])
    return found


def package(snapshot: Snapshot, address: str) -> dict[str, Any]:
    """Return a set of figures as one JSON document: description, data dictionary, method, and the figures."""
    return {
        "profile": "tabular-data-package",
        "name": f"figures-{snapshot.period.lower()}-{snapshot.number}",
        "title": str(snapshot),
        "version": str(snapshot.number),
        "created": snapshot.released_at,
        "homepage": address,
        "method": snapshot.method,
        "note": snapshot.note,
        "supersedes": snapshot.corrects_number,
        "digest": snapshot.digest,
        "resources": [
            {
                "name": "figures",
                "path": f"{address}figures.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [{"name": name, "type": kind, "description": text} for name, kind, text in COLUMNS],
                    "missingValues": [""],
                },
            }
        ],
        "figures": snapshot.readable_figures,
    }
