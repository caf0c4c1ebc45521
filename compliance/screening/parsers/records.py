"""One entry of a list as every parser hands it on, whatever the publisher's format."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

PERSON, ORGANISATION, VESSEL, AIRCRAFT, UNKNOWN = "person", "organisation", "vessel", "aircraft", "unknown"
STRONG, WEAK = "strong", "weak"
PRIMARY, ALIAS, FORMER, ORIGINAL = "primary", "alias", "former", "original"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entry. Weak ones are common words or nicknames and alert only with other evidence."""

    text: str
    role: str = ALIAS
    strength: str = STRONG


@dataclass(frozen=True, slots=True)
class Identifier:
    """A passport, registration or other number, as the publisher gives it."""

    scheme: str
    value: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One listed party. ``uid`` is the publisher's own key.

    Birth dates are ``1960-08-31``, ``1960-08``, ``1960`` or a range ``1955/1957``.
    Countries are ISO 3166-1 alpha-2, or the publisher's words where no code fits.
    """

    uid: str
    sublist: str
    kind: str
    names: tuple[Name, ...]
    countries: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    number: str = ""

    @property
    def name(self) -> str:
        """The name that the publisher puts first."""
        return self.names[0].text

    def with_weak(self, weak: set[str]) -> "Entry":
        """Return the entry with these aliases marked as weak (compared without regard to case)."""
        names = tuple(
            replace(name, strength=WEAK) if name.role != PRIMARY and name.text.casefold() in weak else name
            for name in self.names
        )
        return self if names == self.names else replace(self, names=names)

    def names_hash(self) -> str:
        """Return a digest of what candidates are found by: the names and their strength."""
        return digest(sorted([name.text, name.strength] for name in self.names))

    def content_hash(self) -> str:
        """Return a digest of everything that an officer may have looked at."""
        return digest(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as JSON can hold it, without what is empty."""
        whole = {
            "uid": self.uid,
            "sublist": self.sublist,
            "kind": self.kind,
            "names": [{"text": name.text, "role": name.role, "strength": name.strength} for name in self.names],
            "countries": list(self.countries),
            "citizenships": list(self.citizenships),
            "birth_dates": list(self.birth_dates),
            "addresses": list(self.addresses),
            "identifiers": [
                {"scheme": each.scheme, "value": each.value, "country": each.country} for each in self.identifiers
            ],
            "details": [[key, value] for key, value in self.details],
            "number": self.number,
        }
        return {key: value for key, value in whole.items() if value}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Entry":
        """Return the entry that ``as_dict`` wrote."""
        plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
        plain["names"] = tuple(Name(**name) for name in data["names"])
        plain["identifiers"] = tuple(Identifier(**each) for each in data.get("identifiers", ()))
        plain["details"] = tuple((key, value) for key, value in data.get("details", ()))
        return cls(**plain)


@dataclass
class Report:
    """What a parser learns about the file besides its entries; each doubt is a sentence that speaks for quarantine."""

    source_date: date | None = None
    stated_total: int | None = None
    expected_sublists: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def distinct(names: Iterator[Name]) -> tuple[Name, ...]:
    """Return the names in order, each text once; a strong mention outweighs a weak one."""
    kept: dict[str, Name] = {}
    for name in names:
        key = name.text.casefold()
        if not key:
            continue
        if key not in kept:
            kept[key] = name
        elif name.strength == STRONG and kept[key].strength == WEAK:
            kept[key] = replace(kept[key], strength=STRONG)
    return tuple(kept.values())


def digest(value: Any) -> str:
    """Return the SHA-256 of a value as canonical JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
