"""No code is given twice for the same time."""

from collections.abc import Iterator
from itertools import pairwise

from compliance.controls.checks.placed import Placed
from compliance.controls.reading import Problem


def given_once(placed: list[Placed]) -> Iterator[Problem]:
    """A code stands once for each day it begins on."""
    seen: dict[tuple[str, str, object], Placed] = {}
    for each in placed:
        key = (each.raw.kind, each.row.code, each.row.valid_from)
        first = seen.setdefault(key, each)
        if first is not each:
            where = f"{first.raw.file}, {first.raw.place}".strip(", ")
            yield each.problem("code", f'"{each.row.code}" is given twice, first in {where}.')


def no_overlap(placed: list[Placed]) -> Iterator[Problem]:
    """A version that names its end ends before the next one begins."""
    shelves: dict[tuple[str, str], list[Placed]] = {}
    for each in placed:
        shelves.setdefault((each.raw.kind, each.row.code), []).append(each)
    for shelf in shelves.values():
        shelf.sort(key=lambda each: each.row.valid_from)
        for earlier, later in pairwise(shelf):
            end = earlier.row.valid_to
            if end is not None and end > later.row.valid_from > earlier.row.valid_from:
                text = f"it holds until {end}, but another version begins on {later.row.valid_from}."
                yield earlier.problem("valid_to", text)
