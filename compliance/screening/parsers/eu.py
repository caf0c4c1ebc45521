"""The European Union's consolidated financial sanctions list, XML 1.1 (the CSV does not tell weak aliases)."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from compliance.screening.parsers import dates, names
from compliance.screening.parsers.countries import codes_of
from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.records import (
    ALIAS,
    ORGANISATION,
    PERSON,
    PRIMARY,
    STRONG,
    UNKNOWN,
    WEAK,
    Entry,
    Identifier,
    Name,
    Report,
    distinct,
)
from compliance.screening.parsers.xmlstream import children, elements, local, texts_of

KINDS = {"person": PERSON, "enterprise": ORGANISATION, "P": PERSON, "E": ORGANISATION}
PLACE = ("street", "poBox", "city", "zipCode", "region", "place", "countryDescription")


def read(files: list[Path], report: Report) -> Iterator[Entry]:
    """
    Yield the sanctioned persons and enterprises.

    :raises Unreadable: if the file is empty, not whole, not this list, or bears a date that is none
    """
    if len(files) != 1:
        raise Unreadable("The European Union's list is one file.")
    for element in elements(files[0], root="export", wanted={"sanctionEntity"}):
        if local(element) == "export":
            report.source_date = dates.stamped(element.get("generationDate", ""), report, field="generationDate")
            continue
        yield _entry(element)


def _entry(element: Element) -> Entry:
    uid = element.get("logicalId", "")
    found = distinct(_names(element))
    if not uid or not found:
        raise Unreadable(
            f"An entry has no {'logicalId' if not uid else 'name'}.", field="logicalId" if not uid else "nameAlias"
        )
    subject = next(iter(children(element, "subjectType")), element)
    regulation = next(iter(children(element, "regulation")), element)
    places = children(element, "address")
    told = {
        "reference": element.get("euReferenceNumber", ""),
        "un_reference": element.get("unitedNationId", ""),
        "programs": regulation.get("programme", ""),
        "regulation": regulation.get("numberTitle", ""),
        "listed_on": element.get("designationDate", "") or regulation.get("publicationDate", ""),
        "designation": element.get("designationDetails", ""),
        "remarks": "; ".join(texts_of(element, "remark")),
    }
    return Entry(
        uid=uid,
        sublist=regulation.get("programme", "") or "EU",
        kind=KINDS.get(subject.get("code", "")) or KINDS.get(subject.get("classificationCode", ""), UNKNOWN),
        names=found,
        countries=codes_of(_country(place) for place in places),
        citizenships=codes_of(_country(each) for each in children(element, "citizenship")),
        birth_dates=tuple(dict.fromkeys(filter(None, map(_born, children(element, "birthdate"))))),
        addresses=tuple(filter(None, (", ".join(filter(None, map(place.get, PLACE))) for place in places))),
        identifiers=tuple(_documents(element)),
        details=tuple((key, " ".join(value.split())) for key, value in told.items() if value.strip()),
    )


def _names(element: Element) -> Iterator[Name]:
    role = PRIMARY
    for alias in children(element, "nameAlias"):
        parts = (alias.get(key, "") for key in ("firstName", "middleName", "lastName"))
        whole = names.tidy(alias.get("wholeName", "") or " ".join(filter(None, parts)))
        if whole:
            yield Name(whole, role, WEAK if alias.get("strong") == "false" and role == ALIAS else STRONG)
            role = ALIAS


def _country(element: Element) -> str:
    code = element.get("countryIso2Code", "")
    return code if code != "00" else ""


def _born(element: Element) -> str:
    about = "~" if element.get("circa") == "true" else ""
    exact = element.get("birthdate", "")[:10]
    first, last = element.get("yearRangeFrom", ""), element.get("yearRangeTo", "")
    year, month = element.get("year", ""), element.get("monthOfYear", "")
    if exact:
        return f"{about}{exact}"
    if first and last:
        return f"{first}/{last}"
    return f"{about}{year}{f'-{int(month):02d}' if month.isdigit() and not about else ''}" if year else ""


def _documents(element: Element) -> Iterator[Identifier]:
    for document in children(element, "identification"):
        number = document.get("number", "") or document.get("latinNumber", "")
        if number.strip():
            scheme = document.get("identificationTypeDescription", "") or document.get("identificationTypeCode", "")
            country = _country(document)
            yield Identifier(scheme or "Document", number.strip(), country)
