"""The consolidated list of the United Nations Security Council, in its XML."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from xml.etree.ElementTree import Element

from compliance.screening.parsers import dates, names
from compliance.screening.parsers.countries import codes_of
from compliance.screening.parsers.faults import Unreadable
from compliance.screening.parsers.records import (
    ALIAS,
    FORMER,
    ORGANISATION,
    ORIGINAL,
    PERSON,
    PRIMARY,
    STRONG,
    WEAK,
    Entry,
    Identifier,
    Name,
    Report,
    distinct,
)
from compliance.screening.parsers.xmlstream import children, elements, local, text, texts_of

PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
PLACE = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
KEPT = {
    "REFERENCE_NUMBER": "reference",
    "LISTED_ON": "listed_on",
    "GENDER": "gender",
    "TITLE/VALUE": "title",
    "DESIGNATION/VALUE": "designation",
    "COMMENTS1": "remarks",
}


def read(files: list[Path], report: Report) -> Iterator[Entry]:
    """
    Yield individuals, then entities.

    :raises Unreadable: if the file is empty, not whole, not this list, or bears a date that is none
    """
    if len(files) != 1:
        raise Unreadable("The United Nations list is one file.")
    for element in elements(files[0], root="CONSOLIDATED_LIST", wanted={"INDIVIDUAL", "ENTITY"}):
        if local(element) == "CONSOLIDATED_LIST":
            report.source_date = dates.stamped(element.get("dateGenerated", ""), report, field="dateGenerated")
            continue
        yield _entry(element, local(element))


def _entry(element: Element, kind: str) -> Entry:
    uid = text(element, "DATAID")
    name = " ".join(filter(None, (text(element, part) for part in PARTS)))
    if not uid or not name:
        raise Unreadable(f"An entry has no {'DATAID' if not uid else 'name'}.", field="DATAID" if not uid else PARTS[0])
    places = children(element, f"{kind}_ADDRESS")
    addresses = (", ".join(filter(None, (text(place, part) for part in PLACE))) for place in places)
    told = ((ours, "; ".join(texts_of(element, theirs))) for theirs, ours in KEPT.items())
    return Entry(
        uid=uid,
        sublist=text(element, "UN_LIST_TYPE") or "UN",
        kind=PERSON if kind == "INDIVIDUAL" else ORGANISATION,
        names=distinct(_names(element, kind, name)),
        countries=codes_of(text(place, "COUNTRY") for place in places),
        citizenships=codes_of(texts_of(element, "NATIONALITY/VALUE")),
        birth_dates=tuple(dict.fromkeys(filter(None, map(_born, children(element, f"{kind}_DATE_OF_BIRTH"))))),
        addresses=tuple(dict.fromkeys(filter(None, addresses))),
        identifiers=tuple(_documents(element, kind)),
        details=tuple((ours, value) for ours, value in told if value),
    )


def _names(element: Element, kind: str, name: str) -> Iterator[Name]:
    yield from chain.from_iterable(names.spoken(part, role=PRIMARY) for part in name.split(" ; "))
    for original in texts_of(element, "NAME_ORIGINAL_SCRIPT"):
        yield Name(original, ORIGINAL)
    for alias in children(element, f"{kind}_ALIAS"):
        quality, note = text(alias, "QUALITY").casefold(), text(alias, "NOTE").casefold()
        role = FORMER if quality == "f.k.a." or "listed as" in note else ALIAS
        for each in text(alias, "ALIAS_NAME").split(";"):
            if names.tidy(each):
                yield Name(names.tidy(each), role, WEAK if quality == "low" else STRONG)


def _born(element: Element) -> str:
    exact, year = text(element, "DATE"), text(element, "YEAR")
    first, last = text(element, "FROM_YEAR"), text(element, "TO_YEAR")
    if first and last:
        return f"{first}/{last}"
    about = "~" if text(element, "TYPE_OF_DATE").upper().startswith("APPROX") else ""
    # UN files write a bare year as 1 January where the type says that it is about.
    return f"{about}{exact[:4] if about and exact else exact or year}" if exact or year else ""


def _documents(element: Element, kind: str) -> Iterator[Identifier]:
    for document in children(element, f"{kind}_DOCUMENT"):
        number = text(document, "NUMBER")
        if number:
            country = codes_of([text(document, "ISSUING_COUNTRY") or text(document, "COUNTRY_OF_ISSUE")])
            yield Identifier(text(document, "TYPE_OF_DOCUMENT") or "Document", number, country[0] if country else "")
