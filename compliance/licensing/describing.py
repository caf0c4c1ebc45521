"""A case in the words of classification. Nothing is guessed: what is not said is left out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from compliance.licensing.models import Case, CaseItem, CaseParty, Transfer
from compliance.licensing.states import Known

FLAGS = {Known.YES: True, Known.NO: False}


def item_mapping(item: CaseItem) -> dict[str, Any]:
    """Return an item as classification reads it."""
    return _said(
        kind=item.kind,
        basket=item.basket,
        us_origin=FLAGS.get(item.us_origin),  # type: ignore[call-overload]
        for_item=item.for_item,
        form=item.form,
        value_usd=item.value_usd,
        parameters=item.parameters or {},
    )


def recipient_mapping(part: CaseParty, *, screening: str) -> dict[str, Any]:
    """Return who receives it. Citizenships go no further than into the determination, which keeps them encrypted."""
    party = part.party
    return _said(
        kind="person" if party.is_person else "organisation",
        citizenships=list(party.citizenship_codes),
        most_recent_citizenship=party.most_recent_citizenship,
        permanent_resident_of=list(party.residence_codes),
        country=party.country,
        protected=True if part.protected else None,
        employed_since=part.employed_since,
        screening=screening,
    )


def end_use_mapping(case: Case) -> dict[str, Any]:
    """Return what is known of the use; what nobody knows is left out."""
    return _said(
        military=FLAGS.get(case.military),  # type: ignore[call-overload]
        wmd=FLAGS.get(case.weapons),  # type: ignore[call-overload]
        supercomputer=FLAGS.get(case.supercomputer),  # type: ignore[call-overload]
        military_intelligence=FLAGS.get(case.military_intelligence),  # type: ignore[call-overload]
    )


def transfer_mapping(transfer: Transfer, *, screening: str, as_of: date) -> dict[str, Any]:
    """Return the whole question that a determination answers."""
    item = transfer.item
    return {
        "as_of": as_of,
        "exporting_country": transfer.case.exporting_country,
        "item": item_mapping(item),
        "transfer": {
            "mode": transfer.mode,
            "destination": transfer.destination,
            "recipient": recipient_mapping(transfer.recipient, screening=screening),
            "end_use": end_use_mapping(transfer.case),
        },
    }


def _said(**given: Any) -> dict[str, Any]:
    return {
        name: value
        for name, value in given.items()
        if value is not None and value != "" and (not isinstance(value, list | Mapping) or value)
    }
