"""What a correction changes, cell by cell."""

from typing import Any

from dashboards import reading


def changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return each printed cell that differs: figure, group, what it said, what it says."""
    old = {figure["code"]: figure for figure in before}
    found = []
    for figure in after:
        earlier = old.pop(figure["code"], None)
        if earlier is None:
            found.append(_line(figure, "", "not there", "added"))
            continue
        found += _cells(earlier, figure)
    return found + [_line(figure, "", "there", "no longer computed") for figure in old.values()]


def _cells(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    old = {_address(cell): cell for cell in before["cells"]}
    found = []
    for cell in after["cells"]:
        was, is_now = _words(before, old.get(_address(cell))), _words(after, cell)
        if was != is_now:
            found.append(_line(after, _group(after, cell), was, is_now))
    return found


def _address(cell: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(cell["at"].items()))


def _words(figure: dict[str, Any], cell: dict[str, Any] | None) -> str:
    if cell is None:
        return "not there"
    if figure["kind"] == "percentiles" and cell["value"] is not None:
        return " / ".join(reading.figure_number(cell[key]) for key in ("value", "p75", "p90"))
    return reading.printed(figure, cell)


def _group(figure: dict[str, Any], cell: dict[str, Any]) -> str:
    names = {axis: dict(reading.groups(figure, axis)) for axis in cell["at"]}
    return ", ".join(names[axis].get(code, code) for axis, code in cell["at"].items())


def _line(figure: dict[str, Any], group: str, was: str, is_now: str) -> dict[str, str]:
    return {"figure": figure["name"], "group": group or "All", "was": was, "is": is_now}
