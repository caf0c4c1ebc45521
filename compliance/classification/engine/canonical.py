"""
Facts written down so that the same facts are always the same text, and read back from it.

Keys are sorted, numbers are normal decimals, what nobody said is left out. The text is what a stored determination
keeps and what its digest is made of.
"""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from compliance.classification.engine.facts import EndUse, ExclusionAnswers, Facts, Item, Recipient, Transfer

FORMAT = 1


def text(facts: Facts) -> str:
    """The facts as canonical JSON."""
    return json.dumps(plain(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(facts: Facts) -> dict[str, Any]:
    """The facts as plain values, with the number of the format in front."""
    return {"format": FORMAT, **_plain(facts)}


def plain_item(item: Item) -> dict[str, Any]:
    """The item as plain values, for `item_of` to read back."""
    return _plain(item)


def parse(written: str) -> Facts:
    """
    The facts of a canonical text.

    :raises ValueError: if it was written in another format
    """
    raw = json.loads(written)
    if raw.get("format") != FORMAT:
        raise ValueError(f"Facts in format {raw.get('format')} cannot be read; {FORMAT} is known.")
    transfer = raw["transfer"]
    exclusion = raw.get("exclusion")
    return Facts(
        as_of=date.fromisoformat(raw["as_of"]),
        exporting_country=raw["exporting_country"],
        item=item_of(raw["item"]),
        transfer=Transfer(
            **{
                **_tuples(transfer, "confirmed", "refuted"),
                "recipient": _recipient(transfer),
                "end_use": _use(transfer),
            }
        ),
        exclusion=ExclusionAnswers(exclusion["tree"], _pairs(exclusion.get("answers", []))) if exclusion else None,
    )


def item_of(raw: dict[str, Any]) -> Item:
    """The item of plain values."""
    parameters = tuple((name, _value(value)) for name, value in raw.get("parameters", []))
    value = raw.get("value_usd")
    return Item(**{**raw, "parameters": parameters, "value_usd": Decimal(value["number"]) if value else None})


def _plain(value: Any) -> Any:
    if isinstance(value, Facts | Item | Transfer | Recipient | EndUse | ExclusionAnswers):
        found = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return {name: each for name, each in found.items() if each not in (None, "", [], {})}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return {"number": format(value.normalize(), "f")}
    if isinstance(value, date):
        return value.isoformat()
    return value


def _value(raw: Any) -> Any:
    return Decimal(raw["number"]) if isinstance(raw, dict) else raw


def _pairs(raw: list[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in raw)


def _tuples(raw: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**raw, **{name: tuple(raw.get(name, ())) for name in names}}


def _recipient(transfer: dict[str, Any]) -> Recipient:
    raw = _tuples(transfer.get("recipient", {}), "citizenships", "permanent_resident_of", "listed")
    since = raw.get("employed_since")
    return Recipient(**{**raw, "employed_since": date.fromisoformat(since) if since else None})


def _use(transfer: dict[str, Any]) -> EndUse:
    return EndUse(**_tuples(transfer.get("end_use", {}), "also"))
