"""
The US Consolidated Screening List as trade.gov publishes it, CSV or JSON.

CSV has 29 columns today and had 28 before ``_id`` was added, so columns are
found by name. In CSV several values stand in one field, joined by “; ”.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compliance.screening.parsers import names, texts
from compliance.screening.parsers.countries import codes_of
from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.jsonstream import objects_of
from compliance.screening.parsers.records import PRIMARY, Entry, Identifier, Name, Report, distinct

NEEDED = ("source", "entity_number", "type", "name", "addresses", "alt_names", "programs")
# The sub-lists that have stood in every edition for years; one that is absent was lost on the way.
STANDING = frozenset({"SDN", "EL", "DPL", "DTC", "UVL", "ISN", "SSI", "MEU", "CMIC"})
SHORT = re.compile(r"\(([A-Z][\w-]+)(?: List)?\)")
KNOWN_AS = {"Capta List (CAP) - Treasury Department": "CAP"}
KEPT = (
    "programs",
    "title",
    "federal_register_notice",
    "start_date",
    "end_date",
    "standard_order",
    "license_requirement",
    "license_policy",
    "call_sign",
    "vessel_type",
    "vessel_flag",
    "vessel_owner",
    "remarks",
    "places_of_birth",
)
LISTS = ("programs", "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth")
NOT_AN_IDENTIFIER = re.compile(
    r"risk|sanctions|gender|directive|prohibited|determination|e-?mail|website", re.IGNORECASE
)


def read(files: list[Path], report: Report) -> Iterator[Entry]:
    """
    Yield the entries of the file, CSV or JSON.

    :raises Unreadable: if it is empty, cut short, in another encoding, or lacks a column
    """
    if len(files) != 1:
        raise Unreadable("The Consolidated Screening List is one file.")
    report.expected_sublists = STANDING
    uids: Counter[str] = Counter()
    source = _json_rows(files[0], report) if _is_json(files[0]) else _csv_rows(files[0])
    for number, row in source:
        if not row["name"]:
            raise Unreadable("An entry has no name.", row=number, field="name")
        uid = row["uid"] or _fallback_uid(row)
        uids[uid] += 1
        yield _entry(row, uid if uids[uid] == 1 else f"{uid}-{uids[uid]}")


def _is_json(path: Path) -> bool:
    with texts.open_bytes(path) as file:
        return file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, row in texts.records(texts.lines(path), needed=NEEDED):
        several = {key: names.parts_of(row.get(key, "")) for key in LISTS}
        addresses = names.parts_of(row["addresses"])
        yield (
            number,
            {
                **row,
                **several,
                "uid": row.get("_id", ""),
                "addresses": addresses,
                "countries": [address.rsplit(",", 1)[-1] for address in addresses],
                "ids": [_identifier(part) for part in names.parts_of(row.get("ids", ""))],
            },
        )


def _json_rows(path: Path, report: Report) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, item in enumerate(objects_of(texts.chunks(path), "results", report), start=1):
        if not isinstance(item, dict) or "source" not in item or "name" not in item:
            raise Unreadable("The entry lacks its source or its name.", row=number, field="source")
        row: dict[str, Any] = {key: value if value is not None else "" for key, value in item.items()}
        places = [place for place in row.get("addresses") or [] if isinstance(place, dict)]
        yield (
            number,
            {
                **dict.fromkeys(KEPT, ""),
                **row,
                **{key: [str(each).strip() for each in row.get(key) or []] for key in LISTS},
                "uid": str(row.get("id") or row.get("_id") or ""),
                "name": str(row["name"]).strip(),
                "type": str(row.get("type") or ""),
                "entity_number": str(row.get("entity_number") or ""),
                "addresses": [_written(place) for place in places],
                "countries": [place["country"] for place in places if place.get("country")],
                "ids": [
                    Identifier(
                        str(each.get("type") or ""), str(each.get("number") or ""), str(each.get("country") or "")
                    )
                    for each in row.get("ids") or []
                ],
            },
        )


def _entry(row: dict[str, Any], uid: str) -> Entry:
    spoken = list(names.spoken(row["name"], role=PRIMARY))
    for text in row["alt_names"]:
        for part in names.parts_of(text):
            spoken += names.spoken(part)
    return Entry(
        uid=uid,
        sublist=sublist_of(row["source"]),
        kind=names.kind_of(row["type"], row["name"]),
        names=distinct(Name(names.tidy(name.text), name.role, name.strength) for name in spoken),
        countries=codes_of(row["countries"]),
        citizenships=codes_of([*row["citizenships"], *row["nationalities"]]),
        birth_dates=tuple(names.birth_date_of(text) for text in row["dates_of_birth"] if text),
        addresses=tuple(address for address in row["addresses"] if len(address) > 2),
        identifiers=tuple(each for each in row["ids"] if each.value and not NOT_AN_IDENTIFIER.search(each.scheme)),
        details=tuple((key, _text(row.get(key))) for key in KEPT if _text(row.get(key))),
        number=row["entity_number"],
    )


def sublist_of(source: str) -> str:
    """Return the short name in the publisher's “Specially Designated Nationals (SDN) - Treasury Department”."""
    found = SHORT.search(source)
    return found.group(1) if found else KNOWN_AS.get(source, source[:40])


def _fallback_uid(row: dict[str, Any]) -> str:
    """Return a stable key for editions that carry none: what names the entry, digested."""
    told = [row["source"], row["entity_number"], row["name"].casefold()]
    told += [row.get("start_date", ""), row.get("federal_register_notice", "")]
    return "n" + hashlib.sha256(json.dumps(told).encode()).hexdigest()[:24]


def _identifier(part: str) -> Identifier:
    """Read “Passport, U00242309, TR” and the older order “TR, U00242309, Passport”."""
    pieces = [piece.strip() for piece in part.split(", ")]
    if len(pieces) == 3 and len(pieces[0]) == 2 and pieces[0].isupper():
        pieces.reverse()
    scheme, value, country = [*pieces[:3], "", "", ""][:3]
    return Identifier(scheme, value, country if len(country) == 2 else "")


def _written(place: dict[str, Any]) -> str:
    parts = (place.get(key) for key in ("address", "city", "state", "postal_code", "country"))
    return ", ".join(str(part).strip() for part in parts if part)


def _text(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")
