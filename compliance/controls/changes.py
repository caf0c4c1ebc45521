"""
What a loading would change: the difference between the rows that are wanted and those that stand.

Nothing here writes. A wanted row that is not recorded is new; one that is recorded with other words is corrected; one
whose end has moved is closed; one that its file no longer holds is retired on the day of the loading, unless it had
ended before.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from compliance.controls.files import RawRow
from compliance.controls.models import ReferenceRow
from compliance.controls.rows import BEGINNING

Key: TypeAlias = tuple[str, str, date]
NEW, CORRECTED, CLOSED, RETIRED = "new", "corrected", "closed", "retired"


@dataclass(frozen=True)
class Wanted:
    """A version as it is to stand."""

    raw: RawRow
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> Key:
        return self.raw.kind, self.raw.code, self.valid_from

    @cached_property
    def digest(self) -> str:
        """A checksum over everything the version says, its end included."""
        body = {
            "kind": self.raw.kind,
            "fields": self.raw.fields,
            "valid_to": self.valid_to and self.valid_to.isoformat(),
        }
        return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `wanted` is None where a row only goes."""

    what: str
    wanted: Wanted | None
    standing: ReferenceRow | None

    @property
    def file(self) -> str:
        return self.wanted.raw.file if self.wanted else self.standing.file if self.standing else ""

    def __str__(self) -> str:
        kind, code, begins = self.wanted.key if self.wanted else _key(self.standing)
        since = "" if begins == BEGINNING else f" from {begins}"
        until = f", ends {self.wanted.valid_to}" if self.wanted and self.wanted.valid_to else ""
        return f"{self.what}: {kind} {code}{since}{until}{self._fields()}"

    def _fields(self) -> str:
        if self.what != CORRECTED or self.wanted is None or self.standing is None:
            return ""
        before, after = self.standing.fields, self.wanted.raw.fields
        names = [name for name in sorted({**before, **after}) if before.get(name) != after.get(name)]
        return f" ({', '.join(names)})" if names else ""


def wanted(raws: Iterable[RawRow]) -> list[Wanted]:
    """The versions that these rows make: each without an end of its own ends where the next one begins."""
    shelves: dict[tuple[str, str], list[tuple[date, RawRow]]] = {}
    for raw in raws:
        shelves.setdefault((raw.kind, raw.code), []).append((begins(raw.fields), raw))
    found = []
    for shelf in shelves.values():
        shelf.sort(key=lambda pair: pair[0])
        for number, (start, raw) in enumerate(shelf):
            following = shelf[number + 1][0] if number + 1 < len(shelf) else None
            found.append(Wanted(raw, start, ends(raw.fields) or following))
    return found


def merged(raws: Iterable[RawRow], standing: Iterable[ReferenceRow], on: date) -> list[RawRow]:
    """
    The rows of the files, with those that the site added and with what has ended before.

    A row that the site added is kept where the files bring one for the same day.
    """
    rows = list(standing)
    own = {_key(row): as_raw(row) for row in rows if row.origin == ReferenceRow.Origin.SITE}
    brought = {(raw.kind, raw.code, begins(raw.fields)): raw for raw in raws}
    wanted_keys = {**brought, **own}
    starts: dict[tuple[str, str], list[date]] = {}
    for kind, code, start in wanted_keys:
        starts.setdefault((kind, code), []).append(start)
    for row in rows:
        if _key(row) not in wanted_keys and (left := _as_left(row, starts, on)) is not None:
            wanted_keys[_key(row)] = left
    return list(wanted_keys.values())


def _as_left(row: ReferenceRow, starts: Mapping[tuple[str, str], list[date]], on: date) -> RawRow | None:
    """A row that its file no longer holds: as it was if it has ended, else ended by its successor or by this day."""
    later = [start for start in starts.get((row.kind, row.code), []) if start > row.valid_from]
    end = min([day for day in (row.valid_to, *later) if day is not None], default=on)
    if end <= row.valid_from:
        return None
    return replace(as_raw(row), fields={**row.fields, "valid_to": end.isoformat()})


def compare(versions: Iterable[Wanted], standing: Iterable[ReferenceRow]) -> list[Change]:
    """What must be written so that these versions stand."""
    recorded = {_key(row): row for row in standing}
    found = []
    for version in versions:
        row = recorded.pop(version.key, None)
        if row is None:
            found.append(Change(NEW, version, None))
        elif row.digest != version.digest:
            found.append(Change(_difference(version, row), version, row))
    return found + [Change(RETIRED, None, row) for row in recorded.values()]


def _difference(version: Wanted, row: ReferenceRow) -> str:
    said, says = dict(row.fields), dict(version.raw.fields)
    said.pop("valid_to", None), says.pop("valid_to", None)
    return CLOSED if said == says else CORRECTED


def as_raw(row: ReferenceRow) -> RawRow:
    """A recorded row as its file wrote it."""
    return RawRow(row.kind, row.file, "", row.fields, own=row.origin == ReferenceRow.Origin.SITE)


def begins(fields: Mapping[str, Any]) -> date:
    """The first day on which the row holds."""
    return date.fromisoformat(str(fields["valid_from"])) if fields.get("valid_from") else BEGINNING


def ends(fields: Mapping[str, Any]) -> date | None:
    """The first day on which the row no longer holds, if it says so itself."""
    return date.fromisoformat(str(fields["valid_to"])) if fields.get("valid_to") else None


def _key(row: ReferenceRow | None) -> Key:
    assert row is not None
    return row.kind, row.code, row.valid_from
