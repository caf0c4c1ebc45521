"""No code is given twice for the same time, and no two rows answer one question."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from compliance.controls.checks.placed import Placed, of_kind
from compliance.controls.reading import Problem
from compliance.controls.rows import Eligibility


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


def one_cell_each(placed: list[Placed]) -> Iterator[Problem]:
    """One row says whether an entry may go to a destination under an exception of which the site keeps the table."""
    cells: dict[tuple[str, str, str], list[tuple[Placed, Eligibility]]] = {}
    for place, row in of_kind(placed, Eligibility):
        others = cells.setdefault((row.exception, row.entry, row.destination), [])
        for other, said in others:
            if said.code != row.code and _meet(said, row):
                where = f"{row.entry} to {row.destination}"
                yield place.problem("code", f'"{said.code}" ({other.raw.place}) already speaks of {where} then.')
        others.append((place, row))


def _meet(one: Eligibility, other: Eligibility) -> bool:
    ends = [row.valid_to or date.max for row in (one, other)]
    return max(one.valid_from, other.valid_from) < min(ends)
