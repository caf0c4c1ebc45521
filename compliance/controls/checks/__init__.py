"""
What is checked before anything is loaded.

Each check takes every row together with the place it was written at and yields problems. They look at all versions of a
row at once: whatever holds at some time must make sense.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from compliance.controls.checks import criteria, identifiers, trees, validity
from compliance.controls.checks.placed import Placed
from compliance.controls.files import RawRow
from compliance.controls.reading import Problem, read_row

CHECKS: tuple[Callable[[list[Placed]], Iterator[Problem]], ...] = (
    validity.given_once,
    validity.no_overlap,
    validity.one_cell_each,
    identifiers.known,
    identifiers.entries_named,
    criteria.fit_their_parameters,
    criteria.borrow_from_somebody,
    criteria.are_asked_for,
    criteria.conditions_are_asked_for,
    criteria.bounds_make_sense,
    trees.are_whole,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows that could be read, and everything that is wrong."""

    rows: tuple[Placed, ...]
    problems: tuple[Problem, ...]


def check(raws: Iterable[RawRow], *, alone: bool = False) -> Checked:
    """
    Read every row and ask every question about all of them.

    Rows that are checked alone, without what stands beside them, are only read. What speaks of a row that could not
    be read is left out, because it says the same fault a second time.
    """
    placed, problems, unread = [], [], set()
    for raw in raws:
        row, misfits = read_row(raw.kind, raw.fields)
        problems += [Problem(raw.file, f"{raw.place} {raw.code}".strip(), each.field, each.text) for each in misfits]
        if row is not None:
            placed.append(Placed(raw, row))
        else:
            unread.add(raw.code)
    if not alone:
        found = (problem for each in CHECKS for problem in each(placed))
        problems += [each for each in found if not any(f'"{code}' in each.text for code in unread)]
    return Checked(tuple(placed), tuple(problems))


__all__ = ["Checked", "Placed", "check"]
