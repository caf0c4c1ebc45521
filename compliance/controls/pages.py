"""Finished things for the pages: an entry in words, its versions and how they differ, a country's row of the chart."""

from collections.abc import Container
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.urls import reverse

from compliance.controls import differences, wording
from compliance.controls.book import Book, Place
from compliance.controls.criteria import Criterion
from compliance.controls.library import Library
from compliance.controls.rows import BEGINNING, Entry, LicenceException, Note, Paragraph, Reason, Row
from compliance.controls.wording import Phrase
from portal.core.interface import Row as Fact
from portal.core.words import day as written

HEADS = {
    "reasons": ("Reason", "Where to look", "Scope", "Basis"),
    "exceptions": ("Exception", "Here", "In words"),
    "chart": ("Column", "Reason", "Says"),
    "problems": ("Row", "Field", "What is wrong"),
    "rows": ("Row", "Code", "Title", "What becomes of it"),
}


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """One paragraph as it is shown."""

    code: str
    says: str
    test: Phrase | None
    unless: Phrase | None
    read_like: str
    recalled: bool


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as it is shown."""

    facts: list[Fact]
    paragraphs: list[ShownParagraph]
    unless: Phrase | None
    shared: list[tuple[str, Phrase]]
    reasons: list[list[str]]
    exceptions: list[list[str]]
    remaining: list[str]
    deemed: list[Fact]
    related: list[tuple[str, str]]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a row: when it held, and what it changed."""

    begins: date
    ends: date | None
    current: bool
    url: str
    source: str
    verified: bool
    known_since: bool
    differences: list[differences.Difference]


def entry(row: Entry, book: Book) -> ShownEntry:
    """The entry in words."""
    shared = _shared(row)
    return ShownEntry(
        facts=_entry_facts(row, book),
        paragraphs=[_paragraph(each, book, shared) for each in row.paragraphs],
        unless=wording.phrase(row.unless, book),
        shared=[(span, phrase) for criterion, span in shared.items() if (phrase := wording.phrase(criterion, book))],
        reasons=[_reason(each) for each in row.reasons],
        exceptions=[_exception(each.exception, each.status, each.says, book) for each in row.exceptions],
        remaining=[_named_exception(each, book) for each in row.only_exceptions],
        deemed=_deemed(row),
        related=[_related(each, row, book) for each in (*row.mirrors, *row.related)],
        notes=[*row.notes, *(note.text for note in book.notes_about(entry=row.number))],
    )


def _entry_facts(row: Entry, book: Book) -> list[Fact]:
    basket, policy = book.basket(row.basket), book.review_policy(row.review_policy)
    regime = book.regime(row.regime)
    requirement = wording.REQUIREMENTS.get(row.requirement, row.requirement)
    if row.except_destinations:
        requirement += f", except {', '.join(row.except_destinations)}"
    return [
        Fact(key="Regime", value=regime.title if regime else row.regime),
        Fact(
            key="Technology basket",
            value=basket.title if basket else row.basket,
            url=reverse("controls:basket", args=[row.basket]),
        ),
        Fact(key="Licence requirement", value=requirement),
        *([Fact(key="How applications are looked at", value=policy.title)] if policy else []),
        Fact(key="In force since", value=_since(row)),
        *([Fact(key="In force until", value=written(row.valid_to - timedelta(days=1)))] if row.valid_to else []),
        *([Fact(key="Made by", value=row.citation)] if row.citation else []),
        Fact(key="Source", value=row.source, hint=_read_on(row)),
    ]


def _read_on(row: Row) -> str:
    return f"Read in the text of {written(row.source_date)}" if row.source_date else ""


def _since(row: Row) -> str:
    if row.valid_from == BEGINNING:
        return "before our records begin"
    unsure = " (the day is not verified)" if getattr(row, "from_confidence", "verified") == "recalled" else ""
    return f"{written(row.valid_from)}{unsure}"


def _shared(row: Entry) -> dict[Criterion, str]:
    """What several paragraphs leave out alike, with the paragraphs it is about; it is said once for all of them."""
    found: dict[Criterion, list[str]] = {}
    for each in row.paragraphs:
        if each.unless is not None:
            found.setdefault(each.unless, []).append(each.code)
    return {criterion: f"{codes[0]} to {codes[-1]}" for criterion, codes in found.items() if len(codes) > 2}


def _paragraph(row: Paragraph, book: Book, shared: Container[Criterion]) -> ShownParagraph:
    return ShownParagraph(
        code=row.code,
        says=row.says,
        test=wording.phrase(row.criterion, book),
        unless=wording.phrase(row.unless, book) if row.unless not in shared else None,
        read_like=row.same_as.rpartition(":")[2],
        recalled=row.confidence == "recalled",
    )


def _reason(row: Reason) -> list[str]:
    where = f"Country chart, column {row.column}" if row.mode == "chart" else wording.MODES[row.mode]
    if row.countries:
        where = f"Only {', '.join(row.countries)}"
    return [row.code, where, row.scope or "Entire entry", row.basis]


def _exception(code: str, status: str, says: str, book: Book) -> list[str]:
    words = {"yes": "Available", "no": "Not available", "limited": "With limits"}[status]
    return [_named_exception(code, book), words, says]


def _named_exception(code: str, book: Book) -> str:
    symbol, _, part = code.partition(":")
    row = book.find(LicenceException, symbol)
    section = f", {row.section}" if row else ""
    return f"{symbol} ({part}){section}" if part else f"{symbol}{section}"


def _deemed(row: Entry) -> list[Fact]:
    if row.deemed is None:
        return []
    rows = [
        Fact(key="General licence", value=row.deemed.general_licence or "none"),
        Fact(key="It covers technology and software for", value=", ".join(row.deemed.covers_for)),
        Fact(key="It does not cover", value=", ".join(row.deemed.not_for)),
        Fact(key="Staff of 6 September 2024 stay outside", value="Yes" if row.deemed.grandfathered else "No"),
        Fact(key="To be settled by a person", value=row.deemed.confirm),
        Fact(key="Source", value=row.deemed.source),
    ]
    return [each for each in rows if each.value]


def _related(code: str, row: Entry, book: Book) -> tuple[str, str]:
    full = code if ":" in code else f"{row.regime}:{code}"
    found = book.find(Entry, full)
    label = code.replace(":", " ") if ":" in code else code
    return (f"{label}: {found.title}", full) if found else (label, "")


def versions(shelf: tuple[Row, ...], library: Library, day: date, url: str) -> list[Version]:
    """Every version, the newest first, each with what it changed."""
    found = []
    for number, row in enumerate(shelf):
        book = library.book(row.valid_from)
        changed = differences.between(shelf[number - 1], row, book) if number else []
        found.append(
            Version(
                begins=row.valid_from,
                ends=row.valid_to,
                current=row.holds_on(day),
                url=f"{url}?as_of={row.valid_from}",
                source=row.source,
                verified=row.verified,
                known_since=row.valid_from != BEGINNING,
                differences=changed,
            )
        )
    return found[::-1]


def absence(shelf: tuple[Row, ...], day: date) -> str:
    """Why nothing is shown on this day."""
    later = [row.valid_from for row in shelf if row.valid_from > day]
    earlier = [row.valid_to for row in shelf if row.valid_to and row.valid_to <= day]
    ended = f"It ended on {written(max(earlier))}." if earlier else ""
    begins = f"It begins on {written(min(later))}." if later else ""
    return f"{ended} {begins}".strip()


def facts(row: Row, book: Book) -> list[Fact]:
    """Any row as plain facts."""
    found = []
    for each in fields(row):
        text = differences.said(getattr(row, each.name), book)
        if text and each.name not in ("valid_from", "valid_to"):
            shown = text if each.name in ("code", "source") else text.replace("_", " ")
            found.append(Fact(key=each.name.replace("_", " ").capitalize(), value=shown))
    return found


def chart_cells(place: Place, book: Book) -> list[list[str]]:
    """The row of the chart, column by column, in words."""
    words = {True: "A licence is needed", False: "No mark", None: "No graded row"}
    return [[column.code, column.title, words[place.marked(column.code)]] for column in book.columns]


def remarks(place: Place, book: Book) -> list[Note]:
    """Footnotes and remarks that speak of the country."""
    numbers = place.chart.footnotes if place.chart else ()
    footnotes = [book.find(Note, f"chart-{number}") for number in numbers]
    about = [note for note in book.notes_about(country=place.code) if note not in footnotes]
    return [note for note in (*footnotes, *about) if note is not None]


__all__ = ["ShownEntry", "Version", "absence", "chart_cells", "entry", "facts", "remarks", "versions"]
