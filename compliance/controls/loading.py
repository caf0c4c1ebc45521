"""
From files to what would change. `actions` writes it down.

The reference files of the portal and the tables that an institution adds go the same way: read, check everything
together, compare with what stands.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from compliance.controls import changes, checks, files
from compliance.controls.changes import Change, Key
from compliance.controls.files import RawRow, SourceFile
from compliance.controls.models import ReferenceRow
from compliance.controls.reading import Problem
from compliance.controls.rows import Row


@dataclass(frozen=True, slots=True)
class Plan:
    """What a loading found: the files, what is wrong, and what would change."""

    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    rows: dict[Key, Row]
    standing: tuple[str, ...] = ()  # the digest of every row that will stand

    def counts(self, file: str) -> dict[str, int]:
        """How many rows of this file are new, corrected, closed or retired."""
        return dict(Counter(change.what for change in self.changes if change.file == file))


def plan_files(*, on: date, folders: Iterable[Path] | None = None) -> Plan:
    """Read the portal's own files and compare them with what stands."""
    found, problems = files.read(folders or files.FOLDERS)
    raws = [raw for file in found for raw in file.rows]
    return _plan(found, problems, raws, on=on)


def plan_own(file: SourceFile, problems: list[Problem], *, on: date) -> Plan:
    """Compare rows that the institution adds with what stands; everything else stays as it is."""
    standing = [changes.as_raw(row) for row in ReferenceRow.objects.standing()]
    added = [replace(raw, own=True) for raw in file.rows]
    if problems or any("code" not in raw.fields for raw in added):
        return Plan((file,), (*problems, *checks.check(added, alone=True).problems), (), {})
    keys = {(raw.kind, raw.code, str(raw.fields.get("valid_from", ""))) for raw in added}
    kept = [raw for raw in standing if (raw.kind, raw.code, str(raw.fields.get("valid_from", ""))) not in keys]
    return _plan([file], problems, [*kept, *added], on=on)


def _plan(found: Sequence[SourceFile], problems: list[Problem], raws: list[RawRow], *, on: date) -> Plan:
    standing = list(ReferenceRow.objects.standing())
    if not problems:
        checked = checks.check(raws)
        problems = list(checked.problems)
    if problems:
        return Plan(tuple(found), tuple(problems), (), {})
    versions = changes.wanted(changes.merged(raws, standing, on))
    again = checks.check(version.raw for version in versions) if len(versions) != len(raws) else checked
    rows = {(each.raw.kind, each.row.code, each.row.valid_from): each.row for each in again.rows}
    digests = tuple(version.digest for version in versions)
    return Plan(tuple(found), again.problems, tuple(changes.compare(versions, standing)), rows, digests)
