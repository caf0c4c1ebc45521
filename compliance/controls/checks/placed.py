"""A row together with the place where it was written, so that a problem can name it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from compliance.controls.files import RawRow
from compliance.controls.reading import Problem
from compliance.controls.rows import Row

AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row that could be read, and where it stands."""

    raw: RawRow
    row: Row

    def problem(self, field: str, text: str) -> Problem:
        """Say what is wrong with this row."""
        return Problem(self.raw.file, f"{self.raw.place} {self.raw.code}".strip(), field, text)


def of_kind(placed: Iterable[Placed], cls: type[AnyRow]) -> list[tuple[Placed, AnyRow]]:
    """The rows of this class, each with its place."""
    return [(each, each.row) for each in placed if isinstance(each.row, cls)]
