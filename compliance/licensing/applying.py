"""What an application to a government agency says: everything its form asks for, gathered from the case."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from compliance.licensing import neighbours
from compliance.licensing.agencies import AgencyReading, agency_of, read
from compliance.licensing.models import Authorisation, GovernmentApplication, Transfer, TransferDetermination
from compliance.licensing.states import Mode, Outcome
from portal.core import words
from portal.core.calendar import institution_calendar

SCHEMA = "fairlead.government-application/1"
SCREENED = {neighbours.CLEAR: "clear", neighbours.HIT: "open match", neighbours.NOT_SCREENED: "not screened"}


@dataclass(frozen=True)
class Missing:
    """Something that the agency's form asks for and the portal does not know, and the page where it is given."""

    text: str
    url: str


def regimes_of(authorisation: Authorisation) -> list[str]:
    """Return the regimes under which a transfer of the authorisation needs a licence."""
    wanted = TransferDetermination.objects.standing().filter(
        transfer__authorisations=authorisation, outcome=Outcome.LICENCE
    )
    return sorted(set(wanted.values_list("regime", flat=True)))


def as_json(contents: dict[str, Any]) -> bytes:
    """Return the pack as a file that other programs read."""
    return json.dumps(contents, ensure_ascii=False, indent=2, sort_keys=True).encode()


def transfers_of(application: GovernmentApplication) -> list[Transfer]:
    """Return the transfers for which this regime asks for a licence."""
    wanted = TransferDetermination.objects.standing().filter(regime=application.regime, outcome=Outcome.LICENCE)
    rows = application.authorisation.transfers.filter(determinations__in=wanted)
    return list(rows.select_related("case", "item", "recipient__party").order_by("number"))


def entries_of(application: GovernmentApplication) -> dict[int, TransferDetermination]:
    """Return what the regime says about each transfer, by the transfer's key."""
    rows = TransferDetermination.objects.standing().filter(
        regime=application.regime, transfer__authorisations=application.authorisation
    )
    return {row.transfer_id: row for row in rows}


def missing(application: GovernmentApplication) -> list[Missing]:
    """Return what stands between this application and its filing."""
    found, page = [], application.get_absolute_url()
    transfers, entries = transfers_of(application), entries_of(application)
    if not transfers:
        found.append(Missing("No transfer of this authorisation needs a licence under this regime.", page))
    if not application.end_use.strip():
        found.append(Missing("Describe the specific end use.", f"{page}describe/"))
    for transfer in transfers:
        if not entries[transfer.pk].entries:
            found.append(Missing(f"Name the control entry of transfer {transfer.number}.", _tab(transfer, "transfers")))
    parts = application.authorisation.case.parties.select_related("party").prefetch_related("party__addresses")
    for part in parts.order_by("pk"):
        if not list(part.party.addresses.all()):
            found.append(Missing(f"Give the address of {part.party}.", part.party.get_absolute_url()))
    return found


def contents(application: GovernmentApplication) -> dict[str, Any]:
    """Return the pack as plain values. It names citizenships where a person receives: only the office reads it."""
    authorisation, agency = application.authorisation, agency_of(application.regime)
    case = authorisation.case
    transfers, entries = transfers_of(application), entries_of(application)
    items = _items(transfers, entries)
    return {
        "schema": SCHEMA,
        "application": {
            "reference": application.reference,
            "agency_reference": application.agency_reference,
            "agency": agency.name,
            "form": agency.form,
            "citation": agency.citation,
            "regime": application.regime,
            "kind": _kind(transfers),
            "prepared_on": words.as_day(application.prepared_at).isoformat(),
            "filed_on": application.filed_on.isoformat() if application.filed_on else "",
            "contact": application.prepared_by.name,
            "contact_email": application.prepared_by.email,
        },
        "applicant": {
            "name": settings.INSTITUTION["name"],
            "country": case.exporting_country,
            "contact": settings.INSTITUTION["contact"],
            "responsible": case.applicant.name,
            "unit": str(case.unit or ""),
        },
        "case": {"reference": case.reference, "title": case.title, "authorisation": authorisation.reference},
        "parties": [_party(part, case) for part in _parts(case)],
        "items": items,
        "total_value_usd": _total(items),
        "transfers": [_transfer(each, entries[each.pk]) for each in transfers],
        "specific_end_use": application.end_use,
        "period": {
            "from": case.starts_on.isoformat() if case.starts_on else "",
            "until": case.ends_on.isoformat() if case.ends_on else "",
        },
        "conditions": [each.obligation for each in authorisation.conditions.order_by("number")],
        "documents": [_document(each) for each in case.documents.select_related("attachment").order_by("pk")],
        "additional_information": application.additional,
    }


def clock_of(application: GovernmentApplication, *, on: date) -> AgencyReading | None:
    """Return what the agency's clock shows on a day, or nothing before it was filed."""
    if application.filed_on is None:
        return None
    until = min(on, application.decided_on or on)
    stops = application.queries.values_list("asked_on", "answered_on")
    limits = neighbours.agency_limits(agency_of(application.regime).limits, on=application.filed_on)
    return read(
        application.filed_on,
        stops,
        until=max(until, application.filed_on),
        limits=limits,
        calendar=institution_calendar(),
    )


def _tab(transfer: Transfer, name: str) -> str:
    return f"{transfer.case.get_absolute_url()}{name}/"


def _kind(transfers: list[Transfer]) -> str:
    releases = {transfer.mode == Mode.RELEASE for transfer in transfers}
    return {frozenset({True}): "deemed export", frozenset({True, False}): "export and deemed export"}.get(
        frozenset(releases), "export"
    )


def _parts(case: Any) -> list[Any]:
    return list(case.parties.select_related("party").prefetch_related("party__addresses").order_by("pk"))


def _party(part: Any, case: Any) -> dict[str, Any]:
    party, screening = part.party, neighbours.screening_of(case)
    return {
        "role": part.get_role_display(),
        "name": party.name,
        "kind": party.get_kind_display(),
        "country": party.country,
        "addresses": [f"{each.text}, {each.country}".rstrip(", ") for each in party.addresses.all()],
        "citizenships": list(party.citizenship_codes),
        "most_recent_citizenship": party.most_recent_citizenship,
        "permanent_resident_of": list(party.residence_codes),
        "screening": SCREENED[screening.get(party, neighbours.NOT_SCREENED)],
    }


def _items(transfers: list[Transfer], entries: dict[int, TransferDetermination]) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for transfer in transfers:
        item = transfer.item
        found.setdefault(
            item.pk,
            {
                "name": item.name,
                "kind": item.get_kind_display(),
                "entries": entries[transfer.pk].entries.split(),
                "for_item": item.for_item,
                "us_origin": item.us_origin,
                "quantity": item.quantity,
                "unit_value_usd": _money(item.value_usd),
                "total_value_usd": _money(item.value_usd * item.quantity if item.value_usd is not None else None),
                "parameters": {name: str(value) for name, value in (item.parameters or {}).items()},
                "description": item.description,
            },
        )
    return list(found.values())


def _transfer(transfer: Transfer, answer: TransferDetermination) -> dict[str, Any]:
    return {
        "number": transfer.number,
        "item": transfer.item.name,
        "recipient": str(transfer.party),
        "destination": transfer.destination,
        "mode": transfer.get_mode_display(),
        "entries": answer.entries.split(),
        "review_policy": answer.review_policy,
    }


def _document(document: Any) -> dict[str, str]:
    stored = document.attachment
    return {
        "what": document.wording,
        "file": stored.name if stored else "",
        "sha256": stored.digest if stored else "",
        "missing_because": document.reason_missing,
    }


def _total(items: list[dict[str, Any]]) -> str:
    known = [Decimal(item["total_value_usd"]) for item in items if item["total_value_usd"]]
    return _money(sum(known, Decimal(0))) if len(known) == len(items) and items else ""


def _money(value: Any) -> str:
    return "" if value is None else f"{value:.2f}"
