"""Every version of every row of reference data, and a Book for each stretch of time in which nothing changes."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from compliance.controls import files, reading, units
from compliance.controls.book import Book
from compliance.controls.criteria import AllOf, AnyOf, Criterion, Leaf, Value
from compliance.controls.notation import recalled
from compliance.controls.rows import BEGINNING, Entry, Paragraph, Parameter, Row
from portal.core.errors import Invalid


@dataclass
class Library:
    """Every version of every row, and a Book for each stretch of time in which nothing changes."""

    versions: Mapping[tuple[str, str], tuple[Row, ...]]  # (kind, code) -> versions by date
    version: int = 0
    _books: dict[date, Book] = field(default_factory=dict)

    @classmethod
    def from_files(cls, folders: Iterable[Path] | None = None) -> "Library":
        """
        Read every file of these folders.

        :raises Invalid: if a file cannot be read; the first problem is told
        """
        found, problems = files.read(folders or files.FOLDERS)
        rows = []
        for raw in (raw for file in found for raw in file.rows):
            row, misfits = reading.read_row(raw.kind, raw.fields)
            problems += [reading.Problem(raw.file, f"{raw.place} {raw.code}", m.field, m.text) for m in misfits]
            rows.append((raw.kind, row))
        if problems:
            raise Invalid(str(problems[0]))
        return cls.of((kind, row) for kind, row in rows if row is not None)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Row]], *, version: int = 0) -> "Library":
        """Shelve these rows; a version without an end ends where the next one begins."""
        shelves: dict[tuple[str, str], list[Row]] = {}
        for kind, row in rows:
            shelves.setdefault((kind, row.code), []).append(row)
        return cls({key: succeeding(shelf) for key, shelf in shelves.items()}, version)

    def history(self, kind: str, code: str) -> tuple[Row, ...]:
        """Every version of one row, the oldest first."""
        return self.versions.get((kind, code), ())

    @cached_property
    def changes(self) -> tuple[date, ...]:
        """The days on which something begins or ends."""
        days = {day for shelf in self.versions.values() for row in shelf for day in (row.valid_from, row.valid_to)}
        return tuple(sorted({BEGINNING} | {day for day in days if day is not None}))

    def book(self, as_of: date) -> Book:
        """Everything that holds on this day."""
        at = max(bisect_right(self.changes, as_of) - 1, 0)
        since = self.changes[at]
        if since not in self._books:
            until = self.changes[at + 1] if at + 1 < len(self.changes) else None
            self._books[since] = self._open(since, until)
        return self._books[since]

    def _open(self, since: date, until: date | None) -> Book:
        rows: dict[str, dict[str, Row]] = {}
        for shelf in self.versions.values():
            for row in shelf:
                if row.holds_on(since):
                    rows.setdefault(type(row).__name__, {})[row.code] = row
        parameters = rows.get("Parameter", {})
        finished = {code: self._finish(entry, since, parameters) for code, entry in rows.get("Entry", {}).items()}
        rows["Entry"] = finished
        frozen = {kind: MappingProxyType(shelf) for kind, shelf in rows.items()}
        return Book(MappingProxyType(frozen), since, until, self.version, self.numbers)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every entry and paragraph that is held for some day: 4A906, 4A906.b."""
        entries = [row for shelf in self.versions.values() for row in shelf if isinstance(row, Entry)]
        paragraphs = {f"{each.number}.{part.code}" for each in entries for part in each.paragraphs if part.code}
        return frozenset({each.number for each in entries} | paragraphs)

    def _finish(self, entry: Row, day: date, parameters: Mapping[str, Row]) -> Row:
        """The entry with borrowed criteria filled in and every figure in its parameter's reference unit."""
        assert isinstance(entry, Entry)
        paragraphs = tuple(
            replace(
                each,
                criterion=converted(self.borrowed(each, day), parameters),
                unless=converted(each.unless, parameters),
            )
            for each in entry.paragraphs
        )
        return replace(entry, paragraphs=paragraphs, unless=converted(entry.unless, parameters))

    def borrowed(self, paragraph: Paragraph, day: date) -> Criterion | None:
        """
        The paragraph's own criterion, or that of the paragraph it is read like, which is then only recalled.

        The lender may be younger than the borrower: what the United Kingdom listed in April 2024 is read like the US
        text of September.
        """
        if not paragraph.same_as:
            return paragraph.criterion
        lent = tuple(recalled(each.criterion) for each in self.lenders(paragraph, day) if each.criterion is not None)
        return AnyOf(lent) if len(lent) > 1 else next(iter(lent), None)

    def lenders(self, paragraph: Paragraph, day: date) -> tuple[Paragraph, ...]:
        """The paragraphs that `same_as` names, in the version of the day or else the first there is."""
        code, _, part = paragraph.same_as.partition(".")
        shelf = self.history("entry", code)
        lender = next((row for row in shelf if row.holds_on(day)), next(iter(shelf), None))
        return lender.paragraphs_under(part) if isinstance(lender, Entry) else ()


def succeeding(shelf: Iterable[Row]) -> tuple[Row, ...]:
    """The versions of one row by date, each without an end closed by the next."""
    ordered = sorted(shelf, key=lambda row: row.valid_from)
    following = [row.valid_from for row in ordered[1:]] + [None]
    return tuple(
        replace(row, valid_to=start) if row.valid_to is None and start else row
        for row, start in zip(ordered, following, strict=True)
    )


def converted(criterion: Criterion | None, parameters: Mapping[str, Row]) -> Criterion | None:
    """The criterion with the limit of every figure in its parameter's reference unit."""
    if isinstance(criterion, AllOf | AnyOf):
        parts = tuple(converted(part, parameters) for part in criterion.parts)
        return replace(criterion, parts=parts)  # type: ignore[arg-type]
    if not isinstance(criterion, Leaf):
        return criterion
    parameter = parameters.get(criterion.parameter)
    return replace(criterion, limit=limit_of(criterion, parameter) if isinstance(parameter, Parameter) else None)


def limit_of(leaf: Leaf, parameter: Parameter) -> Value:
    """
    The leaf's value in the parameter's reference unit.

    :raises Invalid: if the units do not measure the same
    """
    if not leaf.is_numeric or not leaf.unit or parameter.plain_unit:
        return leaf.value
    return units.convert(leaf.value, leaf.unit, parameter.unit)  # type: ignore[arg-type]
