"""Figures of the first method in the form of the present one, so that every set that was published stays readable."""

from typing import Any


def readable(figure: dict[str, Any]) -> dict[str, Any]:
    """Return a stored figure as pages read it; one of the present method comes back as it is."""
    if "cells" in figure:
        return figure
    kind = {"count": "table"}.get(figure["kind"], figure["kind"])
    whole = {key: figure[key] for key in ("value", "p75", "p90", "bound") if key in figure}
    rows = figure.get("rows", ())
    groups = [{"code": f"g{place}", "label": label, "of": [f"g{place}"]} for place, (label, _) in enumerate(rows)]
    axis = {"code": "group", "label": "Group", "of": [group["code"] for group in groups], "groups": groups}
    cells = [{"at": {"group": f"g{place}"}, "value": value} for place, (_, value) in enumerate(rows)]
    return {
        "definition": "",
        "population": "",
        "source": "",
        "gaps": "",
        "period": figure.get("period", ""),
        "delay": 0,
        "target": None,
        **figure,
        "kind": kind,
        "universe": "",
        "by": ["group"] if rows else [],
        "axes": [axis] if rows else [],
        "base": {},
        "measure": None,
        "cells": [*cells, {"at": {}, **whole}],
    }
